/* One candidate added to a proposal, under a name of its own; and the values of a column that are
 * worth one. */
#include "features/propose.h"

#include <string.h>

#define MOST_CANDIDATES 1500

static void
make_name_unique(Proposal *proposal, Feature *feature)
{
    g_autofree char *key = g_strdup_printf("\t%s", feature->name);
    for (guint i = 2; g_hash_table_contains(proposal->seen, key); i++) {
        g_autofree char *other = g_strdup_printf("%s (%u)", feature->name, i);
        g_free(key);
        key = g_strdup_printf("\t%s", other);
    }
    g_free(feature->name);
    feature->name = g_strdup(key + 1);
    g_hash_table_add(proposal->seen, g_steal_pointer(&key));
}

/* Aggregates over rows that came later tell nothing and are many. A track record by a column that
 * waits for an answer is shown, off: it is what the answer is worth. */
static gboolean
waits(const Feature *feature)
{
    return feature->node->type == PQL_AGGREGATE &&
           (feature->evidence == EVIDENCE_LEAK ||
            (feature->evidence == EVIDENCE_ASK && feature->node->aggregate != PQL_LIFT));
}

Feature *
propose(Proposal *proposal, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    g_autofree char *expression = g_strdup_vprintf(format, arguments);
    va_end(arguments);
    Feature *feature = feature_parse(expression, proposal->task, NULL);
    if (!feature)
        return NULL;
    gboolean full = proposal->features->len >= MOST_CANDIDATES;
    if (waits(feature) || full || g_hash_table_contains(proposal->seen, feature->expression)) {
        proposal->over += full && !waits(feature);
        feature_free(feature);
        return NULL;
    }
    g_hash_table_add(proposal->seen, g_strdup(feature->expression));
    make_name_unique(proposal, feature);
    g_ptr_array_add(proposal->features, feature);
    return feature;
}

void
propose_named(Proposal *proposal, Feature *feature, char *name, char *sentence)
{
    g_free(feature->name);
    feature->name = name;
    g_free(feature->sentence);
    feature->sentence = sentence;
    make_name_unique(proposal, feature);
}

void
propose_off(Feature *feature, const char *reason)
{
    if (!feature || !feature->enabled)
        return;
    feature->enabled = FALSE;
    g_free(feature->reason);
    feature->reason = g_strdup(reason);
}

char *
quoted_name(const char *name)
{
    return text_quote(name, '`');
}

char *
quoted_text(const char *text)
{
    return text_quote(text, '\'');
}

int
codes_by_count(gconstpointer a, gconstpointer b)
{
    const CodeCount *x = a, *y = b;
    if (x->count != y->count)
        return x->count > y->count ? -1 : 1;
    return g_strcmp0(x->text, y->text);
}

GArray *
frequent_codes(const FrameColumn *column, guint most)
{
    guint32 size = dictionary_size(column->dictionary);
    g_autofree guint32 *counts = g_new0(guint32, size + 1);
    g_autoptr(GArray) found = g_array_new(FALSE, FALSE, sizeof(CodeCount));
    GArray *codes = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 row = 0; row < column->n; row++)
        if (column->code[row] >= 0)
            counts[column->code[row]]++;
    for (guint32 code = 0; code < size; code++) {
        CodeCount count = {code, counts[code], dictionary_text(column->dictionary, code)};
        if (count.count > 0 && count.count * G_GUINT64_CONSTANT(200) >= column->n)
            g_array_append_val(found, count);
    }
    g_array_sort(found, codes_by_count);
    for (guint i = 0; i < MIN(most, found->len); i++)
        g_array_append_val(codes, g_array_index(found, CodeCount, i).code);
    return codes;
}

guint32
distinct_codes(const FrameColumn *column, guint32 most)
{
    guint32 size = dictionary_size(column->dictionary), distinct = 0;
    g_autofree guint8 *seen = g_new0(guint8, size + 1);
    for (guint32 row = 0; row < column->n && distinct < most; row++)
        if (column->code[row] >= 0 && !seen[column->code[row]]) {
            seen[column->code[row]] = 1;
            distinct++;
        }
    return distinct;
}
