/* The three questions of an import: what is proposed and why, what may be answered, and that a name
 * which is dropped stands nowhere in the file. */
#include "folder.h"

#include <foredesk/audit.h>
#include <foredesk/ingest.h>

#include <glib/gstdio.h>
#include <string.h>

static char *folder;

static char *
write_file(const char *name, const char *text)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, text, -1, NULL));
    return path;
}

static const char tickets[] =
    "id,created,subject,requester,requester email,assignee email\n"
    "1,2024-01-05 10:00 +01:00,Printer broken,Anna Meier,anna@customer.example,tom@acme.com\n"
    "2,2024-01-06 10:00 +01:00,Mail is slow,Robert Stone,bob@other.example,sue@acme.com\n"
    "3,2024-07-06 11:00 +02:00,No dial tone,Carla Jung,carla@gmail.com,max@acme.de\n"
    "4,2024-01-08 09:00 +01:00,No dial tone,Carla Jung,carla@gmail.com,tom@acme.com\n"
    "5,2024-01-08 09:30 +01:00,Too,many,cells,Zacharias Quill,zq@cells.example,here\n";

static void
test_proposed(void)
{
    g_autofree char *file = write_file("tickets.csv", tickets);
    char *files[] = {file, NULL};
    g_autoptr(ImportQuestions) questions = import_questions(NULL, files);
    g_assert_cmpstr(questions->own_domains, ==, "acme.com,acme.de");
    g_assert_nonnull(strstr(questions->domains_reason, "2 of 3"));
    g_assert_cmpstr(questions->names, ==, "keep");
    g_assert_nonnull(strstr(questions->names_reason, "masked"));
    /* A machine in Berlin agrees with all four, any other takes the most frequent. */
    if (strcmp(questions->zone, "+01:00") == 0)
        g_assert_nonnull(strstr(questions->zone_reason, "3 of 4"));
    else
        g_assert_nonnull(strstr(questions->zone_reason, "agree"));
}

static void
test_nothing_known(void)
{
    g_autofree char *file = write_file("plain.csv", "id,colour\n1,red\n2,blue\n");
    char *files[] = {file, "/nowhere/at/all.csv", NULL};
    g_autoptr(ImportQuestions) questions = import_questions(NULL, files);
    g_assert_cmpstr(questions->own_domains, ==, "none");
    g_autoptr(GTimeZone) zone = zone_from_name(questions->zone, NULL);
    g_assert_nonnull(zone);
    g_assert_nonnull(questions->zone_reason);
}

static void
test_answers(void)
{
    GError *error = NULL;
    g_autofree char *some = own_domains_check("@ACME.com, acme.de;", &error);
    g_assert_cmpstr(some, ==, "acme.com,acme.de");
    g_autofree char *none = own_domains_check("None", &error);
    g_assert_cmpstr(none, ==, "none");
    g_assert_null(own_domains_check("acme", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
    g_assert_false(names_check("forget", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
}

static char *
import_with(const char *name, const char *names)
{
    g_autofree char *file = write_file("tickets.csv", tickets);
    char *path = g_build_filename(folder, name, NULL), *files[] = {file, NULL};
    ImportOptions options;
    GError *error = NULL;
    import_options_init(&options);
    options.names = names;
    options.own_domains = "acme.com,acme.de";
    import_files(path, NULL, files, &options, NULL, NULL, &error);
    g_assert_no_error(error);
    return path;
}

static gboolean
file_holds(const char *path, const char *text)
{
    g_autofree char *bytes = NULL;
    gsize length;
    g_assert_true(g_file_get_contents(path, &bytes, &length, NULL));
    gsize wanted = strlen(text);
    for (gsize at = 0; at + wanted <= length; at++)
        if (memcmp(bytes + at, text, wanted) == 0)
            return TRUE;
    return FALSE;
}

static void
test_dropped(void)
{
    g_autofree char *kept = import_with("kept.foredesk", "keep");
    g_autofree char *path = import_with("dropped.foredesk", "drop");
    static const char *const names[] = {"Anna Meier", "carla@gmail", "tom@acme", "Zacharias"};
    for (gsize i = 0; i < G_N_ELEMENTS(names); i++) {
        g_assert_true(file_holds(kept, names[i]));
        g_assert_false(file_holds(path, names[i]));
    }
    g_assert_true(file_holds(path, "Printer broken"));
    g_autoptr(Workspace) workspace = workspace_open(path, NULL);
    sqlite3 *database = workspace_database(workspace);
    g_autofree char *domains = setting_get(database, "own-domains");
    g_assert_cmpstr(domains, ==, "acme.com,acme.de");
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM column_dropped", NULL), ==, 3);
    /* The row set aside is still counted, with its line and reason. */
    g_assert_cmpint(db_integer(database, -1, "SELECT line FROM aside", NULL), ==, 6);
    g_assert_cmpint(db_integer(database, -1, "SELECT length(raw) FROM aside", NULL), ==, 0);
}

/* Names that only come after the rows that were looked at. */
static void
test_dropped_late(void)
{
    g_autoptr(GString) text = g_string_new("id,requester\n");
    for (int i = 0; i < 5000; i++)
        g_string_append_printf(text, "%d,\n", i);
    for (int i = 5000; i < 9000; i++)
        g_string_append_printf(text, "%d,Ottilie Wurzel%c\n", i, 'a' + i % 26);
    g_autofree char *file = write_file("late.csv", text->str);
    g_autofree char *path = g_build_filename(folder, "late.foredesk", NULL);
    char *files[] = {file, NULL};
    ImportOptions options;
    GError *error = NULL;
    import_options_init(&options);
    options.names = "drop";
    import_files(path, NULL, files, &options, NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_false(file_holds(path, "Ottilie"));
}

static void
test_hashed(void)
{
    g_autofree char *path = import_with("hashed.foredesk", "hash");
    g_autofree char *other_path = import_with("hashed-too.foredesk", "hash");
    g_autoptr(Workspace) workspace = workspace_open(path, NULL);
    g_autoptr(Workspace) other = workspace_open(other_path, NULL);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), NULL);
    g_autoptr(Catalogue) others = catalogue_load(workspace_database(other), NULL);
    const TableInfo *table = catalogue_table(catalogue, "tickets", NULL);
    const ColumnInfo *name = table_column(table, "requester", NULL);
    const ColumnInfo *subject = table_column(table, "subject", NULL);
    g_autofree char *one = personal_words(name, "Anna Meier", TRUE);
    g_autofree char *same = personal_words(name, " anna meier ", FALSE);
    g_autofree char *mail =
        personal_words(table_column(table, "requester_email", NULL), "anna@customer.example", TRUE);
    g_autofree char *elsewhere = name_hash(others->names_key, "Anna Meier");
    g_autofree char *plain = personal_words(subject, "Printer broken", TRUE);
    g_autofree char *empty = personal_words(name, "  ", TRUE);
    g_assert_cmpint(strlen(one), ==, 13);
    g_assert_cmpint(*one, ==, '#');
    g_assert_cmpstr(one, ==, same);
    g_assert_cmpstr(one, !=, mail);
    g_assert_cmpstr(one, !=, elsewhere);
    g_assert_cmpstr(plain, ==, "Printer broken");
    g_assert_cmpstr(empty, ==, "");
}

/* The value is that of Python 3.11, hmac.new(b"00ff", b"anna meier", "sha256"). */
static void
test_hash_value(void)
{
    g_autofree char *hash = name_hash("00ff", "Anna Meier");
    g_assert_cmpstr(hash, ==, "#1e53a964b0c6");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-questions-XXXXXX", NULL);
    g_test_add_func("/questions/proposed", test_proposed);
    g_test_add_func("/questions/nothing-known", test_nothing_known);
    g_test_add_func("/questions/answers", test_answers);
    g_test_add_func("/questions/dropped", test_dropped);
    g_test_add_func("/questions/dropped-late", test_dropped_late);
    g_test_add_func("/questions/hashed", test_hashed);
    g_test_add_func("/questions/hash-value", test_hash_value);
    int result = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return result;
}
