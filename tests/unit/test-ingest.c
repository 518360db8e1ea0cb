/* ingest: every dialect and every refusal, rows + aside = records on random files, and what is left
 * behind by a cancel, a kill and a full disk: nothing. */
#include <foredesk/ingest.h>

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *folder;
static guint workspaces; /* made so far: each test takes a new name */

/* ---- helpers -------------------------------------------------------------------------------- */

static char *
write_file(const char *name, const char *bytes, gssize length)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, bytes, length, NULL));
    return path;
}

static char *
new_path(void)
{
    g_autofree char *name = g_strdup_printf("w%u.foredesk", ++workspaces);
    return g_build_filename(folder, name, NULL);
}

static gboolean
import_one(const char *path, sqlite3 *database, const char *file, GPtrArray *results,
           GError **error)
{
    ImportOptions options;
    import_options_init(&options);
    char *files[] = {(char *)file, NULL};
    return import_files(path, database, files, &options, NULL, results, error);
}

/* Imports one text as tickets.csv into a workspace of its own. */
static Workspace *
import_text(const char *text, gssize length, gint64 rows, gint64 aside)
{
    g_autofree char *file = write_file("tickets.csv", text, length);
    g_autofree char *path = new_path();
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    GError *error = NULL;
    g_assert_true(import_one(path, NULL, file, results, &error) || error != NULL);
    g_assert_no_error(error);
    const ImportResult *result = g_ptr_array_index(results, 0);
    g_assert_cmpstr(result->table, ==, "tickets");
    g_assert_cmpint(result->rows, ==, rows);
    g_assert_cmpint(result->aside, ==, aside);
    Workspace *workspace = workspace_open(path, &error);
    g_assert_no_error(error);
    sqlite3 *database = workspace_database(workspace);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM raw_1", NULL), ==, rows);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM aside", NULL), ==, aside);
    g_assert_cmpint(db_integer(database, -1, "SELECT last_row - first_row + 1 FROM import", NULL),
                    ==, rows);
    return workspace;
}

static void
assert_cell(Workspace *workspace, int row, int column, const char *expected)
{
    g_autofree char *sql = g_strdup_printf("SELECT c%d FROM raw_1 WHERE row = %d", column, row);
    g_autofree char *cell = db_text(workspace_database(workspace), sql, NULL);
    g_assert_cmpstr(cell, ==, expected);
}

static void
assert_aside(Workspace *workspace, int nth, gint64 line, const char *reason, const char *detail,
             const char *raw)
{
    sqlite3 *database = workspace_database(workspace);
    gint64 id = nth;
    g_assert_cmpint(db_integer(database, -1, "SELECT line FROM aside WHERE id = ?", "i", id), ==,
                    line);
    g_autofree char *is = db_text(database, "SELECT reason FROM aside WHERE id = ?", "i", id);
    g_autofree char *says = db_text(database, "SELECT detail FROM aside WHERE id = ?", "i", id);
    g_autofree char *kept =
        db_text(database, "SELECT CAST(raw AS TEXT) FROM aside WHERE id = ?", "i", id);
    g_assert_cmpstr(is, ==, reason);
    g_assert_cmpstr(says, ==, detail);
    g_assert_cmpstr(kept, ==, raw);
}

static void
assert_name(Workspace *workspace, int position, const char *name, const char *heading)
{
    sqlite3 *database = workspace_database(workspace);
    g_autofree char *is = db_text(database, "SELECT name FROM source_column WHERE position = ?",
                                  "i", (gint64)position);
    g_autofree char *stands = db_text(
        database, "SELECT heading FROM source_column WHERE position = ?", "i", (gint64)position);
    g_assert_cmpstr(is, ==, name);
    g_assert_cmpstr(stands, ==, heading);
}

/* The folder holds nothing whose name begins so but what is listed. */
static void
assert_only(const char *prefix, const char *const *expected)
{
    GDir *dir = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(dir)) != NULL;)
        if (g_str_has_prefix(name, prefix) && !g_strv_contains(expected, name))
            g_error("%s was left behind", name);
    g_dir_close(dir);
}

/* ---- dialects ------------------------------------------------------------------------------- */

static void
test_plain(void)
{
    g_autoptr(Workspace) workspace =
        import_text("id,subject,created at\n1,Hello,2025-01-02\n2,  two  ,\n", -1, 2, 0);
    assert_cell(workspace, 1, 1, "Hello");
    assert_cell(workspace, 2, 1, "  two  "); /* spaces stay: telco's blanks are " " */
    assert_cell(workspace, 2, 2, "");
    assert_name(workspace, 2, "created_at", "created at");
    GError *error = NULL;
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    g_assert_no_error(error);
    TableInfo *table = catalogue_table(catalogue, "tickets", &error);
    g_assert_cmpint(table->rows, ==, 2);
    g_assert_cmpuint(table->columns->len, ==, 3);
}

static void
test_dialects(void)
{
    static const struct {
        const char *text;
        const char *cell; /* of row 1, column 1 */
    } cases[] = {
        {"\xef\xbb\xbfid,text\n1,a\n2,b\n", "a"},
        {"id,text\r\n1,a\r\n2,b\r\n", "a"},
        {"id,text\r1,a\r2,b\r", "a"},
        {"id,text\r1,a\r2,b", "a"},
        {"id;text\n1;1,5\n2;2,5\n", "1,5"},
        {"id\ttext, and more\n1\ta,b,c\n2\td\n", "a,b,c"},
        {"id|text\n1|a;b\n2|c\n", "a;b"},
        {"sep=;\r\nid;text\r\n1;a\r\n2;b\r\n", "a"},
        {"id,text\n1,\"a, \"\"b\"\"\n\nc\"\n2,d\n", "a, \"b\"\n\nc"},
        {"id,text\n1,\"a\r\nb\"\r\n2,d", "a\r\nb"},
        {"id,text\n\n1,a\n\n\n2,b\n\n", "a"},
        {"id,text\n1,5\" pipe\n2,b\n", "5\" pipe"},
        {"id,text\n1,\"\"\n2,b\n", ""},
        {"id,text\n1, \"a\"\n2,b\n", " \"a\""},
        {"\"id\",\"te\nxt\"\n1,Gr\xc3\xb6\xc3\x9f"
         "e\n2,b\n",
         "Gr\xc3\xb6\xc3\x9f"
         "e"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autoptr(Workspace) workspace = import_text(cases[i].text, -1, 2, 0);
        assert_cell(workspace, 1, 0, "1");
        assert_cell(workspace, 1, 1, cases[i].cell);
        assert_cell(workspace, 2, 0, "2");
    }
}

static void
test_separator_by_consistency(void)
{
    /* More commas than semicolons, in texts and amounts; the semicolons agree. */
    g_autoptr(Workspace) workspace = import_text("name, first;amount;text\n"
                                                 "a, b, c;1,5;x, y, z, w\n"
                                                 "d;2,5;\"p;q\"\n"
                                                 "e, f;3,0;z\n",
                                                 -1, 3, 0);
    assert_cell(workspace, 2, 2, "p;q");
    assert_name(workspace, 0, "name_first", "name, first");
    g_autofree char *separator =
        db_text(workspace_database(workspace), "SELECT separator FROM import", NULL);
    g_assert_cmpstr(separator, ==, ";");
    g_autoptr(Workspace) one = import_text("text\nabc\ndef\n", -1, 2, 0);
    assert_cell(one, 2, 0, "def");
}

static void
test_headings(void)
{
    g_autoptr(Workspace) workspace =
        import_text("Tag,tag,TAG,tag_2,,Re-open #,2nd reply,Größe (kg),__x__,!!!\n"
                    "1,2,3,4,5,6,7,8,9,10\n",
                    -1, 1, 0);
    assert_name(workspace, 0, "Tag", "Tag");
    assert_name(workspace, 1, "tag_2", "tag");
    assert_name(workspace, 2, "TAG_3", "TAG");
    assert_name(workspace, 3, "tag_2_2", "tag_2");
    assert_name(workspace, 4, "column_5", "");
    assert_name(workspace, 5, "Re_open", "Re-open #");
    assert_name(workspace, 6, "_2nd_reply", "2nd reply");
    assert_name(workspace, 7, "Größe_kg", "Größe (kg)");
    assert_name(workspace, 8, "x", "__x__");
    assert_name(workspace, 9, "column_10", "!!!");
}

/* The first line is a row like the others: it is not lost to a heading. */
static void
test_no_heading(void)
{
    g_autoptr(Workspace) numbers = import_text("1,2.5,3\n4,5,6\n", -1, 2, 0);
    assert_cell(numbers, 1, 1, "2.5");
    assert_name(numbers, 1, "column_2", "");
    g_autoptr(Workspace) codes =
        import_text("A11,6,good\nA12,48,bad\nA11,12,good\nA13,24,good\n", -1, 4, 0);
    assert_cell(codes, 1, 0, "A11");
    /* A heading that comes again between the rows stays the heading. */
    g_autoptr(Workspace) glued = import_text("id,state\n1,open\nid,state\n2,closed\n", -1, 3, 0);
    assert_name(glued, 1, "state", "state");
}

/* ---- rows set aside ------------------------------------------------------------------------- */

static void
test_aside(void)
{
    static const char text[] = "id,a,b\n"
                               "1,x,y\n"
                               "2,x\n"                /* line 3 */
                               "3,\"two\nlines\",y\n" /* 4 and 5 */
                               "4,x,y,z,\n"           /* 6 */
                               "\n"
                               "5,caf\xe9,y\n"     /* 8 */
                               "6,nul\0here,y\n"   /* 9 */
                               "\"7\",\"é\ny\",\n" /* 10 and 11, good */
                               "8,\"x\ny\"\r\n"    /* 12 and 13 */
                               "9,x,y";
    g_autoptr(Workspace) workspace = import_text(text, sizeof text - 1, 4, 5);
    assert_aside(workspace, 1, 3, "ragged", "2 cells, the heading has 3", "2,x");
    assert_aside(workspace, 2, 6, "ragged", "5 cells, the heading has 3", "4,x,y,z,");
    assert_aside(workspace, 3, 8, "encoding", "byte 6 (0xE9) is not UTF-8", "5,caf\xe9,y");
    g_assert_cmpint(db_integer(workspace_database(workspace), 0,
                               "SELECT length(raw) FROM aside WHERE reason = 'nul' AND line = 9",
                               NULL),
                    ==, 12);
    assert_aside(workspace, 5, 12, "ragged", "2 cells, the heading has 3", "8,\"x\ny\"");
    assert_cell(workspace, 2, 1, "two\nlines");
    assert_cell(workspace, 3, 0, "7");
    assert_cell(workspace, 4, 2, "y");
    g_autofree char *words = db_text(workspace_database(workspace),
                                     "SELECT rows || ' ' || aside FROM source_table", NULL);
    g_assert_cmpstr(words, ==, "4 5");
}

/* A quote that never closes costs its own line and nothing else. */
static void
test_unclosed_quote(void)
{
    g_autoptr(Workspace) workspace = import_text("id,a\n1,x\n2,\"never\n3,y\n4,z\n", -1, 3, 1);
    assert_aside(workspace, 1, 3, "quote", "the quote that opens in cell 2 never closes",
                 "2,\"never");
    assert_cell(workspace, 2, 0, "3");
    g_autoptr(Workspace) last = import_text("id,a\n1,x\n2,\"never", -1, 1, 1);
    assert_aside(last, 1, 3, "quote", "the quote that opens in cell 2 never closes", "2,\"never");
    /* Many of them are read in one pass. */
    g_autoptr(GString) many = g_string_new("id,a\n");
    for (int i = 0; i < 20000; i++)
        g_string_append_printf(many, "%d,%s\n", i, i % 2 ? "\"open" : "fine");
    gint64 start = g_get_monotonic_time();
    g_autoptr(Workspace) full = import_text(many->str, (gssize)many->len, 10000, 10000);
    g_assert_cmpint(g_get_monotonic_time() - start, <, 20 * G_USEC_PER_SEC);
    assert_cell(full, 10000, 1, "fine");
}

/* ---- refusals ------------------------------------------------------------------------------- */

static void
assert_refused(const char *file, int code, const char *says)
{
    g_autofree char *path = new_path();
    GError *error = NULL;
    g_assert_false(import_one(path, NULL, file, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, code);
    if (strstr(error->message, says) == NULL || strchr(error->message, '\n') != NULL)
        g_error("expected one line with \"%s\", got \"%s\"", says, error->message);
    g_clear_error(&error);
    g_autofree char *name = g_path_get_basename(path);
    assert_only(name, (const char *const[]){NULL});
}

static void
test_refusals(void)
{
    static const struct {
        const char *text;
        gssize length;
        const char *says;
    } cases[] = {
        {"", 0, "is empty"},
        {"id,subject\n", -1, "has a heading and no rows"},
        {"id,subject", -1, "has a heading and no rows"},
        {"\n\n\n", -1, "no heading"},
        {"id,a,b\n1,2\n3,4\n", -1, "none of its 2 records fits its heading (line 2: 2 cells"},
        {"caf\xff,b\n1,2\n", -1, "the heading can't be read"},
        {"id,\"b\n1,2\n", -1, "the heading can't be read"},
        {"PK\003\004xxxx", -1, "spreadsheet"},
        {"\x1f\x8b\x08\x00xxxx", 8, "compressed file"},
        {"\xff\xfei\0d\0", 6, "has a heading and no rows"},
        {"i\0d\0,\0a\0\n\0", 10, "has a heading and no rows"},
        {"i\0d,a\n1,2\n", 9, "binary"},
        {"\177ELF\2\1\1\0\0\0\0\0\0\0\0\0", 16, "binary"},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *file = write_file("refused.csv", cases[i].text, cases[i].length);
        assert_refused(file, FOREDESK_ERROR_INPUT, cases[i].says);
    }
    g_autofree char *nowhere = g_build_filename(folder, "nowhere.csv", NULL);
    assert_refused(nowhere, FOREDESK_ERROR_INPUT, "no such file");
    assert_refused(folder, FOREDESK_ERROR_INPUT, "is a folder");
    assert_refused("/dev/null", FOREDESK_ERROR_INPUT, "not a regular file");
    g_autofree char *outcomes = write_file("Outcomes.csv", "a,b\n1,2\n", -1);
    assert_refused(outcomes, FOREDESK_ERROR_USAGE, "can't be called outcomes");
    g_autofree char *wide = NULL;
    {
        g_autoptr(GString) text = g_string_new("a");
        for (int i = 0; i < 2500; i++)
            g_string_append(text, ",a");
        g_string_append_printf(text, "\n%s\n", text->str);
        wide = write_file("wide.csv", text->str, -1);
    }
    assert_refused(wide, FOREDESK_ERROR_INPUT, "2501 columns");
}

static void
test_options(void)
{
    g_autofree char *file = write_file("tickets.csv", "id;a,b\n1;2,3\n", -1);
    g_autofree char *other = write_file("Tickets.tsv", "id\ta\n1\t2\n", -1);
    g_autofree char *path = new_path();
    GError *error = NULL;
    ImportOptions options;
    import_options_init(&options);
    char *both[] = {file, other, NULL}, *one[] = {file, NULL}, *none[] = {NULL};
    g_assert_false(import_files(path, NULL, both, &options, NULL, NULL, &error));
    g_assert_nonnull(strstr(error->message, "would both become the table"));
    g_clear_error(&error);
    g_assert_false(import_files(path, NULL, none, &options, NULL, NULL, &error));
    g_clear_error(&error);
    options.table = "My tickets";
    g_assert_false(import_files(path, NULL, both, &options, NULL, NULL, &error));
    g_clear_error(&error);
    options.zone = "Mars/Base";
    g_assert_false(import_files(path, NULL, one, &options, NULL, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_clear_error(&error);
    options.zone = "Europe/Berlin";
    options.separator = ',';
    g_assert_true(import_files(path, NULL, one, &options, NULL, NULL, &error));
    g_assert_no_error(error);
    g_autoptr(Workspace) workspace = workspace_open(path, NULL);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    g_assert_cmpstr(catalogue->zone_name, ==, "Europe/Berlin");
    const TableInfo *table = catalogue_table(catalogue, "my_tickets", &error);
    g_assert_cmpstr(table->name, ==, "My_tickets");
    g_assert_cmpstr(table->zone, ==, "Europe/Berlin");
    g_assert_cmpuint(table->columns->len, ==, 2);
    assert_cell(workspace, 1, 0, "1;2");
}

/* ---- several files, and files into a workspace in use --------------------------------------- */

static void
test_into_existing(void)
{
    g_autofree char *tickets = write_file("tickets.csv", "ticket_id,account\nT1,A\nT2,B\n", -1);
    g_autofree char *events = write_file("events.csv", "ticket_id,what\nT1,open\nT9,open\n", -1);
    g_autofree char *path = new_path();
    GError *error = NULL;
    g_assert_true(import_one(path, NULL, tickets, NULL, &error));
    g_assert_no_error(error);
    /* By path, as the shell does, and through a connection, as a job does. */
    g_assert_true(import_one(path, NULL, events, NULL, &error));
    g_assert_no_error(error);
    /* Once more is the table's next export, laid over it by its key. */
    g_autoptr(GPtrArray) again = g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    g_assert_true(import_one(path, NULL, events, again, &error));
    g_assert_no_error(error);
    g_assert_true(((const ImportResult *)g_ptr_array_index(again, 0))->again);
    g_assert_cmpstr(((const ImportResult *)g_ptr_array_index(again, 0))->note, ==,
                    "events: nothing new.");
    g_autoptr(Workspace) workspace = workspace_open(path, &error);
    g_autofree char *more = write_file("more.csv", "id,a\n1,2\n", -1);
    sqlite3 *worker = workspace_connect(workspace, &error);
    g_assert_true(import_one(path, worker, more, NULL, &error));
    g_assert_no_error(error);
    sqlite3_close(worker);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    g_assert_cmpuint(catalogue->tables->len, ==, 3);
    /* Someone else has it: refused with who. */
    g_autofree char *last = write_file("last.csv", "id,a\n1,2\n", -1);
    g_assert_false(import_one(path, NULL, last, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "close it there"));
    g_clear_error(&error);
}

/* The second file is bad: the first is not there either. */
static void
test_all_or_nothing(void)
{
    g_autofree char *good = write_file("good.csv", "id,a\n1,2\n", -1);
    g_autofree char *bad = write_file("bad.csv", "id,a,b\n1,2\n", -1);
    g_autofree char *path = new_path();
    GError *error = NULL;
    g_autoptr(Workspace) workspace = workspace_create(path, &error);
    sqlite3 *database = workspace_database(workspace);
    ImportOptions options;
    import_options_init(&options);
    char *files[] = {good, bad, NULL};
    g_assert_false(import_files(path, database, files, &options, NULL, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_clear_error(&error);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM source_table", NULL), ==, 0);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM import", NULL), ==, 0);
    g_assert_cmpint(
        db_integer(database, -1, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'raw%'", NULL),
        ==, 0);
}

/* ---- interruptions -------------------------------------------------------------------------- */

static char *
big_file(int rows)
{
    g_autoptr(GString) text = g_string_new("id,subject,body\n");
    for (int i = 0; i < rows; i++)
        g_string_append_printf(text,
                               "%d,the printer on floor %d is on fire,\"Dear team, it happened "
                               "again, please help us as soon as you can. Row %d\"\n",
                               i, i % 7, i);
    return write_file("big.csv", text->str, (gssize)text->len);
}

static gpointer
cancel_soon(gpointer data)
{
    Progress *progress = data;
    ProgressView view = {0};
    while (view.done == 0) {
        g_usleep(200);
        progress_view(progress, &view);
    }
    progress_cancel(progress);
    return NULL;
}

static void
cancel_import(const char *path, sqlite3 *database, const char *file)
{
    g_autoptr(Progress) progress = progress_new();
    GThread *thread = g_thread_new("cancel", cancel_soon, progress);
    ImportOptions options;
    import_options_init(&options);
    char *files[] = {(char *)file, NULL};
    GError *error = NULL;
    g_assert_false(import_files(path, database, files, &options, progress, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    g_clear_error(&error);
    g_thread_join(thread);
}

static void
test_cancel(void)
{
    g_autofree char *file = big_file(300000);
    g_autofree char *path = new_path();
    g_autofree char *name = g_path_get_basename(path);
    cancel_import(path, NULL, file);
    assert_only(name, (const char *const[]){NULL});
    g_autoptr(Workspace) workspace = workspace_create(path, NULL);
    sqlite3 *database = workspace_database(workspace);
    cancel_import(path, database, file);
    g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM source_table", NULL), ==, 0);
    g_assert_cmpint(
        db_integer(database, -1, "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'raw%'", NULL),
        ==, 0);
}

static void
kill_import(const char *path, const char *file, int milliseconds)
{
    pid_t child = fork();
    if (child == 0) {
        import_one(path, NULL, file, NULL, NULL);
        _exit(0);
    }
    g_usleep((gulong)milliseconds * 1000);
    kill(child, SIGKILL);
    int status;
    waitpid(child, &status, 0);
    g_test_message("after %d ms: %s", milliseconds, WIFSIGNALED(status) ? "killed" : "was through");
}

/* Killed while building: no workspace, and the next import works. Killed while adding: the
 * workspace as before. */
static void
test_kill(void)
{
    g_autofree char *file = big_file(120000);
    for (int i = 0; i < 6; i++) {
        g_autofree char *path = new_path();
        kill_import(path, file, 10 + i * 25);
        GError *error = NULL;
        if (access(path, F_OK) != 0) {
            g_assert_true(import_one(path, NULL, file, NULL, &error));
            g_assert_no_error(error);
        }
        g_autoptr(Workspace) workspace = workspace_open(path, &error);
        g_assert_no_error(error);
        g_assert_cmpint(
            db_integer(workspace_database(workspace), -1, "SELECT count(*) FROM raw_1", NULL), ==,
            120000);
        g_autofree char *building = g_strconcat(path, "-building", NULL);
        g_assert_cmpint(access(building, F_OK), ==, -1);
    }
    for (int i = 0; i < 6; i++) {
        g_autofree char *path = new_path();
        workspace_close(workspace_create(path, NULL));
        kill_import(path, file, 10 + i * 25);
        GError *error = NULL;
        g_autoptr(Workspace) workspace = workspace_open(path, &error);
        g_assert_no_error(error);
        g_assert_null(workspace_read_only(workspace));
        sqlite3 *database = workspace_database(workspace);
        gint64 tables = db_integer(database, -1, "SELECT count(*) FROM source_table", NULL);
        g_assert_cmpint(db_integer(database, -1,
                                   "SELECT count(*) FROM source_table WHERE state = 'ready'", NULL),
                        ==, tables);
        g_assert_cmpint(db_integer(database, -1,
                                   "SELECT count(*) FROM sqlite_schema WHERE name LIKE 'raw%'",
                                   NULL),
                        ==, tables);
        g_autofree char *check = db_text(database, "PRAGMA quick_check", NULL);
        g_assert_cmpstr(check, ==, "ok");
    }
}

/* A disk that is full after some megabytes, played by a limit on the size of files. */
static gboolean
fails_for_want_of_room(const char *path, sqlite3 *database, const char *file)
{
    signal(SIGXFSZ, SIG_IGN);
    setrlimit(RLIMIT_FSIZE, &(struct rlimit){4 << 20, 4 << 20});
    g_autoptr(GError) error = NULL;
    gboolean done = import_one(path, database, file, NULL, &error);
    return !done && error->code == FOREDESK_ERROR_SYSTEM &&
           strstr(error->message, "free some space") != NULL;
}

static void
test_full_disk(void)
{
    g_autofree char *file = big_file(100000);
    for (int existing = 0; existing < 2; existing++) {
        g_autofree char *path = new_path();
        g_autofree char *name = g_path_get_basename(path);
        if (existing)
            workspace_close(workspace_create(path, NULL));
        pid_t child = fork();
        if (child == 0)
            _exit(fails_for_want_of_room(path, NULL, file) ? 0 : 1);
        int status;
        waitpid(child, &status, 0);
        g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
        if (!existing) {
            assert_only(name, (const char *const[]){NULL});
            continue;
        }
        GError *error = NULL;
        g_autoptr(Workspace) workspace = workspace_open(path, &error);
        g_assert_no_error(error);
        g_assert_cmpint(db_integer(workspace_database(workspace), -1,
                                   "SELECT count(*) FROM source_table", NULL),
                        ==, 0);
    }
}

/* ---- random files --------------------------------------------------------------------------- */

typedef struct {
    GString *text;
    Random random;
    guint width;
    GPtrArray *cells; /* char*: of the good rows, in order */
    guint rows, aside;
    gint64 line;
    GArray *aside_lines; /* gint64 */
} Made;

static void
add_text(Made *made, const char *text)
{
    g_string_append(made->text, text);
    for (; *text != '\0'; text++)
        made->line += *text == '\n';
}

/* A cell as it is written, and as it should be read. */
static char *
add_cell(Made *made, gboolean plain)
{
    static const char *const pieces[] = {
        "a", " ", "ö", "12.5", "Hello, world", "\"", "\n", "\r\n", ";", "x|y", "€", "'", "-", "\t"};
    g_autoptr(GString) cell = g_string_new(NULL);
    for (guint n = random_below(&made->random, 5); n > 0; n--) {
        const char *piece = pieces[random_below(&made->random, G_N_ELEMENTS(pieces))];
        if (!plain || strpbrk(piece, ",\"\r\n") == NULL)
            g_string_append(cell, piece);
    }
    gboolean quote =
        !plain && (strpbrk(cell->str, ",\"\r\n") != NULL || random_below(&made->random, 4) == 0);
    g_autoptr(GString) written = g_string_new(quote ? "\"" : NULL);
    for (const char *at = cell->str; *at != '\0'; at++)
        g_string_append(written, *at == '"' ? "\"\"" : (char[]){*at, '\0'});
    g_string_append(written, quote ? "\"" : "");
    add_text(made, written->str);
    return g_strdup(cell->str);
}

static void
add_record(Made *made)
{
    enum { NARROW, WIDE, ENCODING, NUL, GOOD };
    guint drawn = random_below(&made->random, 20), kind = MIN(drawn, GOOD);
    gint64 line = made->line;
    guint width = made->width;
    if (kind == NARROW)
        width--;
    if (kind == WIDE)
        width += 1 + random_below(&made->random, 3);
    /* After a closing quote a stray byte would open it again; one cell may not be a blank line. */
    gboolean plain = kind == ENCODING || kind == NUL || width == 1;
    if (plain)
        add_text(made, "k");
    for (guint i = 0; i < width; i++) {
        add_text(made, i > 0 ? "," : "");
        char *cell = add_cell(made, plain);
        if (kind == GOOD)
            g_ptr_array_add(made->cells, cell);
        else
            g_free(cell);
    }
    if (kind == ENCODING)
        g_string_append(made->text, "\xff");
    if (kind == NUL)
        g_string_append_c(made->text, '\0');
    made->rows += kind == GOOD;
    made->aside += kind != GOOD;
    if (kind != GOOD)
        g_array_append_val(made->aside_lines, line);
    add_text(made, random_below(&made->random, 3) == 0 ? "\r\n" : "\n");
    if (random_below(&made->random, 15) == 0)
        add_text(made, "\n");
}

static void
check_made(Made *made)
{
    g_autoptr(Workspace) workspace =
        import_text(made->text->str, (gssize)made->text->len, made->rows, made->aside);
    sqlite3 *database = workspace_database(workspace);
    g_autoptr(sqlite3_stmt) rows =
        db_prepare(database, NULL, "SELECT * FROM raw_1 ORDER BY row", NULL);
    for (guint row = 0; row < made->rows; row++) {
        g_assert_true(db_step(rows, NULL));
        for (guint i = 0; i < made->width; i++)
            g_assert_cmpstr((const char *)sqlite3_column_text(rows, (int)i + 1), ==,
                            g_ptr_array_index(made->cells, row * made->width + i));
    }
    g_autoptr(sqlite3_stmt) aside =
        db_prepare(database, NULL, "SELECT line FROM aside ORDER BY id", NULL);
    for (guint i = 0; i < made->aside; i++) {
        g_assert_true(db_step(aside, NULL));
        g_assert_cmpint(sqlite3_column_int64(aside, 0), ==,
                        g_array_index(made->aside_lines, gint64, i));
    }
}

static void
test_random(void)
{
    for (guint seed = 0; seed < 300; seed++) {
        Made made = {.text = g_string_new(NULL),
                     .cells = g_ptr_array_new_with_free_func(g_free),
                     .aside_lines = g_array_new(FALSE, FALSE, sizeof(gint64)),
                     .line = 2};
        random_seed(&made.random, seed);
        made.width = 2 + random_below(&made.random, 6);
        for (guint i = 0; i < made.width; i++)
            g_string_append_printf(made.text, "%scolumn%u", i == 0 ? "" : ",", i);
        g_string_append(made.text, "\n");
        guint records = 1 + random_below(&made.random, seed % 10 == 0 ? 9000 : 60);
        for (guint i = 0; i < records || made.rows == 0; i++)
            add_record(&made);
        check_made(&made);
        g_string_free(made.text, TRUE);
        g_ptr_array_unref(made.cells);
        g_array_unref(made.aside_lines);
    }
}

/* Rubbish: whatever comes, it is refused in one line, or each record is a row or set aside. */
static void
test_rubbish(void)
{
    static const char alphabet[] = "a1,,\"\"\n\n\r;|\t \xc3\xa9\xff";
    Random random;
    random_seed(&random, 99);
    for (int i = 0; i < 400; i++) {
        g_autoptr(GString) text = g_string_new("x,y\n");
        for (guint n = random_below(&random, 200); n > 0; n--)
            g_string_append_c(text, alphabet[random_below(&random, sizeof alphabet - 1)]);
        g_autofree char *file = write_file("rubbish.csv", text->str, (gssize)text->len);
        g_autofree char *path = new_path();
        g_autoptr(GPtrArray) results =
            g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
        g_autoptr(GError) error = NULL;
        if (import_one(path, NULL, file, results, &error)) {
            const ImportResult *result = g_ptr_array_index(results, 0);
            g_autoptr(Workspace) workspace = workspace_open(path, NULL);
            sqlite3 *database = workspace_database(workspace);
            g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM raw_1", NULL), ==,
                            result->rows);
            g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM aside", NULL), ==,
                            result->aside);
        } else {
            g_assert_null(strchr(error->message, '\n'));
            g_assert_true(error->code == FOREDESK_ERROR_INPUT);
        }
        unlink(path);
    }
}

/* Records on both sides of every buffer's end. */
static void
test_large_cells(void)
{
    g_autoptr(GString) text = g_string_new("id,body\n");
    Random random;
    random_seed(&random, 5);
    GArray *lengths = g_array_new(FALSE, FALSE, sizeof(guint));
    for (int i = 0; i < 60; i++) {
        guint length = random_below(&random, i % 10 == 0 ? 3000000 : 100000);
        g_array_append_val(lengths, length);
        g_string_append_printf(text, "%d,\"", i);
        for (guint j = 0; j < length; j++)
            g_string_append_c(text, j % 80 == 79 ? '\n' : (char)('a' + j % 26));
        g_string_append(text, "\"\n");
    }
    g_autoptr(Workspace) workspace = import_text(text->str, (gssize)text->len, 60, 0);
    for (guint i = 0; i < 60; i++)
        g_assert_cmpint(db_integer(workspace_database(workspace), -1,
                                   "SELECT length(c1) FROM raw_1 WHERE row = ?", "i",
                                   (gint64)i + 1),
                        ==, g_array_index(lengths, guint, i));
    g_array_unref(lengths);
}

/* ---- rows to be scored ---------------------------------------------------------------------- */

static void
test_import_rows(void)
{
    g_autoptr(Workspace) workspace =
        import_text("Ticket ID,subject,priority,channel\n1,a,b,c\n", -1, 1, 0);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), NULL);
    const TableInfo *table = g_ptr_array_index(catalogue->tables, 0);
    g_autofree char *file = write_file(
        "new.csv", "PRIORITY;ticket id;mood;Subject\nP1;T-1;good;\"a;b\"\nP2;T-2;;\nP3;T-3\n", -1);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    GError *error = NULL;
    g_autoptr(GPtrArray) rows = import_rows(
        workspace_database(workspace), &(RowsFile){file, NULL, NULL}, table, notes, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 2);
    char **first = g_ptr_array_index(rows, 0), **second = g_ptr_array_index(rows, 1);
    g_assert_cmpstr(first[0], ==, "T-1");
    g_assert_cmpstr(first[1], ==, "a;b");
    g_assert_cmpstr(first[2], ==, "P1");
    g_assert_null(first[3]);
    g_assert_cmpstr(second[0], ==, "T-2");
    g_assert_null(second[1]);
    g_assert_cmpuint(notes->len, ==, 3);
    g_assert_cmpstr(g_ptr_array_index(notes, 0), ==, "new.csv has no channel: taken as missing.");
    g_assert_cmpstr(g_ptr_array_index(notes, 1), ==,
                    "mood is not among the columns of tickets: left out.");
    g_assert_cmpstr(g_ptr_array_index(notes, 2), ==,
                    "1 record set aside, the first at line 4: 2 cells, the heading has 4.");
    g_autofree char *strange = write_file("strange.csv", "x,y\n1,2\n", -1);
    g_assert_null(import_rows(workspace_database(workspace), &(RowsFile){strange, NULL, NULL},
                              table, notes, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_clear_error(&error);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-ingest-XXXXXX", NULL);
    g_test_add_func("/ingest/plain", test_plain);
    g_test_add_func("/ingest/dialects", test_dialects);
    g_test_add_func("/ingest/separator-by-consistency", test_separator_by_consistency);
    g_test_add_func("/ingest/headings", test_headings);
    g_test_add_func("/ingest/no-heading", test_no_heading);
    g_test_add_func("/ingest/aside", test_aside);
    g_test_add_func("/ingest/unclosed-quote", test_unclosed_quote);
    g_test_add_func("/ingest/refusals", test_refusals);
    g_test_add_func("/ingest/options", test_options);
    g_test_add_func("/ingest/into-existing", test_into_existing);
    g_test_add_func("/ingest/all-or-nothing", test_all_or_nothing);
    g_test_add_func("/ingest/cancel", test_cancel);
    g_test_add_func("/ingest/kill", test_kill);
    g_test_add_func("/ingest/full-disk", test_full_disk);
    g_test_add_func("/ingest/random", test_random);
    g_test_add_func("/ingest/rubbish", test_rubbish);
    g_test_add_func("/ingest/large-cells", test_large_cells);
    g_test_add_func("/ingest/import-rows", test_import_rows);
    int result = g_test_run();
    const char *const remove[] = {"rm", "-rf", folder, NULL};
    g_spawn_sync(NULL, (char **)remove, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL,
                 NULL);
    g_free(folder);
    return result;
}
