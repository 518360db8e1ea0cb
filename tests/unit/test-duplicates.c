/* duplicates: what the sample planted is found, what the real sets are known to hold, pairs side by
 * side, and what was found last is read again. */
#include "commands.h"
#include "folder.h"

#include <foredesk/sample.h>
#include <foredesk/session.h>
#include <glib/gstdio.h>

#include <string.h>

typedef struct {
    char *folder, *path;
} Desk;

static Session *
desk_of(Desk *desk, const char *file)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) line = g_string_new("import");

    desk->path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_unlink(desk->path);
    Session *session = session_open(desk->path, &error);
    g_assert_no_error(error);
    command_quote(line, file);
    must(session, line->str);
    return session;
}

static void
desk_close(Desk *desk, Session *session)
{
    session_close(session);
    folder_remove(desk->folder);
    g_free(desk->folder);
    g_free(desk->path);
}

static Report *
report_of(Session *session, const char *name)
{
    g_autoptr(GError) error = NULL;
    Report *report = session_report_wait(session, name, NULL, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static double
value_of(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell->value;
    }
    g_error("no value %s", id);
}

/* ---- the sample -------------------------------------------------------------------------------
 */

/* What TRUTH.tsv says of copies: ticket → "exact T0000001", "near T0000001". */
static GHashTable *
read_truth(const char *folder)
{
    GHashTable *truth = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autofree char *path = g_build_filename(folder, "TRUTH.tsv", NULL), *text = NULL;

    g_assert_true(g_file_get_contents(path, &text, NULL, NULL));
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line; line++) {
        const char *tab = strchr(*line, '\t');
        const char *copy = tab ? strstr(tab, "_duplicate_of=") : NULL;
        if (!copy)
            continue;
        gboolean exact = strncmp(copy - 5, "exact", 5) == 0;
        const char *of = copy + strlen("_duplicate_of=");
        g_autofree char *name = g_strndup(of, strcspn(of, ",; \r"));
        g_hash_table_replace(truth, g_strndup(*line, (gsize)(tab - *line)),
                             g_strdup_printf("%s %s", exact ? "exact" : "near", name));
    }
    return truth;
}

static void
assert_planted(const Report *report, GHashTable *truth)
{
    const ReportTable *pairs = report_find_table(report, "pairs");
    guint right[2] = {0}, wrong = 0, planted[2] = {0};
    GHashTableIter each;
    gpointer value;

    g_hash_table_iter_init(&each, truth);
    while (g_hash_table_iter_next(&each, NULL, &value))
        planted[g_str_has_prefix(value, "near")]++;
    for (guint row = 0; row < pairs->rows->len; row++) {
        const char *earlier = report_at(pairs, row, 2)->text,
                   *later = report_at(pairs, row, 3)->text;
        const char *kind = report_at(pairs, row, 4)->text;
        g_autofree char *is = g_strdup_printf("%s %s", kind, earlier);
        const char *want = g_hash_table_lookup(truth, later);
        if (want && strcmp(want, is) == 0)
            right[strcmp(kind, "near") == 0]++;
        else
            wrong++;
    }
    g_test_message("exact: %u of %u; near: %u of %u; %u others", right[0], planted[0], right[1],
                   planted[1], wrong);
    g_assert_cmpuint(planted[0], >, 0);
    g_assert_cmpuint(right[0], ==, planted[0]);
    g_assert_cmpuint(right[1] * 100, >=, planted[1] * 96);        /* recall */
    g_assert_cmpuint(wrong * 100, <=, (right[0] + right[1]) * 2); /* precision */
}

static guint
rows_behind(Session *session, const char *reference)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(RowList) list = session_rows_open(session, reference, &error);
    g_assert_no_error(error);
    return row_list_length(list);
}

static void
test_sample(void)
{
    Desk desk = {.folder = g_dir_make_tmp("foredesk-duplicates-XXXXXX", NULL)};
    SampleOptions options;

    sample_options_init(&options);
    options.tickets = 4000;
    g_assert_true(sample_write(desk.folder, &options, NULL, NULL));
    g_autofree char *file = g_build_filename(desk.folder, "tickets.csv", NULL);
    g_autoptr(GHashTable) truth = read_truth(desk.folder);
    Session *session = desk_of(&desk, file);
    g_autoptr(Report) report = report_of(session, "duplicates");
    g_assert_cmpuint(g_hash_table_size(truth), ==, 200);
    assert_planted(report, truth);
    g_assert_cmpuint(rows_behind(session, "table=tickets;duplicates=exact"), ==,
                     (guint)value_of(report, "exact"));
    g_assert_cmpuint(rows_behind(session, "table=tickets;duplicates=near"), ==,
                     (guint)value_of(report, "near"));
    g_assert_cmpuint(rows_behind(session, "table=tickets;duplicates=all"), ==,
                     (guint)(value_of(report, "near") + value_of(report, "exact")));

    /* Copies bear the outcome of their original. */
    must(session, "target column=escalated_to_eng positive=yes horizon=48h");
    g_autoptr(Report) judged = report_of(session, "duplicates");
    double known = value_of(judged, "pairs_known");
    g_assert_cmpfloat(known, >, 100);
    g_assert_cmpfloat(value_of(judged, "pairs_conflicting"), ==, 0);

    /* The limits are settable, kept, and undone. */
    double near = value_of(report, "near");
    must(session, "duplicates tickets window=none customer=any alike=0.3");
    g_autoptr(Report) wide = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(wide, "near"), >, near);
    must(session, "duplicates alike=1 window=1h");
    g_autoptr(Report) narrow = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(narrow, "near"), <, near);
    g_assert_true(session_undo(session, NULL, NULL));
    g_assert_true(session_undo(session, NULL, NULL));
    g_autoptr(Report) again = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(again, "near"), ==, near);
    /* Taken aside, all is gone but the earlier ones; and back again. */
    must(session, "clean duplicates tickets");
    g_autoptr(Report) clean = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(clean, "near"), ==, 0);
    g_assert_cmpfloat(value_of(clean, "exact"), ==, 0);
    g_assert_cmpfloat(value_of(clean, "rows"), ==,
                      value_of(report, "rows") - near - value_of(report, "exact"));
    g_assert_true(session_undo(session, NULL, NULL));
    g_assert_true(session_wait(session, NULL, NULL, NULL));
    g_autoptr(Report) back = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(back, "near"), ==, near);
    g_assert_false(session_run(session, "clean duplicates tickets often", NULL));
    g_assert_false(session_run(session, "duplicates customer=some", NULL));
    g_assert_false(session_run(session, "duplicates alike=7", NULL));
    g_assert_false(session_run(session, "duplicates window=-3d", NULL));
    g_assert_false(session_run(session, "duplicates nowhere", NULL));
    desk_close(&desk, session);
}

/* ---- side by side, keys -----------------------------------------------------------------------
 */

static void
test_small(void)
{
    static const char text[] =
        "ticket_id,created_at,customer_id,subject,body\n"
        "T1,2025-01-01 09:00,C1,Export,The export stops at page two every time I try it\n"
        "T2,2025-01-01 09:00,C1,Export,The export stops at page two every time I try it\n"
        "T1,2025-01-02 09:00,C2,Login,I can't sign in since the update of this morning\n"
        "T3,2025-01-03 09:00,C1,Export,The export stops at page two every time I try it now\n"
        "T4,2025-01-03 09:00,C3,Export,The export stops at page two every time I try it now\n"
        "T5,2025-03-03 09:00,C1,Export,The export stops at page two every time I try it\n"
        "T6,2025-03-03 09:00,,Export,The export stops at page two every time I try it\n"
        "T7,2025-03-03 09:00,C1,Hi,there\n";
    Desk desk = {.folder = g_dir_make_tmp("foredesk-duplicates-XXXXXX", NULL)};
    g_autofree char *file = g_build_filename(desk.folder, "tickets.csv", NULL);
    g_autoptr(GError) error = NULL;

    g_assert_true(g_file_set_contents(file, text, -1, NULL));
    Session *session = desk_of(&desk, file);
    must(session, "key tickets.ticket_id");
    must(session, "role tickets.customer_id customer");
    must(session, "type tickets.customer_id key");
    must(session, "role tickets.body body");
    must(session, "role tickets.subject subject");
    g_autoptr(Report) report = report_of(session, "duplicates tickets");
    g_assert_cmpfloat(value_of(report, "exact"), ==, 1);
    g_assert_cmpfloat(value_of(report, "key"), ==, 1);
    g_assert_cmpfloat(value_of(report, "near"), ==, 1);
    const ReportTable *pairs = report_find_table(report, "pairs");
    g_assert_cmpuint(pairs->rows->len, ==, 3);
    g_assert_cmpstr(report_at(pairs, 0, 2)->text, ==, "T1");
    g_assert_cmpstr(report_at(pairs, 0, 3)->text, ==, "T3");
    g_assert_cmpfloat(report_at(pairs, 0, 5)->value, ==, 11.0 / 12);
    g_assert_cmpfloat(report_at(pairs, 0, 6)->value, ==, 48 * 3600);
    g_assert_nonnull(strstr(report_at(pairs, 0, 7)->text, "body: +now"));

    g_autofree char *name = g_strdup_printf("pair tickets %.0f %.0f", report_at(pairs, 0, 0)->value,
                                            report_at(pairs, 0, 1)->value);
    g_autoptr(Report) pair = report_of(session, name);
    const ReportTable *fields = report_find_table(pair, "fields");
    g_assert_cmpuint(fields->rows->len, ==, 5);
    g_assert_cmpstr(report_at(fields, 0, 0)->text, ==, "ticket_id");
    g_assert_cmpstr(report_at(fields, 0, 2)->text, ==, "T1");
    g_assert_cmpstr(report_at(fields, 0, 3)->text, ==, "T3");
    g_assert_cmpstr(report_at(fields, 3, 1)->text, ==, "=");
    desk_close(&desk, session);
}

/* ---- outcomes ---------------------------------------------------------------------------------
 */

/* Of three tickets the second repeats the first; of ten such pairs one has two outcomes. */
static void
test_conflicts(void)
{
    Desk desk = {.folder = g_dir_make_tmp("foredesk-duplicates-XXXXXX", NULL)};
    g_autoptr(GString) text = g_string_new("ticket_id,created_at,escalated,subject,body\n");
    g_autofree char *file = g_build_filename(desk.folder, "tickets.csv", NULL);

    for (int i = 0; i < 900; i++) {
        g_autofree char *at = date_format(G_GINT64_CONSTANT(1704067200000000) + i * TIME_HOUR,
                                          PRECISION_MINUTE, NULL);
        int trio = i / 3, which = i % 3 == 1 ? trio * 3 : i;
        gboolean yes = trio % 4 == 0 && i % 3 < 2;
        if (i % 3 == 1 && trio % 10 == 0)
            yes = !yes;
        g_string_append_printf(text, "T%d,%s,%s,Report %d,\"n%d m%d o%d p%d q%d r%d%s\"\n", i, at,
                               yes ? "yes" : "no", which, which, which, which, which, which, which,
                               i % 3 == 1 ? " again" : "");
    }
    g_assert_true(g_file_set_contents(file, text->str, -1, NULL));
    Session *session = desk_of(&desk, file);
    must(session, "target column=escalated positive=yes horizon=1h");
    g_autoptr(Report) report = report_of(session, "duplicates");
    guint known = (guint)value_of(report, "pairs_known");
    g_assert_cmpfloat(value_of(report, "near"), ==, 300);
    g_assert_cmpuint(known, >, 240); /* those in the sealed tenth and a half are left out */
    g_assert_cmpuint(known, <, 270);
    g_assert_cmpfloat(value_of(report, "pairs_conflicting"), ==, (known + 9) / 10);
    desk_close(&desk, session);
}

/* ---- real sets --------------------------------------------------------------------------------
 */

static char *
real_set(const char *name)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    for (guint up = 1; up <= 2; up++) {
        g_autofree char *path = g_build_filename(source ? source : ".", "..", up == 2 ? ".." : "",
                                                 "shared", "data", name, NULL);
        if (g_file_test(path, G_FILE_TEST_EXISTS))
            return g_steal_pointer(&path);
    }
    return NULL;
}

static void
test_complaints(void)
{
    g_autofree char *file = real_set("cfpb/consumer_complaints.csv");
    if (!file) {
        g_test_skip("../shared/data/cfpb isn't here");
        return;
    }
    Desk desk = {.folder = g_dir_make_tmp("foredesk-duplicates-XXXXXX", NULL)};
    Session *session = desk_of(&desk, file);
    g_autoptr(Report) report = report_of(session, "duplicates");
    g_assert_cmpfloat(value_of(report, "rows"), ==, 3186);
    g_assert_cmpfloat(value_of(report, "exact"), ==, 11);
    desk_close(&desk, session);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/duplicates/sample", test_sample);
    g_test_add_func("/duplicates/small", test_small);
    g_test_add_func("/duplicates/conflicts", test_conflicts);
    g_test_add_func("/duplicates/complaints", test_complaints);
    return g_test_run();
}
