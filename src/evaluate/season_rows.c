/* Rows of a task by the seasons they lie in, and how much of the year they cover. */
#include "evaluate/feature_seasons.h"

#include <string.h>

enum { MONTHS = 12, DAY_STARTS = 8, DAY_ENDS = 18, QUARTERS = 4 };

void
season_rows_free(SeasonRows *rows)
{
    if (!rows)
        return;
    for (guint kind = 0; kind < SEASON_KINDS; kind++) {
        g_free(rows->cut[kind].level);
        g_free(rows->cut[kind].block);
        g_free(rows->cut[kind].level_of);
    }
    g_free(rows);
}

static const char *const ids[] = {"quarter", "holidays", "weekend", "night"};

const char *
season_name(SeasonKind kind, guint level)
{
    static const char *const quarters[] = {"Q1", "Q2", "Q3", "Q4"};
    static const char *const names[][2] = {[SEASON_HOLIDAYS] = {"Jan–Oct", "Nov–Dec"},
                                           [SEASON_WEEKEND] = {"working day", "weekend"},
                                           [SEASON_NIGHT] = {"day", "night"}};

    return kind == SEASON_QUARTER ? quarters[level % QUARTERS] : names[kind][level % 2];
}

char *
season_write(SeasonKind kind, guint level)
{
    return g_strdup_printf("%s.%u", ids[kind], level);
}

gboolean
season_read(const char *text, SeasonKind *kind, guint *level)
{
    for (guint i = 0; i < SEASON_KINDS; i++) {
        gsize length = strlen(ids[i]);
        if (!g_str_has_prefix(text, ids[i]) || text[length] != '.' || text[length + 2])
            continue;
        *kind = (SeasonKind)i;
        *level = (guint)(text[length + 1] - '0');
        return *level < (i == SEASON_QUARTER ? QUARTERS : 2);
    }
    return FALSE;
}

/* ---- what was seen ----------------------------------------------------------------------------
 */

/* Cells of a calendar, a year's months: those with a quarter of what a cell holds on average count,
 * so that a few rows at either end are no season that was seen. */
static GHashTable *
cells_seen(const CalendarFields *fields, guint32 n, int months_a_cell)
{
    GHashTable *rows = g_hash_table_new(NULL, NULL);
    GHashTableIter iter;
    gpointer key, count;

    for (guint32 i = 0; i < n; i++) {
        int cell = fields[i].year * MONTHS + (fields[i].month - 1) / months_a_cell;
        gpointer at = GINT_TO_POINTER(cell);
        if (fields[i].month)
            g_hash_table_insert(
                rows, at, GUINT_TO_POINTER(GPOINTER_TO_UINT(g_hash_table_lookup(rows, at)) + 1));
    }
    double least = g_hash_table_size(rows) ? n / (4.0 * g_hash_table_size(rows)) : 0;
    g_hash_table_iter_init(&iter, rows);
    while (g_hash_table_iter_next(&iter, &key, &count))
        if (GPOINTER_TO_UINT(count) < least)
            g_hash_table_iter_remove(&iter);
    return rows;
}

static void
count_seen(SeasonRows *rows, const CalendarFields *fields)
{
    g_autoptr(GHashTable) months = cells_seen(fields, rows->n, 1);
    g_autoptr(GHashTable) quarters = cells_seen(fields, rows->n, MONTHS / QUARTERS);
    GHashTableIter iter;
    gpointer key;

    rows->months = g_hash_table_size(months);
    g_hash_table_iter_init(&iter, months);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        rows->calendar |= 1u << GPOINTER_TO_INT(key) % MONTHS;
    g_hash_table_iter_init(&iter, quarters);
    while (g_hash_table_iter_next(&iter, &key, NULL))
        rows->seen[GPOINTER_TO_INT(key) % MONTHS]++;
}

static guint
least_seen(const SeasonRows *rows)
{
    guint least = rows->seen[0];
    for (guint i = 1; i < QUARTERS; i++)
        least = MIN(least, rows->seen[i]);
    return least;
}

char *
season_rows_words(const SeasonRows *rows)
{
    guint least = least_seen(rows), most = 0;
    g_autofree char *months = season_words(rows->calendar);

    for (guint i = 0; i < QUARTERS; i++)
        most = MAX(most, rows->seen[i]);
    if (!rows->months)
        return NULL;
    if (least >= 2)
        return g_strdup_printf("Training covers %u months, every quarter in %u years or more: what "
                               "comes back each year is told from a change",
                               rows->months, least);
    if (least == 1 && most == 1)
        return g_strdup_printf("Training saw %u months once: it can't tell season from change",
                               rows->months);
    if (least == 1)
        return g_strdup_printf("Training covers %u months and saw parts of the year once: it can't "
                               "tell season from change",
                               rows->months);
    return g_strdup_printf("Training knows %s alone: nothing can be said of the rest of the year, "
                           "nor season be told from change",
                           months);
}

/* ---- cuts -------------------------------------------------------------------------------------
 */

static guint
level_in(SeasonKind kind, const CalendarFields *fields)
{
    switch (kind) {
    case SEASON_QUARTER:
        return (guint)(fields->month - 1) / 3;
    case SEASON_HOLIDAYS:
        return fields->month >= 11;
    case SEASON_WEEKEND:
        return fields->weekday >= 6;
    default:
        return fields->hour < DAY_STARTS || fields->hour >= DAY_ENDS;
    }
}

int
season_level(const Task *task, guint32 row, SeasonKind kind)
{
    CalendarFields fields;

    if (!task->time_column || task->seed_time[row] == TIME_MISSING)
        return -1;
    calendar_fields(task->seed_time[row], task->frame->catalogue->zone, &fields);
    return (int)level_in(kind, &fields);
}

/* What tells one look at a level from another. */
static int
block_in(SeasonKind kind, const CalendarFields *fields, gboolean again)
{
    int month = kind == SEASON_QUARTER && again ? (fields->month - 1) / 3 * 3
                : kind == SEASON_HOLIDAYS       ? (fields->month - 1) / 2 * 2
                                                : fields->month - 1;
    int level = kind == SEASON_WEEKEND || kind == SEASON_NIGHT ? (int)level_in(kind, fields) : 0;
    return (fields->year * MONTHS + month) * 2 + level;
}

/* Rows without a time form no block: they are passed over as missing values are. */
static void
make_cut(SeasonRows *rows, SeasonKind kind, const CalendarFields *fields)
{
    SeasonCut *cut = &rows->cut[kind];
    g_autoptr(GHashTable) places = g_hash_table_new(NULL, NULL);
    g_autoptr(GArray) level_of = g_array_new(FALSE, FALSE, sizeof(guint));
    guint32 count[QUARTERS] = {0};

    cut->levels = kind == SEASON_QUARTER ? QUARTERS : 2;
    cut->first = kind == SEASON_QUARTER ? 0 : 1;
    cut->again = kind == SEASON_QUARTER    ? least_seen(rows) >= 2
                 : kind == SEASON_HOLIDAYS ? rows->seen[3] >= 2
                                           : TRUE;
    cut->level = g_new0(guint, (gsize)rows->n + 1);
    cut->block = g_new(guint32, (gsize)rows->n + 1);
    for (guint32 i = 0; i < rows->n; i++) {
        cut->block[i] = G_MAXUINT32;
        if (!fields[i].month)
            continue;
        gpointer key = GINT_TO_POINTER(block_in(kind, &fields[i], cut->again));
        gpointer place = g_hash_table_lookup(places, key);
        cut->level[i] = level_in(kind, &fields[i]);
        count[cut->level[i]]++;
        if (!place) {
            g_array_append_val(level_of, cut->level[i]);
            place = GUINT_TO_POINTER(level_of->len);
            g_hash_table_insert(places, key, place);
        }
        cut->block[i] = GPOINTER_TO_UINT(place) - 1;
    }
    cut->blocks = level_of->len;
    cut->level_of = (guint *)(void *)g_array_free(g_steal_pointer(&level_of), FALSE);
    guint sides = 0;
    for (guint i = 0; i < QUARTERS; i++)
        sides += count[i] > 0;
    cut->there = sides > 1;
}

SeasonRows *
season_rows_new(const Task *task, const guint32 *row, guint32 n)
{
    SeasonRows *rows = g_new0(SeasonRows, 1);
    g_autofree CalendarFields *fields = g_new0(CalendarFields, (gsize)n + 1);
    GTimeZone *zone = task->frame->catalogue->zone;

    rows->n = n;
    for (guint32 i = 0; task->time_column && i < n; i++)
        if (task->seed_time[row[i]] != TIME_MISSING)
            calendar_fields(task->seed_time[row[i]], zone, &fields[i]);
    count_seen(rows, fields);
    for (guint kind = 0; kind < SEASON_KINDS; kind++)
        make_cut(rows, (SeasonKind)kind, fields);
    if (!task->time_column || task->time_column->info->precision == PRECISION_DAY)
        rows->cut[SEASON_NIGHT].there = FALSE;
    return rows;
}
