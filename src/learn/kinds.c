/* The table of kinds, in the order they are compared. */
#include "learn/learn_private.h"

static const ModelKind *const kinds[] = {
    &learn_nobody.face,
    &learn_everybody.face,
    &learn_lot.face,
    &learn_priority.face,
    &learn_category.face,
    &learn_words.face,
    &learn_logistic.face,
    &learn_forest.face,
    &learn_boost.face,
    &learn_blend.face,
    NULL,
};

const ModelKind *const *
model_kinds(void)
{
    return kinds;
}

const ModelKind *
model_kind(const char *name, GError **error)
{
    const char *names[G_N_ELEMENTS(kinds)];
    for (gsize i = 0; kinds[i]; i++) {
        if (g_str_equal(kinds[i]->name, name))
            return kinds[i];
        names[i] = kinds[i]->name;
    }
    names[G_N_ELEMENTS(kinds) - 1] = NULL;
    g_autofree char *near = nearest_names(name, names);
    g_autofree char *all = g_strjoinv(", ", (char **)names);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no kind of model is called %s: %s%s%s", name,
                near ? "did you mean " : "there are ", near ? near : all, near ? "?" : "");
    return NULL;
}

const LearnKind *
learn_kind_of(const Model *model, GError **error)
{
    for (gsize i = 0; kinds[i]; i++)
        if (g_str_equal(kinds[i]->name, model->kind))
            return (const LearnKind *)kinds[i];
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "model %" G_GINT64_FORMAT " is of the kind %s, which this build doesn't know: "
                "train it again",
                model->id, model->kind);
    return NULL;
}
