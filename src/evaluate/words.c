/* Words for a score and its reasons: what an agent or a lead reads instead of a probability. */
#include <foredesk/evaluate.h>

#include <math.h>
#include <string.h>

const char *
score_words(double p, double line, gboolean flagged)
{
    if (isnan(p))
        return "not scored";
    if (flagged)
        return p >= MIN(1, 3 * line) ? "very likely: check first" : "likely: check";
    return p >= line / 2 ? "unlikely, but near the line" : "unlikely: leave in the queue";
}

typedef struct {
    double push;
    guint feature;
} Push;

static int
by_push(gconstpointer a, gconstpointer b)
{
    const Push *x = a, *y = b;
    double left = fabs(x->push), right = fabs(y->push);
    if (left != right)
        return left < right ? 1 : -1;
    return x->feature < y->feature ? -1 : 1;
}

/* "API errors of this account, 48 h = 4" or "priority = P1": the feature with the value it had. */
static void
append_reason(GString *words, const Model *model, GPtrArray *values, guint32 row, guint at)
{
    const Feature *feature = g_ptr_array_index(model->features, at);
    const FeatureValues *value = values ? g_ptr_array_index(values, at) : NULL;

    g_string_append(words, feature->name);
    if (!value)
        return;
    if (value->code && value->code[row] >= 0) {
        g_autofree char *level =
            text_clean(dictionary_text(value->dictionary, (guint32)value->code[row]), -1);
        g_string_append_printf(words, " = %s", level);
    } else if (value->number && !isnan(value->number[row])) {
        g_autofree char *number = number_short(value->number[row]);
        g_string_append_printf(words, " = %s", number);
    } else {
        g_string_append(words, " = none");
    }
}

static void
append_side(GString *out, const char *side, const Model *model, GPtrArray *values, guint32 row,
            const Push *pushes, guint n, int sign, guint most)
{
    guint told = 0;

    for (guint i = 0; i < n && told < most; i++) {
        if (pushes[i].push * sign <= 0.01)
            continue;
        g_string_append_printf(out, "%s", told ? "; " : out->len ? ". " : "");
        if (!told && side)
            g_string_append_printf(out, "%s: ", side);
        append_reason(out, model, values, row, pushes[i].feature);
        told++;
    }
}

char *
reasons_words(const Model *model, const double *contributions, GPtrArray *values, guint32 row,
              guint most, gboolean up_only)
{
    guint n = model->features->len;
    g_autofree Push *pushes = g_new(Push, n + 1);
    GString *out = g_string_new(NULL);

    for (guint i = 0; i < n; i++)
        pushes[i] = (Push){contributions[i], i};
    qsort(pushes, n, sizeof *pushes, by_push);
    append_side(out, up_only ? NULL : "Up", model, values, row, pushes, n, 1, most);
    if (!up_only)
        append_side(out, "Down", model, values, row, pushes, n, -1, most);
    return g_string_free(out, FALSE);
}
