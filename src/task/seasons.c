/* seasons: which months of the year teach and which are tested. A model that is tested in months it
 * never learned from is judged on another season; one that is tested without the holidays of the
 * last quarter says nothing about them. */
#include <string.h>

#include "task/task-private.h"

enum { MONTHS = 12, ALL = 0xfff, HOLIDAYS = 1 << 10 | 1 << 11 };
static const double COUNTS = 0.01, APART = 0.25;

static guint
months_of(const gint64 *rows)
{
    gint64 all = 0;
    guint months = 0;
    for (guint i = 0; i < MONTHS; i++)
        all += rows[i];
    for (guint i = 0; i < MONTHS; i++)
        months |= rows[i] && (double)rows[i] >= COUNTS * (double)all ? 1u << i : 0;
    return months;
}

void
task_seasons(const Task *task, TaskSeasons *seasons)
{
    gint64 rows[2][MONTHS] = {{0}};
    GTimeZone *zone = task->frame->catalogue->zone;
    TimePoint start = G_MININT64,
              end = start; /* rows come in order: one look at the calendar a day */
    guint month = 0;

    memset(seasons, 0, sizeof *seasons);
    for (guint32 i = 0; task->time_column && i < task->n_usable; i++) {
        guint32 row = task->order[i];
        SplitPart part = (SplitPart)task->part[row];
        TimePoint seed = task->seed_time[row];
        if (part != SPLIT_TRAIN && part != SPLIT_STOP && part != SPLIT_TEST)
            continue;
        if (seed >= end || seed < start) {
            CalendarFields fields;
            calendar_fields(seed, zone, &fields);
            start = seed;
            end = day_end(seed, zone);
            month = (guint)fields.month - 1;
        }
        rows[part == SPLIT_TEST][month]++;
    }
    seasons->train = months_of(rows[0]);
    seasons->test = months_of(rows[1]);
    for (guint i = 0; i < MONTHS; i++) {
        seasons->tested += rows[1][i];
        seasons->unseen += seasons->train >> i & 1 ? 0 : rows[1][i];
    }
    seasons->apart = seasons->tested && (double)seasons->unseen >= APART * (double)seasons->tested;
    seasons->no_holidays =
        seasons->tested && (seasons->train & HOLIDAYS) && !(seasons->test & HOLIDAYS);
}

/* The first month of a run that goes over the turn of the year stands before January. */
char *
season_words(guint months)
{
    static const char *const names[] = {"January",   "February", "March",    "April",
                                        "May",       "June",     "July",     "August",
                                        "September", "October",  "November", "December"};
    GString *words = g_string_new(NULL);
    guint first = 0;

    if (months == ALL)
        return g_string_free(g_string_append(words, "the whole year"), FALSE);
    while (first < MONTHS && (months >> first & 1) && (months >> (first + MONTHS - 1) % MONTHS & 1))
        first++;
    for (guint i = 0; i < MONTHS; i++) {
        guint at = (first + i) % MONTHS, run = 0;
        if (!(months >> at & 1))
            continue;
        while (i + run + 1 < MONTHS && (months >> (at + run + 1) % MONTHS & 1))
            run++;
        i += run;
        g_string_append_printf(words, "%s%s", words->len ? ", " : "", names[at]);
        if (run)
            g_string_append_printf(words, "%s%s", run > 1 ? " to " : " and ",
                                   names[(at + run) % MONTHS]);
    }
    return g_string_free(words, FALSE);
}

char *
seasons_trouble(const TaskSeasons *seasons)
{
    g_autofree char *train = season_words(seasons->train), *test = season_words(seasons->test);
    g_autofree char *unseen = season_words(seasons->test & ~seasons->train);

    if (seasons->apart)
        return g_strdup_printf(
            "The test lies in another season: training knows %s, %.0f of 100 "
            "tested rows come from %s%s",
            train, 100.0 * (double)seasons->unseen / (double)seasons->tested, unseen,
            seasons->test & ~seasons->train & HOLIDAYS ? ", with the holidays" : "");
    if (seasons->no_holidays)
        return g_strdup_printf("The test holds %s: it says nothing about the holidays of November "
                               "and December, which training knows",
                               test);
    return NULL;
}
