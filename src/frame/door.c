/* The one door through which cells pass on their way to lists, tickets, reports and exports: shown,
 * masked, hashed, by what was said of the workspace and, before it, of the column. */
#include <foredesk/frame.h>
#include <foredesk/pii.h>

#include <string.h>

#define DROPPED "dropped"

gboolean
personal_masked(sqlite3 *database)
{
    g_autofree char *setting = setting_get(database, "personal");
    return !setting || strcmp(setting, "show") != 0;
}

/* Numbers, moments and ids hold none within a cell, and a mask in the middle of an id would make
 * two rows one; a column of cards or telephones is personal as a whole. */
gboolean
personal_holds_text(const ColumnInfo *column)
{
    return !column || column->kind == KIND_TEXT || column->kind == KIND_CATEGORY ||
           column->kind == KIND_LIST;
}

static gboolean
is_hashed(const ColumnInfo *column)
{
    return column->hash_key &&
           (column->personal == PERSONAL_HASH ||
            (column->personal == PERSONAL_DEFAULT && personal_names_person(column->pii)));
}

gboolean
personal_hidden(const ColumnInfo *column, gboolean masked)
{
    switch (column->personal) {
    case PERSONAL_SHOW:
        return FALSE;
    case PERSONAL_HASH:
    case PERSONAL_DROP:
        return TRUE;
    case PERSONAL_MASK:
        return column->pii != NULL;
    default:
        return is_hashed(column) || (masked && column->pii != NULL);
    }
}

char *
personal_cell(const ColumnInfo *column, const char *raw, gboolean masked)
{
    const char *text = raw ? raw : "";

    if (column && is_hashed(column))
        return name_hash(column->hash_key, text);
    if (column && column->personal == PERSONAL_DROP)
        return pii_mask_whole(text, DROPPED);
    if (column && column->personal != PERSONAL_DEFAULT)
        masked = column->personal != PERSONAL_SHOW;
    if (!masked)
        return g_strdup(text);
    if (column && column->pii)
        return pii_mask_whole(text, column->pii);
    return personal_holds_text(column) ? pii_mask(text, -1) : g_strdup(text);
}

char *
personal_words(const ColumnInfo *column, const char *raw, gboolean masked)
{
    g_autofree char *span =
        column && !personal_hidden(column, masked) ? column_span_words(column, raw, NULL) : NULL;
    g_autofree char *cell = span ? NULL : personal_cell(column, raw, masked);
    return span ? g_steal_pointer(&span) : text_clean(cell, -1);
}
