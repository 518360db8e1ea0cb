/* links: keys in one form, columns that meet under other names, keys spelled in several ways and
 * what a rule gains, and histories that begin late. The files are made so that every count is
 * known.
 */
#include "folder.h"

#include <foredesk/audit.h>
#include <foredesk/facts.h>
#include <foredesk/ingest.h>

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static void
test_normal(void)
{
    static const struct {
        const char *rule, *key, *normal;
    } cases[] = {{NULL, " C00004587 ", "C00004587"},
                 {"digits", "C00004587", "4587"},
                 {"digits", "4587", "4587"},
                 {"digits", " 4587.0 ", "4587"},
                 {"digits", "cust-004587.00", "4587"},
                 {"digits", "0", "0"},
                 {"digits", "C000", "0"},
                 {"digits", "4587.5", "4587.5"},
                 {"digits", "C12B", "c12b"},
                 {"digits", "Acme", "acme"},
                 {"digits", "", ""},
                 {"case", "aCMe", "acme"},
                 {"case", "C00004587", "c00004587"}};
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *normal = key_normal(cases[i].rule, cases[i].key, -1);
        g_assert_cmpstr(normal, ==, cases[i].normal);
    }
}

/* 300 tickets of accounts 4000 to 4099: by turns C00004000, 4000 and 4000.0; every thirtieth names
 * nobody. A column of another name holds accounts' ids as they stand. Events begin 62 days late. */
static Workspace *
make_desk(void)
{
    g_autoptr(GString) accounts = g_string_new("id,plan\n"),
                       events = g_string_new("event_id,at,account_id\n"),
                       tickets = g_string_new("ticket id,created at,account id,buyer,subject\n");
    for (int i = 0; i < 100; i++)
        g_string_append_printf(accounts, "C%08d,plan %d\n", 4000 + i, i % 3);
    for (int i = 0; i < 300; i++) {
        g_autofree char *key = i % 30 == 29 ? g_strdup_printf("X%d", 7000 + i)
                                            : g_strdup_printf(i % 3 == 0   ? "C%08d"
                                                              : i % 3 == 1 ? "%d"
                                                                           : "%d.0",
                                                              4000 + i / 3);
        g_string_append_printf(tickets, "T%03d,2024-01-%02d 10:00,%s,C%08d,Printer %d is broken\n",
                               i, 1 + i % 28, key, 4000 + i * 7 % 100, i);
        g_string_append_printf(events, "E%03d,2024-03-%02d 10:00,C%08d\n", i, 3 + i % 20,
                               4000 + i % 100);
    }
    g_autofree char *one = g_build_filename(folder, "accounts.csv", NULL);
    g_autofree char *two = g_build_filename(folder, "tickets.csv", NULL);
    g_autofree char *three = g_build_filename(folder, "events.csv", NULL);
    g_autofree char *path = g_build_filename(folder, "desk.foredesk", NULL);
    char *files[] = {one, two, three, NULL};
    ImportOptions options;
    GError *error = NULL;
    g_assert_true(g_file_set_contents(one, accounts->str, -1, NULL));
    g_assert_true(g_file_set_contents(two, tickets->str, -1, NULL));
    g_assert_true(g_file_set_contents(three, events->str, -1, NULL));
    import_options_init(&options);
    import_files(path, NULL, files, &options, NULL, NULL, &error);
    g_assert_no_error(error);
    return workspace_open(path, &error);
}

static const LinkInfo *
link_of(const Catalogue *catalogue, const char *child)
{
    for (guint i = 0; i < catalogue->links->len; i++) {
        const LinkInfo *link = g_ptr_array_index(catalogue->links, i);
        if (strcmp(link->child->name, child) == 0)
            return link;
    }
    g_assert_not_reached();
}

static Report *
report_of(sqlite3 *database, Catalogue *catalogue)
{
    GError *error = NULL;
    g_autoptr(FrameStore) frames = frame_store_new(catalogue);
    Report *report = links_report(catalogue, frames, database, NULL, &error);
    g_assert_no_error(error);
    return report;
}

static guint
count_rows(sqlite3 *database, const LinkInfo *link, const char *state)
{
    g_autoptr(GArray) rows = g_array_new(FALSE, FALSE, sizeof(gint64));
    GError *error = NULL;
    link_rows(database, link, state, rows, &error);
    g_assert_no_error(error);
    return rows->len;
}

static void
test_desk(void)
{
    g_autoptr(Workspace) workspace = make_desk();
    sqlite3 *database = workspace_database(workspace);
    g_autoptr(Catalogue) catalogue = catalogue_load(database, NULL);
    const LinkInfo *link = link_of(catalogue, "tickets");
    g_assert_cmpint(link->matched, ==, 100);
    g_assert_cmpint(link->orphans, ==, 200);
    g_assert_cmpint(count_rows(database, link, "orphans"), ==, 200);
    g_assert_cmpint(count_rows(database, link, "matched"), ==, 100);
    g_assert_cmpint(count_rows(database, link, "duplicates"), ==, 0);

    g_autoptr(Report) report = report_of(database, catalogue);
    const ReportTable *proposed = report_find_table(report, "proposed");
    g_assert_cmpuint(proposed->rows->len, ==, 2);
    g_assert_cmpstr(report_at(proposed, 0, 1)->text, ==, "link tickets.buyer accounts.id");
    g_assert_cmpstr(report_at(proposed, 1, 1)->text, ==,
                    "link tickets.account_id accounts.id spelling=digits");
    g_assert_nonnull(strstr(report_at(proposed, 1, 0)->text, "190 tickets"));
    g_assert_cmpuint(report->warnings->len, ==, 1);
    g_assert_nonnull(strstr(g_ptr_array_index(report->warnings, 0), "3 Mar 2024"));
    g_assert_nonnull(strstr(g_ptr_array_index(report->warnings, 0), "62 days"));
}

/* With the rule both the counts and the joins of features go by the number. */
static void
test_spelled(void)
{
    g_autofree char *path = g_build_filename(folder, "desk.foredesk", NULL);
    GError *error = NULL;
    g_autoptr(Workspace) workspace = workspace_open(path, &error);
    sqlite3 *database = workspace_database(workspace);
    g_autoptr(Catalogue) before = catalogue_load(database, NULL);
    const LinkInfo *link = link_of(before, "tickets");
    g_assert_false(column_set_spelling(database, link->child_column->id, "vowels", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
    column_set_spelling(database, link->child_column->id, "digits", &error);
    column_set_spelling(database, link->parent_column->id, "digits", &error);
    links_count(database, &error);
    g_assert_no_error(error);
    g_autoptr(Catalogue) catalogue = catalogue_load(database, NULL);
    link = link_of(catalogue, "tickets");
    g_assert_cmpint(link->matched, ==, 290);
    g_assert_cmpint(link->orphans, ==, 10);
    g_assert_cmpint(link_of(catalogue, "events")->matched, ==, 300);
    g_assert_cmpstr(before->fingerprint, !=, catalogue->fingerprint);

    g_autoptr(Frame) tickets = frame_load(database, catalogue, link->child, NULL, &error);
    g_autoptr(Frame) accounts = frame_load(database, catalogue, link->parent, NULL, &error);
    g_assert_no_error(error);
    KeyCodes *child = key_codes_new(frame_column_of(tickets, link->child_column));
    KeyCodes *parent = key_codes_new(frame_column_of(accounts, link->parent_column));
    guint found = 0;
    for (guint32 row = 0; row < tickets->n; row++) {
        gint32 code = key_codes_match(parent, child, child->code[row]);
        found += code >= 0;
        if (code >= 0)
            g_assert_cmpint(code, ==, parent->code[row / 3]);
    }
    g_assert_cmpuint(found, ==, 290);
    g_assert_cmpint(child->code[0], ==, child->code[1]); /* C00004000 and 4000 */
    key_codes_free(child);
    key_codes_free(parent);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-links-XXXXXX", NULL);
    g_test_add_func("/links/normal", test_normal);
    g_test_add_func("/links/desk", test_desk);
    g_test_add_func("/links/spelled", test_spelled);
    int result = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return result;
}
