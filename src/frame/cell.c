/* cell: missing or filled, yes or no, items of a list. Ordered so that the first byte settles most
 * cells. */
#include "frame/cell.h"

#include <string.h>

void
cell_trim(const char **bytes, gsize *length)
{
    while (*length > 0 && g_ascii_isspace(**bytes)) {
        ++*bytes;
        --*length;
    }
    while (*length > 0 && g_ascii_isspace((*bytes)[*length - 1]))
        --*length;
}

static gboolean
is_word(const char *bytes, gsize length, const char *word)
{
    return strlen(word) == length && g_ascii_strncasecmp(bytes, word, length) == 0;
}

static gboolean
is_one_of(const char *bytes, gsize length, const char *const *words, gsize n)
{
    for (gsize i = 0; i < n; i++)
        if (is_word(bytes, length, words[i]))
            return TRUE;
    return FALSE;
}

/* The first bytes of the spellings below. */
static gboolean
begins_null(char byte)
{
    switch (byte) {
    case '?':
    case '\\':
    case 'n':
    case 'N':
    case '(':
    case '#':
    case '-':
    case '\xe2':
        return TRUE;
    default:
        return FALSE;
    }
}

CellState
cell_state(const char *bytes, gsize length)
{
    static const char *const null[] = {"?", "\\N", "NULL", "(null)", "#N/A", "#N/B", "#NV"};
    static const char *const no_value[] = {"N/A", "NA",   "n.a.", "-",  "--",
                                           "–",   "None", "nan",  "nil"};
    /* Salesforce's reference to nothing; else no spelling is so long. */
    if (length > 16 && !g_ascii_isspace(*bytes))
        return length == 18 && *bytes == '0' && memcmp(bytes, "000000000000000AAA", 18) == 0
                   ? CELL_NULL
                   : CELL_FILLED;
    cell_trim(&bytes, &length);
    if (length == 0)
        return CELL_BLANK;
    if (length > 6 || !begins_null(*bytes))
        return CELL_FILLED;
    if (is_one_of(bytes, length, null, G_N_ELEMENTS(null)))
        return CELL_NULL;
    return is_one_of(bytes, length, no_value, G_N_ELEMENTS(no_value)) ? CELL_NO_VALUE : CELL_FILLED;
}

gboolean
cell_is_null(const char *bytes, gsize length, char *const *nulls)
{
    if (!nulls)
        return FALSE;
    cell_trim(&bytes, &length);
    for (; *nulls; nulls++)
        if (is_word(bytes, length, *nulls))
            return TRUE;
    return FALSE;
}

gboolean
cell_missing(const char *bytes, gsize length, ColumnKind kind, char *const *nulls)
{
    CellState state = cell_state(bytes, length);
    gboolean exact =
        kind == KIND_INTEGER || kind == KIND_DECIMAL || kind == KIND_DATE || kind == KIND_BOOLEAN;
    return state == CELL_BLANK || state == CELL_NULL || (state == CELL_NO_VALUE && exact) ||
           cell_is_null(bytes, length, nulls);
}

gboolean
column_says_nothing(const ColumnInfo *column, const char *bytes, gsize length)
{
    return cell_missing(bytes, length, KIND_BOOLEAN, column->nulls);
}

gboolean
column_cell_missing(const ColumnInfo *column, const char *bytes, gsize length)
{
    return cell_missing(bytes, length, column->kind, column->nulls);
}

int
cell_boolean(const char *bytes, gsize length)
{
    static const char *const yes[] = {"1", "yes", "true", "y", "t", "on"};
    static const char *const no[] = {"0", "no", "false", "n", "f", "off"};
    cell_trim(&bytes, &length);
    if (length == 0 || length > 5)
        return -1;
    if (is_one_of(bytes, length, yes, G_N_ELEMENTS(yes)))
        return 1;
    return is_one_of(bytes, length, no, G_N_ELEMENTS(no)) ? 0 : -1;
}

void
cell_items(const char *bytes, gsize length, char separator, CellItem visit, gpointer data)
{
    const char *end = bytes + length;
    while (bytes < end) {
        const char *stop = memchr(bytes, separator, (gsize)(end - bytes));
        const char *item = bytes;
        gsize item_length = (gsize)((stop ? stop : end) - bytes);
        cell_trim(&item, &item_length);
        if (item_length > 0)
            visit(item, item_length, data);
        bytes = stop ? stop + 1 : end;
    }
}

char *
cell_head(const char *bytes, gsize length, gsize most)
{
    const char *end;
    if (length > most && !g_utf8_validate(bytes, (gssize)most, &end))
        most = (gsize)(end - bytes);
    return g_strndup(bytes, MIN(length, most));
}
