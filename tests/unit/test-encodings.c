/* ingest: what users really send. The same ticket file in every encoding and packing makes the same
 * rows at the same lines; damage costs a record or, in a packed file, the import, and says so. */
#include "folder.h"

#include <foredesk/ingest.h>

#include <glib/gstdio.h>
#include <string.h>
#include <zlib.h>

static char *folder;
static guint made;

/* As UTF-8: an accent, a euro sign, a quote of Word's, a cell over two lines, a ragged record. */
static const char desk[] = "id,subject,amount\r\n"
                           "1,Café closed,5 €\r\n"
                           "2,\"It’s\nbroken – again\",7 €\r\n"
                           "3,ragged\r\n"
                           "4,München,9 €\r\n";

static char *
convert(const char *text, const char *encoding, gsize *length)
{
    GError *error = NULL;
    char *bytes = g_convert(text, -1, encoding, "UTF-8", NULL, length, &error);
    g_assert_no_error(error);
    return bytes;
}

static char *
write_bytes(const char *name, const void *bytes, gsize length)
{
    char *path = g_build_filename(folder, name, NULL);
    g_assert_true(g_file_set_contents(path, bytes, (gssize)length, NULL));
    return path;
}

/* gzip of the bytes, its length in *packed_length. */
static guint8 *
pack(const void *bytes, gsize length, gsize *packed_length)
{
    z_stream stream = {0};
    gsize room = length + 1024;
    guint8 *packed = g_malloc(room);
    g_assert_cmpint(deflateInit2(&stream, 6, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY), ==,
                    Z_OK);
    stream.next_in = (Bytef *)(gpointer)(gsize)bytes;
    stream.avail_in = (uInt)length;
    stream.next_out = packed;
    stream.avail_out = (uInt)room;
    g_assert_cmpint(deflate(&stream, Z_FINISH), ==, Z_STREAM_END);
    *packed_length = room - stream.avail_out;
    deflateEnd(&stream);
    return packed;
}

/* NULL with *error where it is refused; *note is the sentence of its result. */
static Workspace *
import(const char *file, const char *encoding, char **note, GError **error)
{
    g_autofree char *name = g_strdup_printf("w%u.foredesk", ++made);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    char *files[] = {(char *)file, NULL};
    ImportOptions options;
    import_options_init(&options);
    options.encoding = encoding;
    if (!import_files(path, NULL, files, &options, NULL, results, error))
        return NULL;
    const ImportResult *result = g_ptr_array_index(results, 0);
    if (note != NULL)
        *note = g_strdup(result->note);
    return workspace_open(path, error);
}

static void
assert_text(Workspace *workspace, const char *sql, const char *expected)
{
    g_autofree char *text = db_text(workspace_database(workspace), sql, NULL);
    g_assert_cmpstr(text, ==, expected);
}

static void
assert_desk(const char *file, const char *declared, const char *encoding, const char *says)
{
    GError *error = NULL;
    g_autofree char *note = NULL;
    g_autoptr(Workspace) workspace = import(file, declared, &note, &error);
    g_assert_no_error(error);
    assert_text(workspace, "SELECT group_concat(c0 || '|' || c1 || '|' || c2, '/') FROM raw_1",
                "1|Café closed|5 €/2|It’s\nbroken – again|7 €/4|München|9 €");
    assert_text(workspace, "SELECT line || ' ' || reason || ' ' || CAST(raw AS TEXT) FROM aside",
                "5 ragged 3,ragged");
    assert_text(workspace, "SELECT encoding FROM import", encoding);
    assert_text(workspace, "SELECT name FROM source_table", "desk");
    if (says == NULL)
        g_assert_null(note);
    else if (note == NULL || strstr(note, says) == NULL)
        g_error("expected \"%s\", got \"%s\"", says, note);
}

static void
test_encodings(void)
{
    static const struct {
        const char *write, *declare, *found, *says;
    } cases[] = {
        {"UTF-8", NULL, "UTF-8", NULL},
        {"UTF-16LE", NULL, "UTF-16LE", "is read as UTF-16LE"},
        {"UTF-16BE", NULL, "UTF-16BE", "is read as UTF-16BE"},
        {"WINDOWS-1252", NULL, "Windows-1252",
         "7 bytes are no UTF-8 and make letters and signs in it, such as é€’– (--encoding changes "
         "that)"},
        {"WINDOWS-1252", "cp1252", "cp1252", NULL},
        {"UTF-16LE", "UTF-16", "UTF-16LE", NULL},
    };
    static const char marks[] = "\xef\xbb\xbf";
    for (gsize i = 0; i < G_N_ELEMENTS(cases); i++)
        for (int marked = 0; marked < 2; marked++) {
            gboolean unicode = g_str_has_prefix(cases[i].write, "UTF");
            g_autoptr(GString) text = g_string_new(marked && unicode ? marks : "");
            g_string_append(text, desk);
            gsize length, packed_length;
            g_autofree char *bytes = convert(text->str, cases[i].write, &length);
            g_autofree char *file = write_bytes("desk.csv", bytes, length);
            assert_desk(file, cases[i].declare, cases[i].found, cases[i].says);
            g_autofree guint8 *packed = pack(bytes, length, &packed_length);
            g_autofree char *packed_file = write_bytes("desk.csv.gz", packed, packed_length);
            assert_desk(packed_file, cases[i].declare, cases[i].found, cases[i].says);
        }
}

/* A declared encoding is believed: the same byte is another sign. */
static void
test_declared(void)
{
    GError *error = NULL;
    g_autofree char *file = write_bytes("euro.csv", "a,b\n1,\xa4\n2,x\n", 12);
    g_autoptr(Workspace) workspace = import(file, "ISO-8859-15", NULL, &error);
    g_assert_no_error(error);
    assert_text(workspace, "SELECT c1 FROM raw_1 WHERE row = 1", "€");
    g_autoptr(Workspace) none = import(file, "nonsense-9", NULL, &error);
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "nonsense-9"));
    g_clear_error(&error);
}

/* Some broken bytes in a UTF-8 file are damage: their records are set aside, the rest is UTF-8. */
static void
test_damage(void)
{
    GError *error = NULL;
    static const char mixed[] = "id,a\n1,Zoë\n2,caf\xe9\n3,naïve\n";
    g_autofree char *file = write_bytes("desk.csv", mixed, sizeof mixed - 1);
    g_autoptr(Workspace) workspace = import(file, NULL, NULL, &error);
    g_assert_no_error(error);
    assert_text(workspace, "SELECT encoding || group_concat(line || detail) FROM import, aside",
                "UTF-83byte 6 (0xE9) is not UTF-8");
    /* Half of a pair, in UTF-16. */
    static const char lone[] = "\xff\xfei\0d\0,\0a\0\n\0001\0,\0x\0\n\0002\0,\0\x3d\xd8z\0\n\0";
    g_autofree char *wide = write_bytes("desk.csv", lone, sizeof lone - 1);
    g_autoptr(Workspace) sixteen = import(wide, NULL, NULL, &error);
    g_assert_no_error(error);
    assert_text(sixteen, "SELECT rows || ' ' || line || ' ' || detail FROM import, aside",
                "1 3 character 3 can't be read as UTF-16LE");
}

/* Over many blocks, in pieces that end anywhere, and with members behind each other. */
static void
test_long(void)
{
    GError *error = NULL;
    g_autoptr(GString) text = g_string_new("id,note\n");
    for (int i = 0; i < 60000; i++)
        g_string_append_printf(text, "%d,%.*sé€%d\n", i, i % 37,
                               "abcdefghijklmnopqrstuvwxyzabcdefghijk", i);
    static const char *const encodings[] = {"UTF-8", "UTF-16BE", "WINDOWS-1252"};
    for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
        gsize length, head, tail;
        g_autofree char *bytes = convert(text->str, encodings[i], &length);
        gsize half = length / 2 + 1;
        g_autofree guint8 *first = pack(bytes, half, &head);
        g_autofree guint8 *second = pack(bytes + half, length - half, &tail);
        g_autoptr(GByteArray) both = g_byte_array_new();
        g_byte_array_append(both, first, (guint)head);
        g_byte_array_append(both, second, (guint)tail);
        g_autofree char *file = write_bytes("desk.csv.gz", both->data, both->len);
        g_autoptr(Workspace) workspace = import(file, NULL, NULL, &error);
        g_assert_no_error(error);
        assert_text(workspace,
                    "SELECT count(*) || ' ' || sum(substr(c1, length(c1) - length(c0) - 1) = "
                    "'é€' || c0) || ' ' || (SELECT count(*) FROM aside) FROM raw_1",
                    "60000 60000 0");
    }
}

static void
assert_refused(const void *bytes, gsize length, const char *says)
{
    GError *error = NULL;
    g_autofree char *file = write_bytes("desk.csv.gz", bytes, length);
    g_assert_null(import(file, NULL, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    if (strstr(error->message, says) == NULL || strchr(error->message, '\n') != NULL)
        g_error("expected one line with \"%s\", got \"%s\"", says, error->message);
    g_clear_error(&error);
}

static void
test_damaged_gzip(void)
{
    g_autoptr(GString) text = g_string_new("id,note\n");
    g_autoptr(GRand) random = g_rand_new_with_seed(7);
    for (int i = 0; i < 20000; i++)
        g_string_append_printf(text, "%d,%u\n", i, g_rand_int(random));
    gsize length, twice_length, zip;
    g_autofree guint8 *packed = pack(text->str, text->len, &length);
    assert_refused(packed, length / 2, "ends too early");
    assert_refused(packed, length - 4, "ends too early");
    g_autofree guint8 *twice = pack(packed, length, &twice_length);
    assert_refused(twice, twice_length, "compressed twice");
    g_autofree guint8 *sheet = pack("PK\003\004xxxx", 8, &zip);
    assert_refused(sheet, zip, "spreadsheet");
    g_autofree guint8 *nothing = pack("", 0, &zip);
    assert_refused(nothing, zip, "is empty");
    packed[length - 6] ^= 0x55; /* its checksum */
    assert_refused(packed, length, "is damaged");
    packed[length / 2] ^= 0x55;
    assert_refused(packed, length, "is damaged");
}

/* New tickets to be scored come in the same ways. */
static void
test_rows(void)
{
    GError *error = NULL;
    g_autofree char *file = write_bytes("desk.csv", desk, sizeof desk - 1);
    g_autoptr(Workspace) workspace = import(file, NULL, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Catalogue) catalogue = catalogue_load(workspace_database(workspace), &error);
    TableInfo *table = catalogue_table(catalogue, "desk", &error);
    gsize length, packed_length;
    g_autofree char *bytes = convert(desk, "WINDOWS-1252", &length);
    g_autofree guint8 *packed = pack(bytes, length, &packed_length);
    g_autofree char *fresh = write_bytes("new.csv.gz", packed, packed_length);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) rows = import_rows(
        workspace_database(workspace), &(RowsFile){fresh, NULL, NULL}, table, notes, NULL, &error);
    g_assert_no_error(error);
    g_assert_cmpuint(rows->len, ==, 3);
    g_assert_cmpstr(((char **)g_ptr_array_index(rows, 2))[1], ==, "München");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-encodings-XXXXXX", NULL);
    g_test_add_func("/encodings/same-rows", test_encodings);
    g_test_add_func("/encodings/declared", test_declared);
    g_test_add_func("/encodings/damage", test_damage);
    g_test_add_func("/encodings/long", test_long);
    g_test_add_func("/encodings/damaged-gzip", test_damaged_gzip);
    g_test_add_func("/encodings/rows", test_rows);
    int status = g_test_run();
    folder_remove(folder);
    g_free(folder);
    return status;
}
