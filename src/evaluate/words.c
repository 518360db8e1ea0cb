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
append_reason(GString *words, const Model *model, const ReasonValues *values, guint32 row, guint at)
{
    const Feature *feature = g_ptr_array_index(model->features, at);

    g_string_append(words, feature->name);
    if (!values)
        return;
    g_autofree char *value = feature_value_words(g_ptr_array_index(values->values, at), row,
                                                 values->task, values->masked);
    g_string_append_printf(words, " = %s", value ? value : "none");
}

static Push *
strongest_first(const Model *model, const double *contributions)
{
    guint n = model->features->len;
    Push *pushes = g_new(Push, n + 1);
    for (guint i = 0; i < n; i++)
        pushes[i] = (Push){contributions[i], i};
    qsort(pushes, n, sizeof *pushes, by_push);
    return pushes;
}

/* The first of them that push to one side by more than `least`, at most `most`: their places. */
static guint
one_side(const Push *pushes, guint n, int sign, double least, guint most, guint told[])
{
    guint found = 0;
    for (guint i = 0; i < n && found < most; i++)
        if (pushes[i].push * sign > least)
            told[found++] = i;
    return found;
}

/* Whole percents that add to 100: what is lost by rounding down goes to the largest remainders. */
static void
share_out(const Push *pushes, const guint told[], guint n, guint percent[])
{
    double sum = 0, rest[REASONS_MOST];
    guint given = 0;
    for (guint i = 0; i < n; i++)
        sum += pushes[told[i]].push;
    for (guint i = 0; i < n; i++) {
        double exact = 100 * pushes[told[i]].push / sum;
        percent[i] = (guint)exact;
        rest[i] = exact - percent[i];
        given += percent[i];
    }
    for (; n > 0 && given < 100; given++) {
        guint most = 0;
        for (guint i = 1; i < n; i++)
            if (rest[i] > rest[most])
                most = i;
        percent[most]++;
        rest[most] = -1;
    }
}

static void
append_side(GString *out, const char *side, const Model *model, const ReasonValues *values,
            guint32 row, const Push *pushes, int sign, guint most)
{
    guint told[REASONS_MOST];
    guint n = one_side(pushes, model->features->len, sign, 0.01, MIN(most, REASONS_MOST), told);

    for (guint i = 0; i < n; i++) {
        g_string_append_printf(out, "%s", i ? "; " : out->len ? ". " : "");
        if (i == 0)
            g_string_append_printf(out, "%s: ", side);
        append_reason(out, model, values, row, pushes[told[i]].feature);
    }
}

char *
reasons_words(const Model *model, const double *contributions, const ReasonValues *values,
              guint32 row, guint most)
{
    g_autofree Push *pushes = strongest_first(model, contributions);
    GString *out = g_string_new(NULL);

    append_side(out, "Up", model, values, row, pushes, 1, most);
    append_side(out, "Down", model, values, row, pushes, -1, most);
    return g_string_free(out, FALSE);
}

char *
reasons_shared(const Model *model, const double *contributions, const ReasonValues *values,
               guint32 row, char **shares)
{
    g_autofree Push *pushes = strongest_first(model, contributions);
    guint told[REASONS_MOST], percent[REASONS_MOST];
    double least = fabs(pushes[0].push) / 100;
    guint n = one_side(pushes, model->features->len, 1, least, REASONS_MOST, told);
    GString *words = g_string_new(NULL), *numbers = g_string_new(NULL);

    share_out(pushes, told, n, percent);
    for (guint i = 0; i < n; i++) {
        g_string_append(words, i ? "; " : "");
        append_reason(words, model, values, row, pushes[told[i]].feature);
        g_string_append_printf(words, " (%u %%)", percent[i]);
        g_string_append_printf(numbers, "%s%u", i ? "/" : "", percent[i]);
    }
    *shares = g_string_free(numbers, FALSE);
    return g_string_free(words, FALSE);
}
