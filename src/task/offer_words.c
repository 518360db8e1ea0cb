/* Headings and values as people of a desk spell them: what they are likely to mean. */
#include <string.h>

#include "task/offer.h"

/* Letters and digits in lower case, every run of anything else one blank. */
static char *
plain_words(const char *text)
{
    g_autofree char *lower = g_utf8_strdown(text, -1);
    GString *words = g_string_new(NULL);
    for (const char *p = lower; *p; p = g_utf8_next_char(p)) {
        gunichar letter = g_utf8_get_char(p);
        if (g_unichar_isalnum(letter))
            g_string_append_unichar(words, letter);
        else if (words->len && words->str[words->len - 1] != ' ')
            g_string_append_c(words, ' ');
    }
    if (words->len && words->str[words->len - 1] == ' ')
        g_string_truncate(words, words->len - 1);
    return g_string_free(words, FALSE);
}

gboolean
heading_fits(const ColumnInfo *column, const char *patterns)
{
    g_autofree char *clean = text_clean(column->heading, -1);
    g_autofree char *heading = plain_words(clean), *name = plain_words(column->name);
    g_auto(GStrv) each = g_strsplit(patterns, "|", -1);
    for (int i = 0; each[i]; i++)
        if (g_pattern_match_simple(each[i], heading) || g_pattern_match_simple(each[i], name))
            return TRUE;
    return FALSE;
}

const ColumnInfo *
table_solved(const TableInfo *table)
{
    const ColumnInfo *closed = table_role(table, ROLE_CLOSED);
    for (guint i = 0; i < table->columns->len; i++) {
        const ColumnInfo *column = table->columns->pdata[i];
        if (column->kind == KIND_DATE && heading_fits(column, "*solved*|*resolved*|*resolution*"))
            return column;
    }
    return closed && closed->kind == KIND_DATE ? closed : NULL;
}

const FrameColumn *
heading_find(const Frame *frame, const char *patterns, guint kinds)
{
    const FrameColumn *at_first = NULL;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (!(kinds & 1u << column->kind) || !heading_fits(column->info, patterns))
            continue;
        if (!column->info->definition || !g_str_has_prefix(column->info->definition, "FIRST("))
            return column;
        at_first = at_first ? at_first : column;
    }
    return at_first;
}

gboolean
value_has_word(const char *value, const char *words)
{
    g_autofree char *clean = text_clean(value, -1);
    g_autofree char *plain = plain_words(clean);
    g_auto(GStrv) each = g_strsplit(plain, " ", -1);
    g_auto(GStrv) wanted = g_strsplit(words, " ", -1);
    for (int i = 0; each[i]; i++)
        if (*each[i] && g_strv_contains((const char *const *)wanted, each[i]))
            return TRUE;
    return FALSE;
}

GPtrArray *
values_with_words(const FrameColumn *column, const char *words)
{
    GPtrArray *values = g_ptr_array_new();
    for (guint32 code = 0; column->dictionary && code < dictionary_size(column->dictionary); code++)
        if (value_has_word(dictionary_text(column->dictionary, code), words))
            g_ptr_array_add(values, (gpointer)dictionary_text(column->dictionary, code));
    return values;
}

static void
append_name(GString *rule, const char *name)
{
    g_string_append_c(rule, '`');
    for (; *name; name++) {
        if (*name == '`')
            g_string_append_c(rule, '`');
        g_string_append_c(rule, *name);
    }
    g_string_append_c(rule, '`');
}

static void
append_value(GString *rule, const char *value)
{
    g_autofree char *trimmed = g_strstrip(g_strdup(value));
    g_autoptr(GString) quoted = g_string_new(trimmed);
    g_string_replace(quoted, "'", "''", 0);
    g_string_append_printf(rule, "'%s'", quoted->str);
}

/* A list asks for each item by itself: CONTAINS takes one. */
char *
rule_values(const FrameColumn *column, GPtrArray *values)
{
    GString *rule = g_string_new(NULL);
    gboolean list = column->kind == KIND_LIST;
    for (guint i = 0; i < values->len; i++) {
        if (i)
            g_string_append(rule, list ? " OR " : ", ");
        if (i == 0 || list)
            append_name(rule, column->info->name);
        if (i == 0 && !list && values->len > 1)
            g_string_append(rule, " IN (");
        else if (i == 0 || list)
            g_string_append(rule, list ? " CONTAINS " : " = ");
        append_value(rule, values->pdata[i]);
    }
    if (!list && values->len > 1)
        g_string_append_c(rule, ')');
    return g_string_free(rule, FALSE);
}

char *
rule_format(const char *format, const FrameColumn *column, ...)
{
    GString *rule = g_string_new(NULL);
    va_list arguments;
    append_name(rule, column->info->name);
    g_string_append_c(rule, ' ');
    va_start(arguments, column);
    g_string_append_vprintf(rule, format, arguments);
    va_end(arguments);
    return g_string_free(rule, FALSE);
}
