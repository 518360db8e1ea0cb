/* A feature's value in words, as it may be shown: where it is a column's own, that column's policy
 * on personal data says how. */
#include "features/plan.h"

#include <math.h>

/* The column whose values a feature passes on as they stand; NULL: it makes its own. */
static const ColumnInfo *
column_of(const Feature *feature, const Task *task)
{
    const PqlNode *node = feature->node;
    const TableInfo *table = task_entity(task);

    if (node && node->type == PQL_IF)
        node = node->arguments->pdata[1];
    if (node && node->type == PQL_AGGREGATE && node->arguments->len)
        node = node->arguments->pdata[0];
    if (!node || node->type != PQL_COLUMN)
        return NULL;
    if (node->table)
        table = catalogue_table(task->frame->catalogue, node->table, NULL);
    return table ? table_column(table, node->name, NULL) : NULL;
}

char *
feature_value_words(const FeatureValues *values, guint32 row, const Task *task, gboolean masked)
{
    const ColumnInfo *column = column_of(values->feature, task);

    if (values->code && values->code[row] < 0)
        return NULL;
    if (values->code)
        return personal_words(
            column, dictionary_text(values->dictionary, (guint32)values->code[row]), masked);
    if (!values->number || isnan(values->number[row]))
        return NULL;
    g_autofree char *number = number_short(values->number[row]);
    const PqlNode *node = values->feature->node;
    const PqlNode *value = node && node->type == PQL_IF ? node->arguments->pdata[1] : node;
    return column && value && value->type == PQL_COLUMN ? personal_words(column, number, masked)
                                                        : g_steal_pointer(&number);
}
