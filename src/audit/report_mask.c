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
    GHashTable *hidden; /* "street", "home street" and "tickets.home_street" → ColumnInfo; NULL:
                           none is */
    gsize longest;      /* of their names */
    const GPtrArray *quoted; /* QuotedValue*, of hidden columns and others; NULL: none */
} Rule;

static void
rule_add(Rule *rule, const TableInfo *table, ColumnInfo *column)
{
    g_autofree char *full = g_strdup_printf("%s.%s", table->name, column->name);
    g_autofree char *words = g_strdelimit(g_strdup(column->name), "_", ' ');
    if (!rule->hidden)
        rule->hidden = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_hash_table_insert(rule->hidden, g_utf8_casefold(column->name, -1), column);
    g_hash_table_insert(rule->hidden, g_utf8_casefold(words, -1), column);
    g_hash_table_insert(rule->hidden, g_utf8_casefold(full, -1), column);
    rule->longest = MAX(rule->longest, strlen(words));
}

static gboolean
is_hidden(const Rule *rule, const ColumnInfo *column)
{
    return personal_hidden(column, rule->masked) || column->personal == PERSONAL_MASK;
}

static Rule
rule_of(const Catalogue *catalogue, gboolean masked)
{
    Rule rule = {masked, NULL, 0, catalogue ? catalogue->quoted : NULL};
    for (guint i = 0; catalogue && i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        for (guint k = 0; k < table->columns->len; k++) {
            ColumnInfo *column = g_ptr_array_index(table->columns, k);
            if (is_hidden(&rule, column))
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
    static const char *const words[] = {"is",       "not",      "in",       "like",
                                        "contains", "positive", "negative", "constant",
                                        "equals",   "has",      NULL};
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

static gboolean
is_number(const char *text, gsize length)
{
    return strspn(text, "0123456789.,+-% ") >= length;
}

/* " (62 %)", which follows a reason. */
static gboolean
is_share(const char *at)
{
    gsize digits = strspn(at + 1, "0123456789");
    return *at == '(' && digits && g_str_has_prefix(at + 1 + digits, " %)");
}

/* A value without quotes, as reasons say it: "street = Main St 5; priority = P1". In conditions
 * only numbers stand so. */
static gsize
bare_length(const char *at)
{
    gsize length = 0;
    while (at[length] && !strchr(";\n", at[length]) && !is_share(at + length) &&
           !(is_number(at, length) &&
             (at[length] == ')' || g_ascii_strncasecmp(at + length, " and ", 5) == 0 ||
              g_ascii_strncasecmp(at + length, " or ", 4) == 0)))
        length++;
    while (length > 0 && strchr(" .", at[length - 1]))
        length--;
    return length;
}

static gboolean
ends_with(const char *begin, const char *end, const char *words)
{
    gsize length = strlen(words);
    return (gsize)(end - begin) >= length && g_ascii_strncasecmp(end - length, words, length) == 0;
}

/* Whether a name is a key here, "tickets of this contact", and what follows is no value of it. */
static gboolean
is_key(const char *text, const char *name)
{
    return ends_with(text, name, "this ") || ends_with(text, name, "same ");
}

/* Whether a condition or a reason begins with the name: else what follows "=" may be a count. */
static gboolean
begins(const char *text, const char *name)
{
    static const char *const before[] = {"where ", "and ", "or ", "not ", "(", "; ", ": ",
                                         ". ",     "=",    "\"",  "'",    "`", ", "};
    for (guint i = 0; i < G_N_ELEMENTS(before); i++)
        if (ends_with(text, name, before[i]))
            return TRUE;
    return name == text;
}

/* The value in "street of the customer = Main St 5" and "latest street in tickets, 30 d = Main St
 * 5"; NULL: none follows. */
static const char *
value_behind(const char *at)
{
    gsize end = strcspn(at, ";\n");
    const char *sign = at;

    if (!g_str_has_prefix(at, " of the ") && !g_str_has_prefix(at, " in "))
        return NULL;
    while ((sign = strstr(sign, " = ")) && (gsize)(sign - at) < end) {
        sign += 3;
        if (*sign != '\'')
            return sign;
    }
    return NULL;
}

/* A value that stands behind the name without quotes. */
static const char *
mask_bare(const char *at, const char *from, const Rule *rule, const ColumnInfo *column,
          gboolean whole, GString *out)
{
    gsize length = bare_length(from);
    if (!length || g_str_has_prefix(from, "none") || (!whole && is_number(from, length)))
        return at;
    g_string_append_len(out, at, (gssize)(from - at));
    append_cell(out, rule, column, from, length);
    return from + length;
}

/* What follows the name of a hidden column: its values, each as a cell of it would be shown.
 * `whole`: the name begins what is said. Returns where the comparison ends. */
static const char *
mask_compared(const char *at, const Rule *rule, const ColumnInfo *column, gboolean whole,
              GString *out)
{
    const char *behind = value_behind(at);
    gboolean compared = FALSE, equals = FALSE, told = FALSE;

    if (behind)
        return mask_bare(at, behind, rule, column, FALSE, out);
    for (;;) {
        gsize blank = strspn(at, " "), length = operator_length(at + blank);
        const char *from = at + blank;
        if (length) {
            compared = TRUE;
            equals = *from && strchr("=<>!", *from);
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
        return equals && !told ? mask_bare(at, from, rule, column, whole, out) : at;
    }
}

/* The hidden column whose name stands here, as it is written or in words; the longest counts. */
static const ColumnInfo *
column_at(const Rule *rule, const char *at, gsize *length)
{
    const ColumnInfo *found = NULL;
    gsize end = name_length(at);
    *length = end;
    while (end && end <= MAX(rule->longest, *length)) {
        g_autofree char *name = g_utf8_casefold(at, (gssize)end);
        const ColumnInfo *column = g_hash_table_lookup(rule->hidden, name);
        if (column) {
            found = column;
            *length = end;
        }
        gsize next = at[end] == ' ' ? name_length(at + end + 1) : 0;
        end = next ? end + 1 + next : 0;
    }
    return found;
}

static char *
mask_conditions(const Rule *rule, char *text)
{
    if (!rule->hidden || !strpbrk(text, "=<>'\""))
        return text;
    GString *out = g_string_new(NULL);
    const char *at = text;
    while (*at) {
        gsize length;
        const ColumnInfo *column = column_at(rule, at, &length);
        const char *name = at;
        if (!length) {
            g_string_append_c(out, *at++);
            continue;
        }
        g_string_append_len(out, at, (gssize)length);
        at += length;
        if (column && *at == '`')
            g_string_append_c(out, *at++);
        if (column && !is_key(text, name))
            at = mask_compared(at, rule, column, begins(text, name), out);
    }
    g_free(text);
    return g_string_free(out, FALSE);
}

/* ---- names that were made of values ------------------------------------------------------------
 */

enum { SHORTEST_TELLING = 5, STEM_REST = 3 };

/* An address or a name of several words stands for itself wherever it is; "web" doesn't. */
static gboolean
is_telling(const char *value)
{
    return strlen(value) >= SHORTEST_TELLING && strpbrk(value, " @0123456789");
}

/* "web" in "any web tickets, 30 d", in "queue is web", and in “web”. */
static gboolean
stands_for_rows(const QuotedValue *quoted, const char *text, const char *at, const char *end)
{
    if (ends_with(text, at, "“") && g_str_has_prefix(end, "”"))
        return TRUE;
    g_autofree char *is = g_strconcat(quoted->column->name, " is ", NULL);
    g_autofree char *has = g_strconcat(quoted->column->name, " has ", NULL);
    if (ends_with(text, at, is) || ends_with(text, at, has))
        return TRUE;
    g_autofree char *rows = g_strdelimit(g_strdup(quoted->table), "_", ' ');
    gsize stem = strlen(rows) > 2 * STEM_REST ? strlen(rows) - STEM_REST : strlen(rows) - 1;
    return *end == ' ' && g_ascii_strncasecmp(end + 1, rows, MAX(stem, 1)) == 0;
}

static char *
mask_value(const Rule *rule, const QuotedValue *quoted, char *text)
{
    gsize length = strlen(quoted->text);
    gboolean telling = is_telling(quoted->text);
    GString *out = NULL;
    const char *from = text, *at = text;

    for (; (at = strstr(at, quoted->text)); at += length) {
        const char *end = at + length;
        gboolean alone = (at == text || !g_ascii_isalnum(at[-1])) && !g_ascii_isalnum(*end);
        if (!alone || !(telling || stands_for_rows(quoted, text, at, end)))
            continue;
        if (!out)
            out = g_string_new(NULL);
        g_string_append_len(out, from, (gssize)(at - from));
        append_cell(out, rule, quoted->column, at, length);
        from = end;
    }
    if (!out)
        return text;
    g_string_append(out, from);
    g_free(text);
    return g_string_free(out, FALSE);
}

static char *
mask_quoted(const Rule *rule, char *text)
{
    for (guint i = 0; rule->quoted && i < rule->quoted->len; i++) {
        const QuotedValue *quoted = g_ptr_array_index(rule->quoted, i);
        if (strstr(text, quoted->text) && is_hidden(rule, quoted->column))
            text = mask_value(rule, quoted, text);
    }
    return text;
}

/* ---- texts and reports ------------------------------------------------------------------------
 */

static char *
sentence(const Rule *rule, const char *text)
{
    char *masked = mask_quoted(rule, mask_conditions(rule, g_strdup(text)));
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
