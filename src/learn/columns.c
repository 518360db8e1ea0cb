/* The entity's own columns as the rules read them: cells as text, and why a role can't be used. */
#include "learn/learn_private.h"

const char *
learn_cell(const FrameColumn *column, guint32 row, char *digits)
{
    if (column->code)
        return column->code[row] < 0
                   ? NULL
                   : dictionary_text(column->dictionary, (guint32)column->code[row]);
    if (column->integer && column->kind == KIND_INTEGER && column->integer[row] != G_MININT64) {
        g_snprintf(digits, 24, "%" G_GINT64_FORMAT, column->integer[row]);
        return digits;
    }
    return NULL;
}

gboolean
learn_defines_target(const Task *task, const char *name)
{
    for (guint i = 0; task->defining && i < task->defining->len; i++)
        if (g_ascii_strcasecmp(task->defining->pdata[i], name) == 0)
            return TRUE;
    return FALSE;
}

char *
learn_role_refused(const Task *task, ColumnRole role, const ColumnInfo **column)
{
    const ColumnInfo *info = table_role(task->frame->table, role);
    const char *word = role_name(role);
    *column = info;
    if (!info)
        return g_strdup_printf("no column of %s holds the %s", task->frame->table->name, word);
    if (info->pii)
        return g_strdup_printf("%s holds personal data", info->name);
    if (learn_defines_target(task, info->name))
        return g_strdup_printf("%s tells the target itself", info->name);
    if (info->kind != KIND_CATEGORY && info->kind != KIND_KEY && info->kind != KIND_BOOLEAN &&
        info->kind != KIND_INTEGER)
        return g_strdup_printf("%s holds %s, not the values of a %s", info->name,
                               kind_name(info->kind), word);
    if (info->known == KNOWN_ASK)
        return g_strdup_printf("answer whether %s was filled at arrival (1 Audit)", info->name);
    if (info->known == KNOWN_LATER)
        return g_strdup_printf("the export holds the final %s, not the one at arrival", info->name);
    return NULL;
}
