/* Frames: the same values from raw cells and from the cache, from stored and from new rows; local
 * time, texts in row order, damaged blocks, read-only files, stores asked from several threads. */
#include "raw-table.h"

#include "frame/dictionary.h"

#include <math.h>
#include <stdlib.h>

static char *folder;
static int files;

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    gint64 id;
    Catalogue *catalogue;
    TableInfo *table;
    GPtrArray *rows; /* char ** */
} Desk;

static void
desk_load(Desk *desk)
{
    GError *error = NULL;
    g_clear_pointer(&desk->catalogue, catalogue_unref);
    desk->catalogue = catalogue_load(desk->database, &error);
    g_assert_no_error(error);
    desk->table = g_ptr_array_index(desk->catalogue->tables, 0);
}

static void
desk_clear(Desk *desk)
{
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
    g_ptr_array_unref(desk->rows);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

#define COLUMNS 9
static const char *const headings[COLUMNS + 1] = {
    "ticket_id", "opened", "priority", "hours", "replies", "paid", "tags", "subject", "day", NULL};

/* A cell of a ticket, blank now and then. Priorities, tags and subjects come in any order. */
static char *
random_cell(Random *random, guint row, guint column)
{
    static const char *const words[] = {"vip", "late", "refund", "api", "naïve", "bêta"};
    if (column > 0 && random_below(random, 9) == 0)
        return g_strdup(random_below(random, 2) ? "" : " ");
    switch (column) {
    case 0:
        return g_strdup_printf("T-%u", row);
    case 1:
        return g_strdup_printf("2025-%02u-%02u %02u:%02u", 1 + random_below(random, 12),
                               1 + random_below(random, 28), random_below(random, 24),
                               random_below(random, 60));
    case 2:
        return g_strdup_printf("P%u", 1 + random_below(random, 4));
    case 3:
        return g_strdup_printf("%.3f", random_double(random) * 1000 - 3);
    case 4:
        return g_strdup_printf("%d", (int)random_below(random, 70000) - 99);
    case 5:
        return g_strdup(random_below(random, 2) ? "Yes" : "no");
    case 6:
        return g_strdup_printf("%s;%s", words[random_below(random, 6)],
                               words[random_below(random, 6)]);
    case 7:
        return g_strdup_printf("My %s fails %u times since %u", words[random_below(random, 6)],
                               random_below(random, 5000), row);
    default:
        return g_strdup_printf("%u/%u/2025", 1 + random_below(random, 28),
                               1 + random_below(random, 12));
    }
}

static GPtrArray *
random_rows(guint64 seed, guint from, guint n)
{
    Random random;
    random_seed(&random, seed);
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint row = from; row < from + n; row++) {
        char **cells = g_new0(char *, COLUMNS + 1);
        for (guint column = 0; column < COLUMNS; column++)
            cells[column] = random_cell(&random, row, column);
        g_ptr_array_add(rows, cells);
    }
    return rows;
}

static Desk
desk_new(guint64 seed, guint n, const char *zone)
{
    g_autofree char *name = g_strdup_printf("%d.foredesk", files++);
    Desk desk = {.workspace = raw_workspace(folder, name)};
    desk.database = workspace_database(desk.workspace);
    desk.rows = random_rows(seed, 0, n);
    if (zone)
        g_assert_true(setting_set(desk.database, "zone", zone, NULL));
    desk.id = raw_table(desk.database, "tickets", (char *const *)headings, desk.rows);
    raw_type(desk.database, desk.id);
    desk_load(&desk);
    return desk;
}

static Frame *
load(const Desk *desk)
{
    GError *error = NULL;
    Frame *frame = frame_load(desk->database, desk->catalogue, desk->table, NULL, &error);
    g_assert_no_error(error);
    return frame;
}

static gint64
blocks_of(const Desk *desk, const char *what)
{
    g_autofree char *sql = g_strdup_printf("SELECT %s FROM frame_block", what);
    return db_integer(desk->database, -1, sql, "");
}

/* ---- equality
 * ------------------------------------------------------------------------------------ */

static void
assert_same_cell(const FrameColumn *a, guint32 row_a, const FrameColumn *b, guint32 row_b)
{
    if (a->integer)
        g_assert_cmpint(a->integer[row_a], ==, b->integer[row_b]);
    if (a->decimal)
        g_assert_true(memcmp(&a->decimal[row_a], &b->decimal[row_b], sizeof(double)) == 0);
    if (a->code)
        g_assert_cmpint(a->code[row_a], ==, b->code[row_b]);
    if (a->filled)
        g_assert_cmpint(a->filled[row_a], ==, b->filled[row_b]);
    if (!a->item_start)
        return;
    guint32 n = a->item_start[row_a + 1] - a->item_start[row_a];
    g_assert_cmpuint(b->item_start[row_b + 1] - b->item_start[row_b], ==, n);
    for (guint32 i = 0; i < n; i++)
        g_assert_cmpint(a->item[a->item_start[row_a] + i], ==, b->item[b->item_start[row_b] + i]);
}

static void
assert_same_frame(const Frame *a, const Frame *b)
{
    g_assert_cmpuint(a->n, ==, b->n);
    g_assert_cmpstr(a->fingerprint, ==, b->fingerprint);
    g_assert_true(a->n == 0 || memcmp(a->row_id, b->row_id, sizeof(gint64) * a->n) == 0);
    for (guint i = 0; i < a->columns->len; i++) {
        const FrameColumn *x = g_ptr_array_index(a->columns, i);
        const FrameColumn *y = g_ptr_array_index(b->columns, i);
        g_assert_cmpint(x->kind, ==, y->kind);
        g_assert_true(!x->dictionary == !y->dictionary);
        for (guint32 row = 0; row < a->n; row++)
            assert_same_cell(x, row, y, row);
        for (guint32 code = 0; x->dictionary && code < dictionary_size(x->dictionary); code++)
            g_assert_cmpstr(dictionary_text(x->dictionary, code), ==,
                            dictionary_text(y->dictionary, code));
    }
}

static const FrameColumn *
column(const Frame *frame, const char *name)
{
    const FrameColumn *found = frame_column(frame, name);
    g_assert_nonnull(found);
    return found;
}

/* ---- round trip
 * ------------------------------------------------------------------------------------ */

/* What a cell should say once it was read and written for people again. */
static char *
expected_words(ColumnKind kind, const char *cell, DateOrder order, GTimeZone *zone)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(cell));
    TimePoint time;
    TimePrecision precision;
    if (!*trimmed || kind == KIND_TEXT)
        return g_strdup("");
    if (kind == KIND_BOOLEAN)
        return g_ascii_strdown(trimmed, -1);
    if (kind == KIND_LIST) {
        g_auto(GStrv) items = g_strsplit(trimmed, ";", -1);
        return g_strjoinv(", ", items);
    }
    if (kind == KIND_DATE) {
        g_assert_true(date_parse(trimmed, -1, order, zone, &time, &precision));
        return date_words(time, precision, zone);
    }
    if (kind == KIND_DECIMAL) {
        char buffer[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd(buffer, sizeof buffer, "%.15g", g_ascii_strtod(trimmed, NULL));
        return g_strdup(buffer);
    }
    return g_strdup(trimmed);
}

static void
test_round_trip(void)
{
    static const ColumnKind kinds[COLUMNS] = {KIND_KEY,     KIND_DATE,    KIND_CATEGORY,
                                              KIND_DECIMAL, KIND_INTEGER, KIND_BOOLEAN,
                                              KIND_LIST,    KIND_TEXT,    KIND_DATE};
    static const char *const zones[] = {NULL, "Europe/Berlin", "America/New_York", "Asia/Kolkata"};
    for (guint64 seed = 0; seed < 12; seed++) {
        g_auto(Desk) desk = desk_new(seed, 400, zones[seed % 4]);
        g_autoptr(Frame) frame = load(&desk);
        g_assert_cmpuint(frame->n, ==, 400);
        for (guint i = 0; i < COLUMNS; i++) {
            const FrameColumn *values = column(frame, headings[i]);
            g_assert_cmpint(values->kind, ==, kinds[i]);
            for (guint32 row = 0; row < frame->n; row++) {
                const char *cell = ((char **)g_ptr_array_index(desk.rows, row))[i];
                g_autofree char *said = frame_words(frame, values, row);
                g_autofree char *expected = expected_words(
                    values->kind, cell, values->info->date_order, desk.catalogue->zone);
                g_assert_cmpstr(said, ==, expected);
            }
        }
    }
}

/* ---- cache
 * -------------------------------------------------------------------------------------------- */

static void
test_cache_is_raw(void)
{
    g_auto(Desk) desk = desk_new(77, 70000, "Europe/Berlin");
    /* Nine columns and the row ids, each a header and two blocks. */
    g_assert_cmpint(blocks_of(&desk, "count(*)"), ==, 3 * (COLUMNS + 1));
    g_autoptr(Frame) cached = load(&desk);
    g_assert_true(db_exec(desk.database, "DELETE FROM frame_block", NULL));
    g_autoptr(Frame) raw = load(&desk);
    assert_same_frame(cached, raw);
    g_assert_cmpint(blocks_of(&desk, "count(*)"), ==, 3 * (COLUMNS + 1));
    g_autoptr(Frame) again = load(&desk);
    assert_same_frame(cached, again);
}

/* Cells of fragments that numbers, dates, lists, booleans and null spellings are made of, some of
 * them no text at all. */
static char *
hostile_cell(Random *random, guint style)
{
    static const char *const parts[] = {"1", "0",    "-",  ".",   "/",  "2025", ":",  " ", "T",
                                        "Z", "+02",  "e9", "Yes", "no", ";",    "|",  "?", "N/A",
                                        "é", "\xff", "\t", "Jul", "P",  "00",   "99", "31"};
    GString *cell = g_string_new(NULL);
    guint range = style % 3 == 0 ? 4 : style % 3 == 1 ? 12 : G_N_ELEMENTS(parts);
    for (guint n = random_below(random, 2 + style % 6); n > 0; n--)
        g_string_append(cell, parts[random_below(random, range)]);
    return g_string_free(cell, random_below(random, 30) == 0);
}

static void
assert_counted(const Desk *desk, const Frame *frame)
{
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *values = g_ptr_array_index(frame->columns, i);
        ColumnStats stats = {0};
        g_assert_true(column_stats_load(desk->database, values->info->id, &stats, NULL));
        gint64 missing = 0;
        for (guint32 row = 0; row < frame->n; row++)
            missing += (values->integer && values->integer[row] == G_MININT64) ||
                       (values->decimal && isnan(values->decimal[row])) ||
                       (values->code && values->code[row] < 0) ||
                       (values->filled && !values->filled[row]);
        g_assert_cmpint(stats.rows, ==, frame->n);
        if (!values->item_start)
            g_assert_cmpint(missing, ==, stats.missing + stats.unreadable);
        g_assert_cmpint(stats.distinct, <=, stats.rows - stats.missing);
        g_assert_true(stats.unreadable == 0 || stats.unreadable_example);
        g_assert_nonnull(values->info->kind_evidence);
        column_stats_clear(&stats);
    }
}

static void
test_hostile_cells(void)
{
    Random random;
    random_seed(&random, 99);
    for (guint round = 0; round < 120; round++) {
        g_autofree char *name = g_strdup_printf("%d.foredesk", files++);
        Desk desk = {.workspace = raw_workspace(folder, name)};
        desk.database = workspace_database(desk.workspace);
        desk.rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
        for (guint row = 0; row < 60; row++) {
            char **cells = g_new0(char *, COLUMNS + 1);
            for (guint i = 0; i < COLUMNS; i++)
                cells[i] = hostile_cell(&random, round + i);
            for (guint i = 0; i < COLUMNS; i++)
                cells[i] = cells[i] ? cells[i] : g_strdup("");
            g_ptr_array_add(desk.rows, cells);
        }
        desk.id = raw_table(desk.database, "tickets", (char *const *)headings, desk.rows);
        raw_type(desk.database, desk.id);
        desk_load(&desk);
        g_autoptr(Frame) cached = load(&desk);
        assert_counted(&desk, cached);
        g_assert_true(db_exec(desk.database, "DELETE FROM frame_block", NULL));
        g_autoptr(Frame) raw = load(&desk);
        assert_same_frame(cached, raw);
        desk_clear(&desk);
    }
}

/* Whatever one byte or the length of a block becomes, a frame is right or built again. */
static void
test_damaged_blocks(void)
{
    static const char *const damages[] = {
        "UPDATE frame_block SET data = substr(data, 1, length(data) - 1)",
        "UPDATE frame_block SET data = CAST(data || x'00' AS BLOB) WHERE block >= 0",
        "UPDATE frame_block SET data = x'' WHERE block = 0",
        "UPDATE frame_block SET data = CAST(x'ffffffff' || substr(data, 5) AS BLOB) WHERE block = "
        "-1",
        "UPDATE frame_block SET data = CAST(substr(data, 1, 8) || x'ffffff7f' || substr(data, 13) "
        "AS BLOB) WHERE block = -1",
        "UPDATE frame_block SET data = CAST(substr(data, 1, 12) || x'ffffff00' || substr(data, 17) "
        "AS BLOB) WHERE block = -1",
        "UPDATE frame_block SET data = CAST(substr(data, 1, 12) || x'00000000' || substr(data, 17) "
        "AS BLOB) WHERE block = -1 AND position = 2",
        "UPDATE frame_block SET data = CAST(x'07' || substr(data, 2) AS BLOB) WHERE block = 0 AND "
        "position = 4",
        "DELETE FROM frame_block WHERE block = 0",
        "DELETE FROM frame_block WHERE block = -1 AND position % 2",
        "UPDATE frame_block SET fingerprint = 'old' WHERE position = -1",
    };
    g_auto(Desk) desk = desk_new(5, 500, NULL);
    g_autoptr(Frame) right = load(&desk);
    for (gsize i = 0; i < G_N_ELEMENTS(damages); i++) {
        g_assert_true(db_exec(desk.database, damages[i], NULL));
        g_autoptr(Frame) frame = load(&desk);
        assert_same_frame(right, frame);
    }
}

static void
test_changed_kind(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(6, 300, NULL);
    g_autoptr(Frame) before = load(&desk);
    g_assert_true(db_exec(desk.database,
                          "CREATE TEMP TABLE was AS SELECT position, block, fingerprint FROM "
                          "frame_block",
                          NULL));
    g_assert_true(column_set_kind(desk.database, column(before, "replies")->info->id, KIND_CATEGORY,
                                  DATE_UNKNOWN, NULL, &error));
    desk_load(&desk);
    g_autoptr(Frame) after = load(&desk);
    g_assert_cmpint(column(after, "replies")->kind, ==, KIND_CATEGORY);
    g_assert_cmpstr(before->fingerprint, !=, after->fingerprint);
    g_assert_cmpint(blocks_of(&desk, "count(*) FILTER (WHERE fingerprint NOT IN "
                                     "(SELECT fingerprint FROM was))"),
                    ==, 2);
    for (guint32 row = 0; row < after->n; row++) {
        g_autofree char *said = frame_words(after, column(after, "replies"), row);
        const char *cell = ((char **)g_ptr_array_index(desk.rows, row))[4];
        g_assert_cmpstr(said, ==, g_strstrip((char *)cell));
    }
}

static void
test_read_only(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(7, 200, NULL);
    g_autoptr(Frame) right = load(&desk);
    g_assert_true(db_exec(desk.database, "DELETE FROM frame_block", NULL));
    g_autoptr(sqlite3) reader = NULL;
    g_assert_cmpint(
        sqlite3_open_v2(workspace_path(desk.workspace), &reader, SQLITE_OPEN_READONLY, NULL), ==,
        SQLITE_OK);
    g_autoptr(Frame) frame = frame_load(reader, desk.catalogue, desk.table, NULL, &error);
    g_assert_no_error(error);
    assert_same_frame(right, frame);
    g_assert_cmpint(blocks_of(&desk, "count(*)"), ==, 0);
}

static void
test_cancel(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(7, 200, NULL);
    g_assert_true(db_exec(desk.database, "DELETE FROM frame_block", NULL));
    g_autoptr(Progress) progress = progress_new();
    progress_cancel(progress);
    g_assert_null(frame_load(desk.database, desk.catalogue, desk.table, progress, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    g_clear_error(&error);
    g_autoptr(Frame) frame = load(&desk);
    g_assert_cmpuint(frame->n, ==, 200);
}

static void
test_empty_table(void)
{
    g_auto(Desk) desk = desk_new(8, 0, NULL);
    g_autoptr(Frame) frame = load(&desk);
    g_assert_cmpuint(frame->n, ==, 0);
    g_assert_true(db_exec(desk.database, "DELETE FROM frame_block", NULL));
    g_autoptr(Frame) raw = load(&desk);
    assert_same_frame(frame, raw);
    g_autoptr(Frame) cached = load(&desk);
    assert_same_frame(frame, cached);
}

/* ---- versions and texts
 * -------------------------------------------------------------------------------- */

typedef struct {
    const Desk *desk;
    guint32 next;
    guint filled;
    guint stop;
} Visit;

static gboolean
check_text(guint32 row, const char *text, gsize length, gpointer data)
{
    Visit *visit = data;
    g_assert_cmpuint(row, ==, visit->next++);
    const char *cell = ((char **)g_ptr_array_index(visit->desk->rows, row))[7];
    g_autofree char *trimmed = g_strstrip(g_strdup(cell));
    if (*trimmed) {
        g_assert_cmpstr(text, ==, cell);
        g_assert_cmpuint(length, ==, strlen(cell));
        visit->filled++;
    } else {
        g_assert_null(text);
    }
    return visit->next != visit->stop;
}

static void
test_texts(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(9, 300, NULL);
    g_autoptr(Frame) frame = load(&desk);
    const ColumnInfo *subject = column(frame, "subject")->info;
    Visit visit = {.desk = &desk};
    g_assert_true(frame_texts(frame, desk.database, subject, check_text, &visit, &error));
    g_assert_cmpuint(visit.next, ==, 300);
    guint filled = 0;
    for (guint32 row = 0; row < frame->n; row++)
        filled += column(frame, "subject")->filled[row];
    g_assert_cmpuint(visit.filled, ==, filled);
    Visit stopped = {.desk = &desk, .stop = 17};
    g_assert_true(frame_texts(frame, desk.database, subject, check_text, &stopped, &error));
    g_assert_cmpuint(stopped.next, ==, 17);
    g_auto(GStrv) cells = frame_raw_row(frame, desk.database, 41, &error);
    for (guint i = 0; i < COLUMNS; i++)
        g_assert_cmpstr(cells[i], ==, ((char **)g_ptr_array_index(desk.rows, 41))[i]);
}

/* A later import replaces two rows and adds one: a frame of before reads its own rows still, a new
 * one the current rows. */
static void
test_versions(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(10, 50, NULL);
    g_autoptr(Frame) before = load(&desk);
    g_autoptr(GPtrArray) rows = random_rows(11, 1000, 3);
    raw_append(desk.database, desk.id, COLUMNS, rows);
    g_assert_true(db_exec(desk.database,
                          "INSERT INTO row_version (table_id, replaced, row, import_id) "
                          "VALUES (1, 10, 51, 2), (1, 50, 52, 2)",
                          NULL));
    desk_load(&desk);
    g_autoptr(Frame) after = load(&desk);
    g_assert_cmpstr(before->fingerprint, !=, after->fingerprint);
    g_assert_cmpuint(after->n, ==, 51);
    g_assert_cmpint(after->row_id[9], ==, 11);
    g_assert_cmpint(after->row_id[50], ==, 53);
    g_autofree char *last = frame_words(after, column(after, "ticket_id"), 50);
    g_assert_cmpstr(last, ==, "T-1002");
    Visit visit = {.desk = &desk};
    g_assert_true(frame_texts(before, desk.database, column(before, "subject")->info, check_text,
                              &visit, &error));
    g_assert_cmpuint(visit.next, ==, 50);
    g_assert_true(db_exec(desk.database, "DELETE FROM raw_1 WHERE row = 20", NULL));
    g_assert_null(frame_raw_row(before, desk.database, 19, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_clear_error(&error);
}

/* ---- new rows
 * ------------------------------------------------------------------------------------------- */

static void
test_from_rows(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(12, 800, "Europe/Berlin");
    g_autoptr(Frame) frame = load(&desk);
    g_autoptr(Frame) same = frame_from_rows(frame, desk.rows, &error);
    g_assert_cmpuint(same->n, ==, frame->n);
    g_assert_cmpint(same->row_id[4], ==, -5);
    for (guint i = 0; i < COLUMNS; i++) {
        const FrameColumn *stored = g_ptr_array_index(frame->columns, i);
        const FrameColumn *fresh = g_ptr_array_index(same->columns, i);
        for (guint32 row = 0; row < frame->n; row++)
            assert_same_cell(stored, row, fresh, row);
    }
    Visit visit = {.desk = &desk};
    g_assert_true(
        frame_texts(same, NULL, column(same, "subject")->info, check_text, &visit, &error));
    g_assert_cmpuint(visit.next, ==, 800);

    g_autoptr(GPtrArray) rows = g_ptr_array_new();
    char *cells[COLUMNS] = {"T-new", "2025-07-01 10:00", "P9", "not a number", NULL,
                            "yes",   "vip; brand new",   "?",  "1/7/2025"};
    g_ptr_array_add(rows, cells);
    g_autoptr(Frame) fresh = frame_from_rows(frame, rows, &error);
    const FrameColumn *key = column(fresh, "ticket_id"), *tags = column(fresh, "tags");
    guint32 known = dictionary_size(column(frame, "ticket_id")->dictionary);
    g_assert_cmpint(key->code[0], ==, (gint32)known);
    g_assert_cmpstr(dictionary_text(key->dictionary, known), ==, "T-new");
    g_assert_cmpstr(dictionary_text(key->dictionary, 3), ==, "T-3");
    g_assert_cmpint(dictionary_code(key->dictionary, "T-3"), ==, 3);
    g_assert_cmpint(dictionary_code(column(frame, "ticket_id")->dictionary, "T-new"), ==, -1);
    g_assert_true(isnan(column(fresh, "hours")->decimal[0]));
    g_assert_cmpint(column(fresh, "replies")->integer[0], ==, G_MININT64);
    g_assert_cmpint(column(fresh, "subject")->filled[0], ==, 0);
    g_assert_cmpuint(tags->item_start[1], ==, 2);
    g_assert_cmpint(tags->item[0], ==, dictionary_code(column(frame, "tags")->dictionary, "vip"));
    g_autofree char *said = frame_words(fresh, tags, 0);
    g_assert_cmpstr(said, ==, "vip, brand new");
    g_auto(GStrv) raw = frame_raw_row(fresh, NULL, 0, &error);
    g_assert_cmpstr(raw[3], ==, "not a number");
    g_assert_cmpstr(raw[4], ==, "");
    g_assert_cmpstr(raw[8], ==, "1/7/2025");
}

/* ---- time
 * ------------------------------------------------------------------------------------------------
 */

static void
test_time_known(void)
{
    g_auto(Desk) desk = desk_new(13, 300, "Europe/Berlin");
    g_autoptr(Frame) frame = load(&desk);
    const FrameColumn *opened = column(frame, "opened"), *day = column(frame, "day");
    g_assert_cmpint(day->info->precision, ==, PRECISION_DAY);
    g_assert_cmpint(opened->info->precision, ==, PRECISION_MINUTE);
    for (guint32 row = 0; row < frame->n; row++) {
        g_assert_cmpint(frame_time_known(frame, opened, row), ==, opened->integer[row]);
        if (day->integer[row] == TIME_MISSING)
            continue;
        TimePoint known = frame_time_known(frame, day, row);
        CalendarFields from, to, next;
        calendar_fields(day->integer[row], frame->zone, &from);
        calendar_fields(known, frame->zone, &to);
        calendar_fields(known + 1, frame->zone, &next);
        g_assert_cmpint(from.hour * 60 + from.minute, ==, 0);
        g_assert_cmpint(from.day_of_year, ==, to.day_of_year);
        g_assert_cmpint(to.hour * 60 + to.minute, ==, 23 * 60 + 59);
        g_assert_cmpint(next.hour * 60 + next.minute, ==, 0);
    }
    g_assert_true(isnan(frame_number(column(frame, "subject"), 0)));
}

/* ---- store
 * -----------------------------------------------------------------------------------------------
 */

typedef struct {
    FrameStore *store;
    const char *path;
    const TableInfo *table;
} Ask;

static gpointer
ask(gpointer data)
{
    Ask *what = data;
    g_autoptr(sqlite3) database = NULL;
    g_assert_cmpint(sqlite3_open_v2(what->path, &database, SQLITE_OPEN_READWRITE, NULL), ==,
                    SQLITE_OK);
    sqlite3_busy_timeout(database, 10000);
    GError *error = NULL;
    Frame *frame = frame_store_get(what->store, database, what->table, NULL, &error);
    g_assert_no_error(error);
    const FrameColumn *key = column(frame, "ticket_id");
    for (guint32 row = 0; row < frame->n; row += 7)
        g_assert_cmpint(dictionary_code(key->dictionary,
                                        dictionary_text(key->dictionary, (guint32)key->code[row])),
                        ==, key->code[row]);
    return frame;
}

static void
test_store(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_new(14, 3000, NULL);
    g_autoptr(FrameStore) store = frame_store_new(desk.catalogue);
    g_assert_null(frame_store_peek(store, desk.table));
    Ask what = {store, workspace_path(desk.workspace), desk.table};
    GThread *threads[4];
    Frame *frames[4];
    for (int i = 0; i < 4; i++)
        threads[i] = g_thread_new("ask", ask, &what);
    for (int i = 0; i < 4; i++)
        frames[i] = g_thread_join(threads[i]);
    for (int i = 1; i < 4; i++)
        g_assert_true(frames[i] == frames[0]);

    /* An answered question changes the catalogue but no value. */
    const ColumnInfo *priority = column(frames[0], "priority")->info;
    g_assert_true(column_set_known(desk.database, priority->id, KNOWN_LATER, "said", TRUE, &error));
    desk_load(&desk);
    g_autoptr(FrameStore) renewed = frame_store_renew(store, desk.database, desk.catalogue);
    g_autoptr(Frame) same = frame_store_peek(renewed, desk.table);
    g_assert_nonnull(same);
    g_assert_true(same->row_id == frames[0]->row_id);
    g_assert_cmpint(column(same, "priority")->info->known, ==, KNOWN_LATER);
    assert_same_frame(same, frames[0]);

    g_assert_true(
        column_set_kind(desk.database, priority->id, KIND_TEXT, DATE_UNKNOWN, NULL, &error));
    desk_load(&desk);
    g_autoptr(FrameStore) changed = frame_store_renew(renewed, desk.database, desk.catalogue);
    g_assert_null(frame_store_peek(changed, desk.table));
    for (int i = 0; i < 4; i++)
        frame_unref(frames[i]);
}

/* ---- dictionary
 * ------------------------------------------------------------------------------------------- */

static void
test_dictionary(void)
{
    g_autoptr(Dictionary) parent = dictionary_new(NULL);
    for (guint i = 0; i < 5000; i++) {
        g_autofree char *text = g_strdup_printf("%u", i * i);
        g_assert_cmpuint(dictionary_add(parent, text, strlen(text)), ==, i);
        g_assert_cmpuint(dictionary_add(parent, text, strlen(text)), ==, i);
    }
    gsize length;
    const char *bytes = dictionary_store(parent, &length);
    g_autoptr(Dictionary) restored = dictionary_restore(bytes, length, 5000);
    g_assert_cmpint(dictionary_code(restored, "81"), ==, 9);
    g_assert_cmpint(dictionary_code(restored, "82"), ==, -1);
    g_assert_cmpstr(dictionary_text(restored, 4999), ==, "24990001");
    g_assert_null(dictionary_restore(bytes, length, 4999));
    g_assert_null(dictionary_restore(bytes, length, 5001));
    g_assert_null(dictionary_restore(bytes, length - 1, 5000));
    g_autoptr(Dictionary) child = dictionary_new(restored);
    g_assert_cmpuint(dictionary_add(child, "16", 2), ==, 4);
    g_assert_cmpuint(dictionary_add(child, "new", 3), ==, 5000);
    g_autoptr(Dictionary) grandchild = dictionary_new(child);
    g_assert_cmpuint(dictionary_add(grandchild, "newer", 5), ==, 5001);
    g_assert_cmpstr(dictionary_text(grandchild, 5000), ==, "new");
    g_assert_cmpstr(dictionary_text(grandchild, 4), ==, "16");
    g_assert_cmpuint(dictionary_size(grandchild), ==, 5002);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-frame-XXXXXX", NULL);
    g_test_add_func("/frame/dictionary", test_dictionary);
    g_test_add_func("/frame/round-trip", test_round_trip);
    g_test_add_func("/frame/cache-is-raw", test_cache_is_raw);
    g_test_add_func("/frame/hostile-cells", test_hostile_cells);
    g_test_add_func("/frame/damaged-blocks", test_damaged_blocks);
    g_test_add_func("/frame/changed-kind", test_changed_kind);
    g_test_add_func("/frame/read-only", test_read_only);
    g_test_add_func("/frame/cancel", test_cancel);
    g_test_add_func("/frame/empty-table", test_empty_table);
    g_test_add_func("/frame/texts", test_texts);
    g_test_add_func("/frame/versions", test_versions);
    g_test_add_func("/frame/from-rows", test_from_rows);
    g_test_add_func("/frame/time-known", test_time_known);
    g_test_add_func("/frame/store", test_store);
    int failed = g_test_run();
    for (int i = 0; i < files; i++) {
        g_autofree char *name = g_strdup_printf("%s/%d.foredesk", folder, i);
        g_unlink(name);
    }
    g_rmdir(folder);
    return failed;
}
