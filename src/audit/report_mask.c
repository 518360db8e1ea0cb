/* A report as it may be shown: personal data that reached it in words, whichever room wrote them
 * (values of categories in a reason, conditions, journaled commands, messages), is masked here once
 * more. Cells that came through personal_cell pass unchanged. What is recognised by its form is
 * masked where the workspace says so; what is said of a column that is hidden, by the column. */
#include "audit/audit_private.h"

#include <foredesk/pii.h>
#include <string.h>

enum { SHORTEST = 5 }; /* a@b.c */

/* A value within a rule or a sentence begins anew, as a greeting does: priority = 'Dear Anna'. */
static char *
mask_names_quoted(char *text)
{
    static const char begins[] = "'\"=";
    GString *masked = NULL;
    const char *from = text;

    if (!text[strcspn(text, begins)])
        return text;
    masked = g_string_new(NULL);
    while (*from) {
        gsize length = strcspn(from, begins), blank = strspn(from, " ");
        if (blank < length && pii_scan(from + blank, length - blank, NULL, NULL) >> PII_NAME & 1) {
            g_autofree char *part = pii_mask(from + blank, (gssize)(length - blank));
            g_string_append_printf(masked, "%.*s%s", (int)blank, from, part);
        } else {
            g_string_append_len(masked, from, (gssize)length);
        }
        from += length;
        if (*from)
            g_string_append_c(masked, *from++);
    }
    g_free(text);
    return g_string_free(masked, FALSE);
}

/* ---- what is said of hidden columns ------------------------------------------------------------
 */

typedef struct {
    gboolean masked;
    GHashTable *hidden; /* "street" and "tickets.street" → ColumnInfo; NULL: none is */
} Rule;

static void
rule_add(Rule *rule, const TableInfo *table, ColumnInfo *column)
{
    g_autofree char *full = g_strdup_printf("%s.%s", table->name, column->name);
    if (!rule->hidden)
        rule->hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(rule->hidden, g_utf8_casefold(column->name, -1), column);
    g_hash_table_insert(rule->hidden, g_utf8_casefold(full, -1), column);
}

static Rule
rule_of(const Catalogue *catalogue, gboolean masked)
{
    Rule rule = {masked, NULL};
    for (guint i = 0; catalogue && i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, k);
            if (personal_hidden(column, masked) || column->personal == PERSONAL_MASK)
                rule_add(&rule, table, column);
        }
    }
    return rule;
}

static void
rule_clear(Rule *rule)
{
    g_clear_pointer(&rule->hidden, g_hash_table_unref);
}

static gsize
name_length(const char *at)
{
    gsize length = 0;
    while (g_ascii_isalnum(at[length]) || at[length] == '_' || at[length] == '.' ||
           (guchar)at[length] >= 0x80)
        length++;
    return length;
}

/* Between a column and what it is compared with: signs, and the words of PQL and of commands. */
static gsize
operator_length(const char *at)
{
    static const char *const words[] = {"is",       "not",      "in",       "like",   "contains",
                                        "positive", "negative", "constant", "equals", NULL};
    if (*at && strchr("=<>!,(", *at))
        return 1;
    gsize length = name_length(at);
    g_autofree char *word = g_ascii_strdown(at, (gssize)length);
    return g_strv_contains(words, word) ? length : 0;
}

/* Reports are masked more than once on their way, and a hash isn't to be hashed again. */
static gboolean
is_hash(const char *text, gsize length)
{
    return length == NAME_HASH_LENGTH && *text == '#' &&
           strspn(text + 1, "0123456789abcdef") >= NAME_HASH_LENGTH - 1;
}

static void
append_cell(GString *out, const Rule *rule, const ColumnInfo *column, const char *text,
            gsize length)
{
    g_autofree char *raw = g_strndup(text, length);
    g_autofree char *cell =
        is_hash(raw, length) ? g_strdup(raw) : personal_cell(column, raw, rule->masked);
    g_string_append(out, cell);
}

/* A value without quotes, as reasons say it: "street = Main St 5; priority = P1". */
static gsize
bare_length(const char *at)
{
    gsize length = 0;
    while (at[length] && !strchr(";()\n", at[length]) &&
           g_ascii_strncasecmp(at + length, " and ", 5) != 0 &&
           g_ascii_strncasecmp(at + length, " or ", 4) != 0)
        length++;
    while (length > 0 && strchr(" .", at[length - 1]))
        length--;
    return length;
}

/* What follows the name of a hidden column: its values, each as a cell of it would be shown.
 * Returns where the comparison ends. */
static const char *
mask_compared(const char *at, const Rule *rule, const ColumnInfo *column, GString *out)
{
    gboolean compared = FALSE, equals = FALSE, told = FALSE;

    for (;;) {
        gsize blank = strspn(at, " "), length = operator_length(at + blank);
        const char *from = at + blank;
        if (length) {
            compared = TRUE;
            equals = *from == '=';
            g_string_append_len(out, at, (gssize)(blank + length));
            at = from + length;
            continue;
        }
        const char *end =
            compared && *from && strchr("'\"", *from) ? strchr(from + 1, *from) : NULL;
        if (end) {
            g_string_append_len(out, at, (gssize)blank + 1);
            append_cell(out, rule, column, from + 1, (gsize)(end - from - 1));
            g_string_append_c(out, *end);
            at = end + 1;
            told = TRUE;
            continue;
        }
        if (equals && !told && (length = bare_length(from))) {
            g_string_append_len(out, at, (gssize)blank);
            append_cell(out, rule, column, from, length);
            at = from + length;
        }
        return at;
    }
}

static char *
mask_conditions(const Rule *rule, char *text)
{
    if (!rule->hidden || !strpbrk(text, "='\""))
        return text;
    GString *out = g_string_new(NULL);
    const char *at = text;
    while (*at) {
        gsize length = name_length(at);
        if (!length) {
            g_string_append_c(out, *at++);
            continue;
        }
        g_autofree char *name = g_utf8_casefold(at, (gssize)length);
        const ColumnInfo *column = g_hash_table_lookup(rule->hidden, name);
        g_string_append_len(out, at, (gssize)length);
        at += length;
        if (column && *at == '`')
            g_string_append_c(out, *at++);
        if (column)
            at = mask_compared(at, rule, column, out);
    }
    g_free(text);
    return g_string_free(out, FALSE);
}

/* ---- texts and reports ------------------------------------------------------------------------
 */

static char *
sentence(const Rule *rule, const char *text)
{
    char *masked = mask_conditions(rule, g_strdup(text));
    if (!rule->masked)
        return masked;
    g_autofree char *conditions = masked;
    return mask_names_quoted(pii_mask(conditions, -1));
}

char *
personal_sentence(const Catalogue *catalogue, gboolean masked, const char *text)
{
    Rule rule = rule_of(catalogue, masked);
    char *shown = sentence(&rule, text);
    rule_clear(&rule);
    return shown;
}

static void
mask_text(const Rule *rule, char **text)
{
    if (!*text || strlen(*text) < SHORTEST)
        return;
    char *masked = sentence(rule, *text);
    g_free(*text);
    *text = masked;
}

static void
mask_list(const Rule *rule, GPtrArray *texts)
{
    for (guint i = 0; i < texts->len; i++)
        mask_text(rule, (char **)&texts->pdata[i]);
}

/* An id passes as in lists: a number that happens to check as a card's must still name its row. */
static gboolean
is_id(const ReportColumn *column)
{
    return strcmp(column->id, "id") == 0;
}

static void
mask_column(const Rule *rule, ReportTable *table, guint at)
{
    for (guint row = 0; row < table->rows->len; row++) {
        Cell *cell = report_at(table, row, at);
        if (cell->text && !cell->open)
            mask_text(rule, &cell->text);
    }
}

static void
mask_table(const Rule *rule, ReportTable *table, gboolean programs)
{
    mask_text(rule, &table->title);
    for (guint k = 0; k < table->columns->len; k++) {
        const ReportColumn *column = g_ptr_array_index(table->columns, k);
        if ((programs || column->title) && !is_id(column))
            mask_column(rule, table, k);
    }
}

void
personal_report(Report *report, const Catalogue *catalogue, gboolean masked, gboolean programs)
{
    Rule rule = rule_of(catalogue, masked);

    if (rule.masked || rule.hidden) {
        mask_text(&rule, &report->title);
        mask_list(&rule, report->sentences);
        mask_list(&rule, report->warnings);
        for (guint i = 0; i < report->values->len; i++) {
            const ReportValue *value = g_ptr_array_index(report->values, i);
            if ((programs || value->title) && !value->cell->open)
                mask_text(&rule, &value->cell->text);
        }
        for (guint i = 0; i < report->tables->len; i++)
            mask_table(&rule, g_ptr_array_index(report->tables, i), programs);
    }
    rule_clear(&rule);
}
