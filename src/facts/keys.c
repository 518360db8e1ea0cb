/* Keys of columns: dictionary codes where a column has them, else numbers of whole numbers. */
#include <foredesk/facts.h>

static void
number_codes(KeyCodes *codes)
{
    const FrameColumn *column = codes->column;
    codes->owned = g_new(gint32, column->n + 1);
    codes->number = g_array_new(FALSE, FALSE, sizeof(gint64));
    g_autoptr(GHashTable) seen = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint32 row = 0; row < column->n; row++) {
        codes->owned[row] = KEY_MISSING;
        if (column->integer[row] == G_MININT64)
            continue;
        guint place = GPOINTER_TO_UINT(g_hash_table_lookup(seen, &column->integer[row]));
        if (place == 0) {
            g_array_append_val(codes->number, column->integer[row]);
            place = codes->number->len;
            g_hash_table_insert(seen, &column->integer[row], GUINT_TO_POINTER(place));
        }
        codes->owned[row] = (gint32)place - 1;
    }
    codes->place = g_hash_table_new(g_int64_hash, g_int64_equal);
    for (guint i = 0; i < codes->number->len; i++)
        g_hash_table_insert(codes->place, &g_array_index(codes->number, gint64, i),
                            GUINT_TO_POINTER(i + 1));
    codes->code = codes->owned;
    codes->size = codes->number->len;
}

/* Codes of keys that are spelled in several ways: that of the first spelling stands for all. */
static void
normal_codes(KeyCodes *codes)
{
    const FrameColumn *column = codes->column;
    guint32 n = dictionary_size(column->dictionary);
    g_autofree gint32 *first = g_new(gint32, n + 1);
    codes->normal = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    for (guint32 code = 0; code < n; code++) {
        g_autofree char *key =
            key_normal(column->info->spelling, dictionary_text(column->dictionary, code), -1);
        gpointer place = g_hash_table_lookup(codes->normal, key);
        first[code] = place ? GPOINTER_TO_INT(place) - 1 : (gint32)code;
        if (!place)
            g_hash_table_insert(codes->normal, g_steal_pointer(&key),
                                GINT_TO_POINTER((gint32)code + 1));
    }
    codes->owned = g_new(gint32, column->n + 1);
    for (guint32 row = 0; row < column->n; row++)
        codes->owned[row] = column->code[row] < 0 ? KEY_MISSING : first[column->code[row]];
    codes->code = codes->owned;
    codes->size = n;
}

KeyCodes *
key_codes_new(const FrameColumn *column)
{
    KeyCodes *codes = g_new0(KeyCodes, 1);
    codes->column = column;
    if (column->code && column->info->spelling) {
        normal_codes(codes);
    } else if (column->code) {
        codes->code = column->code;
        codes->size = dictionary_size(column->dictionary);
    } else {
        number_codes(codes);
    }
    return codes;
}

void
key_codes_free(KeyCodes *codes)
{
    if (!codes)
        return;
    g_free(codes->owned);
    if (codes->number)
        g_array_unref(codes->number);
    if (codes->place)
        g_hash_table_unref(codes->place);
    if (codes->normal)
        g_hash_table_unref(codes->normal);
    g_free(codes);
}

static gint32
find_number(const KeyCodes *codes, gint64 number)
{
    guint place = GPOINTER_TO_UINT(g_hash_table_lookup(codes->place, &number));
    return place > 0 ? (gint32)place - 1 : KEY_UNKNOWN;
}

static gint32
find_text(const KeyCodes *codes, const char *text)
{
    gint64 number;
    if (codes->number)
        return number_parse_integer(text, -1, &number) ? find_number(codes, number) : KEY_UNKNOWN;
    if (codes->normal) {
        g_autofree char *key = key_normal(codes->column->info->spelling, text, -1);
        gpointer place = g_hash_table_lookup(codes->normal, key);
        return place ? GPOINTER_TO_INT(place) - 1 : KEY_UNKNOWN;
    }
    gint32 code = dictionary_code(codes->column->dictionary, text);
    return code >= 0 ? code : KEY_UNKNOWN;
}

gint32
key_codes_match(const KeyCodes *codes, const KeyCodes *other, gint32 code)
{
    if (code < 0)
        return KEY_MISSING;
    if (codes == other)
        return code;
    if (!other->number)
        return find_text(codes, dictionary_text(other->column->dictionary, (guint32)code));
    gint64 number = g_array_index(other->number, gint64, code);
    if (codes->number)
        return find_number(codes, number);
    char text[32];
    g_snprintf(text, sizeof text, "%" G_GINT64_FORMAT, number);
    return find_text(codes, text);
}
