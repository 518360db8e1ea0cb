/* The parts of a split: their names, and which count as one. */
#include "task/task-private.h"

static const char *const part_names[SPLIT_PARTS] = {
    "none",      "train",   "stop",        "validation",
    "test",      "embargo", "apart-train", "apart-validation",
    "apart-test"};

const char *
split_name(SplitPart part)
{
    return part_names[part];
}

gboolean
split_from_name(const char *name, SplitPart *part, GError **error)
{
    for (int i = SPLIT_TRAIN; i < SPLIT_PARTS; i++)
        if (g_ascii_strcasecmp(name, part_names[i]) == 0) {
            *part = (SplitPart)i;
            return TRUE;
        }
    g_set_error(
        error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
        "no part of a split is called \"%s\": write train, stop, validation, test or embargo",
        name);
    return FALSE;
}

gboolean
split_sealed(SplitPart part)
{
    return part == SPLIT_TEST || part == SPLIT_APART_TEST;
}

SplitPart
split_home(SplitPart part)
{
    return part == SPLIT_APART_TRAIN        ? SPLIT_TRAIN
           : part == SPLIT_APART_VALIDATION ? SPLIT_VALIDATION
           : part == SPLIT_APART_TEST       ? SPLIT_TEST
                                            : part;
}
