/* What is written for no value, in every reader alike: CSV, Parquet and a file of rows to be
 * scored; of words and of numbers; as every vendor means it, and as one does. */
#include <foredesk/ingest.h>
#include <foredesk/parquet.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define ROWS 60
static char *folder;

/* Whether the spelling is missing among words, among numbers, and among the agents of a vendor
 * whose preset names it. */
static const struct {
    const char *spelling;
    gboolean word, number, agent;
} spellings[] = {
    {"", TRUE, TRUE, TRUE},
    {"  ", TRUE, TRUE, TRUE},
    {"\\N", TRUE, TRUE, TRUE},
    {"NULL", TRUE, TRUE, TRUE},
    {"null", TRUE, TRUE, TRUE},
    {"(null)", TRUE, TRUE, TRUE},
    {"?", TRUE, TRUE, TRUE},
    {"#N/A", TRUE, TRUE, TRUE},
    {"000000000000000AAA", TRUE, TRUE, TRUE},
    {"-", FALSE, TRUE, FALSE},
    {"N/A", FALSE, TRUE, FALSE},
    {"None", FALSE, TRUE, FALSE},
    {"--", FALSE, TRUE, TRUE},
    {"No Agent", FALSE, TRUE, TRUE},
    {"no agent ", FALSE, TRUE, TRUE},
};
static const char *const headings[] = {"Ticket ID", "Agent", "Source", "Agent interactions"};

static const char *
word_of(guint row)
{
    static const char *const words[] = {"Ana", "Ben", "Chloe"};
    return row < G_N_ELEMENTS(spellings) ? spellings[row].spelling : words[row % 3];
}

/* Words among numbers would make a column of words: those stay out of it. */
static char *
number_of(guint row)
{
    gboolean words = row < G_N_ELEMENTS(spellings) && strstr(spellings[row].spelling, "gent");
    if (row < G_N_ELEMENTS(spellings) && !words)
        return g_strdup(spellings[row].spelling);
    return words ? g_strdup("") : g_strdup_printf("%u", row);
}

static char *
write_csv(void)
{
    GString *text = g_string_new("Ticket ID,Agent,Source,Agent interactions\n");
    for (guint row = 0; row < ROWS; row++) {
        g_autofree char *number = number_of(row);
        g_string_append_printf(text, "T%u,%s,%s,%s\n", row, word_of(row), word_of(row), number);
    }
    char *path = g_build_filename(folder, "tickets.csv", NULL);
    g_autofree char *all = g_string_free(text, FALSE);
    g_assert_true(g_file_set_contents(path, all, -1, NULL));
    return path;
}

static char *
write_parquet(void)
{
    static const ParquetType types[] = {PARQUET_TEXT, PARQUET_TEXT, PARQUET_TEXT, PARQUET_TEXT};
    GError *error = NULL;
    char *path = g_build_filename(folder, "tickets.parquet", NULL);
    g_autoptr(ParquetWriter) writer =
        parquet_writer_new(path, headings, types, G_N_ELEMENTS(headings), &error);
    g_assert_no_error(error);
    for (guint row = 0; row < ROWS; row++) {
        g_autofree char *id = g_strdup_printf("T%u", row), *number = number_of(row);
        parquet_write_text(writer, id, -1);
        parquet_write_text(writer, word_of(row), -1);
        parquet_write_text(writer, word_of(row), -1);
        parquet_write_text(writer, number, -1);
        parquet_end_row(writer);
    }
    parquet_writer_end(writer, &error);
    g_assert_no_error(error);
    return path;
}

static void
assert_cell(const char *reader, const char *column, guint32 row, gboolean missing, gboolean is)
{
    if (missing != is)
        g_error("%s: %s “%s” is %s", reader, column, spellings[row].spelling,
                is ? "missing" : "a value");
}

/* As the table above says; `vendor`: the preset was named. */
static void
assert_read(const Frame *frame, const char *reader, gboolean vendor)
{
    const FrameColumn *agent = frame_column(frame, "Agent"), *word = frame_column(frame, "Source");
    const FrameColumn *number = frame_column(frame, "Agent_interactions");
    g_assert_cmpuint(frame->n, ==, ROWS);
    g_assert_nonnull(number->integer);
    for (guint32 row = 0; row < G_N_ELEMENTS(spellings); row++) {
        gboolean dashes = vendor && strcmp(spellings[row].spelling, "--") == 0;
        assert_cell(reader, "Agent", row, vendor ? spellings[row].agent : spellings[row].word,
                    agent->code[row] < 0);
        assert_cell(reader, "Source", row, spellings[row].word || dashes, word->code[row] < 0);
        assert_cell(reader, "a number", row, spellings[row].number,
                    isnan(frame_number(number, row)));
    }
    for (guint32 row = G_N_ELEMENTS(spellings); row < ROWS; row++) {
        g_assert_cmpint(agent->code[row], >=, 0);
        g_assert_cmpfloat(frame_number(number, row), ==, row);
    }
}

/* The file imported, then its rows once more as if they were to be scored. */
static void
assert_file(const char *file, const char *reader, const char *preset)
{
    GError *error = NULL;
    g_autofree char *path = g_build_filename(folder, "desk.foredesk", NULL);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    char *files[] = {(char *)file, NULL};
    gboolean vendor = strcmp(preset, "none") != 0;
    ImportOptions options;
    import_options_init(&options);
    options.preset = preset;
    import_files(path, NULL, files, &options, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Workspace) workspace = workspace_open(path, &error);
    g_assert_no_error(error);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    g_autoptr(Frame) frame = frame_load(workspace_database(workspace), catalogue,
                                        g_ptr_array_index(catalogue->tables, 0), NULL, &error);
    g_assert_no_error(error);
    assert_read(frame, reader, vendor);
    g_autoptr(GPtrArray) rows =
        import_rows(workspace_database(workspace), &(RowsFile){file, NULL, NULL}, frame->table,
                    notes, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Frame) fresh = frame_from_rows(frame, rows, &error);
    g_assert_no_error(error);
    g_autofree char *scored = g_strconcat("scored ", reader, NULL);
    assert_read(fresh, scored, vendor);
    g_remove(path);
}

static void
test_csv(void)
{
    g_autofree char *file = write_csv();
    assert_file(file, "CSV", "none");
    assert_file(file, "CSV", "Freshdesk");
}

static void
test_parquet(void)
{
    g_autoptr(GError) error = NULL;
    if (!parquet_available(&error)) {
        g_test_skip(error->message);
        return;
    }
    g_autofree char *file = write_parquet();
    assert_file(file, "Parquet", "none");
    assert_file(file, "Parquet", "Freshdesk");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-nothing-XXXXXX", NULL);
    g_test_add_func("/nothing/csv", test_csv);
    g_test_add_func("/nothing/parquet", test_parquet);
    int result = g_test_run();
    g_autoptr(GDir) files = g_dir_open(folder, 0, NULL);
    for (const char *name; (name = g_dir_read_name(files)) != NULL;) {
        g_autofree char *path = g_build_filename(folder, name, NULL);
        g_remove(path);
    }
    g_rmdir(folder);
    g_free(folder);
    return result;
}
