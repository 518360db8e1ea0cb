/* A workspace without tickets: where the program speaks of tickets it means the rows that are
 * there, and says customers, accounts or rows instead. What truly is about tickets says "support
 * tickets"; what stands in quotation marks is from the data, and stays. */
#include "audit/audit_private.h"

#include <string.h>

typedef struct {
    const char *one, *many;
} Noun;

/* Whether the words before end in this one, whole. */
static gboolean
ends_with_word(const GString *before, const char *word)
{
    gsize length = strlen(word), end = before->len;

    while (end && before->str[end - 1] == ' ')
        end--;
    return end < before->len && end >= length &&
           g_ascii_strncasecmp(before->str + end - length, word, length) == 0 &&
           (end == length || !g_ascii_isalpha(before->str[end - length - 1]));
}

/* "ticket", "Tickets", "TICKETS" where a word of its own stands; its length, 0: there is none. */
static gsize
ticket_length(const char *text, const char *at)
{
    static const char joins[] = "_.`'\"=/-";
    gsize length = strlen("ticket");

    if (g_ascii_strncasecmp(at, "ticket", length) != 0 ||
        (at > text && (g_ascii_isalnum(at[-1]) || strchr(joins, at[-1]))))
        return 0;
    length += g_ascii_tolower(at[length]) == 's' && !g_ascii_isalnum(at[length + 1]);
    return g_ascii_isalnum(at[length]) || at[length] == '_' || at[length] == '`' ||
                   (at[length] == '.' && g_ascii_isalnum(at[length + 1]))
               ? 0
               : length;
}

static void
append_noun(GString *words, const Noun *noun, const char *ticket, gsize length)
{
    gboolean many = length > strlen("ticket"), capitals = g_ascii_isupper(ticket[1]);
    g_autofree char *word = capitals ? g_ascii_strup(many ? noun->many : noun->one, -1)
                                     : g_strdup(many ? noun->many : noun->one);

    if (g_ascii_isupper(*ticket))
        *word = g_ascii_toupper(*word);
    if (!many && ends_with_word(words, "a") && strchr("aeio", g_ascii_tolower(*word)))
        g_string_insert_c(words, (gssize)words->len - 1, 'n');
    g_string_append(words, word);
}

static void
name_rows(const Noun *noun, char **text)
{
    static const char opens[] = "“", closes[] = "”";
    gboolean quoted = FALSE;

    if (!*text || !strpbrk(*text, "tT"))
        return;
    GString *words = g_string_new(NULL);
    for (const char *p = *text; *p;) {
        gsize length = quoted ? 0 : ticket_length(*text, p);
        quoted = (quoted || g_str_has_prefix(p, opens)) && !g_str_has_prefix(p, closes);
        if (length && !ends_with_word(words, "support"))
            append_noun(words, noun, p, length);
        else
            g_string_append_len(words, p, (gssize)MAX(length, 1));
        p += MAX(length, 1);
    }
    g_free(*text);
    *text = g_string_free(words, FALSE);
}

/* Columns of a table whose cells are the program's own words. */
static gboolean
is_prose(const char *id)
{
    static const char *const ids[] = {"alert",   "found",   "why",    "repair", "reason",
                                      "what",    "without", "remedy", "remark", "note",
                                      "because", "words",   "known",  NULL};
    return g_strv_contains(ids, id);
}

static void
name_table(const Noun *noun, ReportTable *table)
{
    name_rows(noun, &table->title);
    for (guint k = 0; k < table->columns->len; k++) {
        ReportColumn *column = g_ptr_array_index(table->columns, k);
        name_rows(noun, &column->title);
        for (guint row = 0; is_prose(column->id) && row < table->rows->len; row++)
            name_rows(noun, &report_at(table, row, k)->text);
    }
}

void
report_name_rows(Report *report, const Catalogue *catalogue)
{
    const TableInfo *table = catalogue_main_table(catalogue);

    for (guint i = 0; i < catalogue->tables->len; i++)
        if (table_holds_tickets(g_ptr_array_index(catalogue->tables, i)))
            return;
    if (!table)
        return;
    Noun noun = {table_noun(table->name, 1), table_noun(table->name, 2)};
    for (guint i = 0; i < report->sentences->len; i++)
        name_rows(&noun, (char **)&report->sentences->pdata[i]);
    for (guint i = 0; i < report->warnings->len; i++)
        name_rows(&noun, (char **)&report->warnings->pdata[i]);
    for (guint i = 0; i < report->values->len; i++) {
        ReportValue *value = g_ptr_array_index(report->values, i);
        name_rows(&noun, &value->title);
        if (value->title)
            name_rows(&noun, &value->cell->text);
    }
    for (guint i = 0; i < report->tables->len; i++)
        name_table(&noun, g_ptr_array_index(report->tables, i));
    for (guint i = 0; i < report->curves->len; i++)
        name_rows(&noun, &((ReportCurve *)g_ptr_array_index(report->curves, i))->title);
}
