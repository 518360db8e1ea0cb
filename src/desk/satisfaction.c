/* Customers' ratings: the scale is told from the answers themselves, by words (Good, Bad) or by
 * numbers (1 to 5, 0 to 10, 0 to 100). What was not rated is unknown, never bad. */
#include "desk/desk_private.h"

typedef enum { RATING_NONE, RATING_GOOD, RATING_BAD, RATING_STRANGE } Rating;

gboolean
rating_is_none(const char *text)
{
    static const char *const none[] = {"offered",   "unoffered", "not offered", "unrated",
                                       "not rated", "none",      "neutral",     NULL};
    g_autofree char *lower = g_ascii_strdown(text, -1);

    return g_strv_contains(none, g_strstrip(lower));
}

static Rating
word_rating(const char *text)
{
    static const char *const bad[] = {"bad",  "unhappy",   "dissatisf",   "unsatisf", "negative",
                                      "poor", "not happy", "thumbs down", "no",       NULL};
    static const char *const good[] = {"good",      "happy",     "satisf", "positive", "great",
                                       "excellent", "thumbs up", "yes",    NULL};
    g_autofree char *lower = g_utf8_strdown(text, -1);

    g_strstrip(lower);
    if (rating_is_none(text))
        return RATING_NONE;
    for (gsize i = 0; bad[i]; i++)
        if (g_str_has_prefix(lower, bad[i]))
            return RATING_BAD;
    for (gsize i = 0; good[i]; i++)
        if (strstr(lower, good[i]))
            return RATING_GOOD;
    return RATING_STRANGE;
}

static const struct {
    double low, high, good;
    const char *words;
} scales[] = {{1, 5, 4, "4 and 5 of 1 to 5"},
              {0, 10, 8, "8 to 10 of 0 to 10"},
              {0, 100, 80, "80 and more of 0 to 100"}};

/* The narrowest scale that holds 98 % of the ratings; −1: none. */
static int
find_scale(const double *score, guint32 n)
{
    for (gsize s = 0; s < G_N_ELEMENTS(scales); s++) {
        guint32 inside = 0, all = 0;
        for (guint32 i = 0; i < n; i++) {
            all += !isnan(score[i]);
            inside += score[i] >= scales[s].low && score[i] <= scales[s].high;
        }
        if (all && inside >= 0.98 * all)
            return (int)s;
    }
    return -1;
}

/* Ratings as numbers, also where they stand in words that begin with one ("4", "5 - very good");
 * NULL where less than nine of ten answers are numbers. */
static double *
scores_of(const FrameColumn *column)
{
    g_autofree double *score = g_new(double, MAX(column->n, 1));
    guint32 answered = 0, numbers = 0;

    for (guint32 row = 0; row < column->n; row++) {
        score[row] = NAN;
        if (!column->code) {
            score[row] = frame_number(column, row);
        } else if (column->code[row] >= 0 && column->kind != KIND_BOOLEAN) {
            const char *text = dictionary_text(column->dictionary, (guint32)column->code[row]);
            char *end;
            double value = g_ascii_strtod(text, &end);
            answered++;
            if (end > text && !g_ascii_isalnum(*end))
                score[row] = value;
        }
        numbers += !isnan(score[row]);
    }
    if (!numbers || (column->code && numbers < 0.9 * answered))
        return NULL;
    return g_steal_pointer(&score);
}

static void
fill_numbers(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends, double *score,
             int scale)
{
    measure->score = score;
    measure->score_highest = scales[scale].high;
    for (guint32 row = 0; row < measure->n; row++) {
        double rating = score[row];
        score[row] = NAN;
        if (!measure_begin(measure, view, ends, row))
            continue;
        if (isnan(rating))
            measure_exclude(measure, row, "unrated", "not rated");
        else if (rating < scales[scale].low || rating > scales[scale].high)
            measure_exclude(measure, row, "outside", "rated outside of the scale");
        else {
            measure_count(measure, row, rating >= scales[scale].good);
            score[row] = rating;
        }
    }
}

static void
fill_words(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends,
           const FrameColumn *column)
{
    guint32 n = dictionary_size(column->dictionary);
    g_autofree guint8 *rating = g_new(guint8, MAX(n, 1));

    for (guint32 code = 0; code < n; code++)
        rating[code] = (guint8)word_rating(dictionary_text(column->dictionary, code));
    for (guint32 row = 0; row < measure->n; row++) {
        if (!measure_begin(measure, view, ends, row))
            continue;
        Rating is = column->code[row] < 0 ? RATING_NONE : (Rating)rating[column->code[row]];
        if (is == RATING_NONE)
            measure_exclude(measure, row, "unrated", "not rated");
        else if (is == RATING_STRANGE)
            measure_exclude(measure, row, "outside", "rated in words that aren't good or bad");
        else
            measure_count(measure, row, is == RATING_GOOD);
    }
}

DeskMeasure *
measure_satisfaction(const DeskView *view)
{
    DeskMeasure *measure = measure_new(view, DESK_SATISFACTION);
    const FrameColumn *column = desk_column(view, ROLE_SATISFACTION, 0);
    g_auto(DeskEnds) ends = {0};
    g_autofree char *title = column ? column_title(column) : NULL;

    if (!column || column->kind == KIND_TEXT || column->kind == KIND_LIST ||
        column->kind == KIND_DATE || column->kind == KIND_EMPTY)
        return measure_refuse(measure,
                              g_strdup_printf("no column holds customers' ratings: `role %s.COLUMN "
                                              "satisfaction` names one",
                                              view->frame->table->name));
    desk_ends_init(&ends, view);
    g_autofree double *score = scores_of(column);
    int scale = score ? find_scale(score, measure->n) : -1;
    if (score && scale < 0)
        return measure_refuse(measure,
                              g_strdup_printf("the numbers in %s fit no scale: 1 to 5, 0 to "
                                              "10, 0 to 100",
                                              title));
    if (score) {
        measure->rule = g_strdup_printf("%s in %s; of rated tickets", scales[scale].words, title);
        fill_numbers(measure, view, &ends, g_steal_pointer(&score), scale);
    } else {
        measure->rule = g_strdup_printf("Good in %s; of tickets rated good or bad", title);
        fill_words(measure, view, &ends, column);
    }
    if (!measure->counted)
        return measure_refuse(measure, g_strdup_printf("no ticket is rated in %s", title));
    return measure;
}
