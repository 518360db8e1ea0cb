/* What the values of a category say: one value spelled in several ways, “other” and “unknown”,
 * several words for nothing, numbers among words, rare values. */
#include "audit/alert.h"

#include <math.h>
#include <string.h>

enum {
    VALUES_MOST = 5000,    /* beyond it a column is no set of categories */
    TYPO_LENGTH_LEAST = 5, /* shorter words differ by a letter and mean it … */
    TYPO_TIMES = 20,       /* a slip is so much rarer than the word … */
    TYPO_TIMES_SHORT = 100 /* … but for a swap of letters in one that is very much rarer */,
    RARE_ROWS = 10,
    RARE_LEAST = 200, /* rows, below which every value is rare */
    EXAMPLES = 3,
    PAIRS_LEAST = 20 /* rows of the right spelling before one letter counts as a slip */
};

typedef struct {
    const ColumnInfo *column;
    const FrameColumn *cells;
    guint32 size;
    gint64 *count; /* by code */
    gint64 filled;
} Values;

static void
values_count(Values *values)
{
    const FrameColumn *cells = values->cells;

    values->count = g_new0(gint64, values->size + 1);
    for (guint32 i = 0; i < cells->n; i++)
        if (cells->code[i] >= 0)
            values->count[cells->code[i]]++, values->filled++;
}

/* One byte a row: whether its code is picked. */
static guint8 *
rows_of_codes(const Values *values, const guint8 *picked)
{
    guint8 *rows = g_new0(guint8, values->cells->n + 1);
    for (guint32 i = 0; i < values->cells->n; i++)
        rows[i] = values->cells->code[i] >= 0 && picked[values->cells->code[i]];
    return rows;
}

static void
add_example(GString *examples, guint *n, const char *words)
{
    if ((*n)++ < EXAMPLES)
        g_string_append_printf(examples, "%s%s", examples->len ? ", " : "", words);
}

/* ---- spellings --------------------------------------------------------------------------------
 */

/* Capitals, accents, blanks and signs make no other word: what is left of it. */
static char *
folded(const char *text)
{
    g_autofree char *valid = g_utf8_make_valid(text, -1);
    g_autofree char *apart = g_utf8_normalize(valid, -1, G_NORMALIZE_ALL);
    g_autofree char *lower = g_utf8_casefold(apart, -1);
    GString *left = g_string_new(NULL);

    for (const char *p = lower; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char(p);
        if (g_unichar_isalnum(c))
            g_string_append_unichar(left, c);
        else if (strchr("+#%&/.<>=", *p)) /* C++, C#, A/B, 1.2: these mean something */
            g_string_append_c(left, *p);
    }
    return g_string_free(left, FALSE);
}

/* Whether two words differ by two letters swapped or, unless only that counts, by one put in, left
 * out or changed. */
static gboolean
is_one_slip(const gunichar *a, glong n, const gunichar *b, glong m, gboolean only_swap)
{
    glong start = 0, end_a = n, end_b = m;

    if (n - m > 1 || m - n > 1)
        return FALSE;
    while (start < n && start < m && a[start] == b[start])
        start++;
    while (end_a > start && end_b > start && a[end_a - 1] == b[end_b - 1])
        end_a--, end_b--;
    if (end_a - start <= 1 && end_b - start <= 1)
        return !only_swap;
    return end_a - start == 2 && end_b - start == 2 && a[start] == b[start + 1] &&
           a[start + 1] == b[start];
}

typedef struct {
    guint32 code;
    glong length;
    gunichar *letters;
    gboolean digits;
} Word;

static void
word_clear(gpointer data)
{
    g_free(((Word *)data)->letters);
}

static int
by_count(gconstpointer a, gconstpointer b, gpointer data)
{
    const gint64 *count = data;
    const Word *left = a, *right = b;
    gint64 x = count[left->code], y = count[right->code];
    return x > y ? -1 : x < y ? 1 : left->code < right->code ? -1 : left->code > right->code;
}

/* Different foldings, each by its most frequent spelling; `canon` gets, by code, the code it is
 * another spelling of, or itself. */
static GArray *
fold_values(const Values *values, guint32 *canon)
{
    g_autoptr(GHashTable) first = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GArray *words = g_array_new(FALSE, TRUE, sizeof(Word));

    g_array_set_clear_func(words, word_clear);
    for (guint32 code = 0; code < values->size; code++) {
        char *fold = folded(dictionary_text(values->cells->dictionary, code));
        guint32 place = GPOINTER_TO_UINT(g_hash_table_lookup(first, fold));
        canon[code] = code;
        if (!values->count[code] || !*fold) {
            g_free(fold);
            continue;
        }
        if (place) {
            Word *word = &g_array_index(words, Word, place - 1);
            if (values->count[code] > values->count[word->code])
                word->code = code;
            g_free(fold);
            continue;
        }
        Word word = {.code = code};
        word.letters = g_utf8_to_ucs4_fast(fold, -1, &word.length);
        for (glong i = 0; i < word.length; i++)
            word.digits = word.digits || g_unichar_isdigit(word.letters[i]);
        g_array_append_val(words, word);
        g_hash_table_insert(first, fold, GUINT_TO_POINTER(words->len));
    }
    for (guint32 code = 0; code < values->size; code++) {
        g_autofree char *fold = folded(dictionary_text(values->cells->dictionary, code));
        guint32 place = GPOINTER_TO_UINT(g_hash_table_lookup(first, fold));
        if (place && values->count[code])
            canon[code] = g_array_index(words, Word, place - 1).code;
    }
    return words;
}

/* A rare word one slip away from a frequent one is that word. Words with digits name things. */
static void
find_slips(const Values *values, GArray *words, guint32 *slip)
{
    g_array_sort_with_data(words, by_count, values->count);
    for (guint i = 0; i < words->len; i++) {
        const Word *word = &g_array_index(words, Word, i);
        gint64 many = values->count[word->code];
        gboolean brief = word->length < TYPO_LENGTH_LEAST;
        if (word->digits || word->length < 3)
            continue;
        for (guint j = 0; j < i; j++) {
            const Word *right = &g_array_index(words, Word, j);
            gint64 more = values->count[right->code];
            if (more < many * (brief ? TYPO_TIMES_SHORT : TYPO_TIMES) || more < PAIRS_LEAST)
                break; /* they only get rarer */
            if (!right->digits &&
                is_one_slip(word->letters, word->length, right->letters, right->length, brief)) {
                slip[word->code] = right->code;
                break;
            }
        }
    }
}

/* As `clean values` reads it: an equals sign of a value has a backslash before it. */
static void
add_part(GString *rule, const char *part)
{
    for (const char *p = part; *p; p++) {
        if (*p == '=' || *p == '\\')
            g_string_append_c(rule, '\\');
        g_string_append_c(rule, *p);
    }
}

static void
look_at_spellings(Inspection *inspection, const Values *values)
{
    const Dictionary *texts = values->cells->dictionary;
    g_autofree guint32 *canon = g_new(guint32, values->size + 1);
    g_autofree guint32 *slip = g_new(guint32, values->size + 1);
    g_autofree guint8 *other = g_new0(guint8, values->size + 1);
    g_autoptr(GArray) words = fold_values(values, canon);
    g_autoptr(GString) examples = g_string_new(NULL);
    g_autoptr(GString) command = g_string_new(NULL);
    guint n = 0;

    for (guint32 code = 0; code < values->size; code++)
        slip[code] = code;
    find_slips(values, words, slip);
    g_string_append_printf(command, "clean values %s.%s", inspection->table->name,
                           values->column->name);
    for (guint32 code = 0; code < values->size; code++) {
        guint32 right = slip[canon[code]];
        if (!values->count[code] || right == code)
            continue;
        other[code] = TRUE;
        const char *from = dictionary_text(texts, code), *to = dictionary_text(texts, right);
        g_autofree char *wrong = alert_value(inspection, values->column, from);
        g_autofree char *meant = alert_value(inspection, values->column, to);
        g_autofree char *pair = g_strdup_printf("%s for %s", wrong, meant);
        g_autoptr(GString) rule = g_string_new(NULL);
        add_part(rule, from);
        g_string_append_c(rule, '=');
        add_part(rule, to);
        add_example(examples, &n, pair);
        command_word(command, rule->str);
    }
    if (!n)
        return;
    g_autofree guint8 *rows = rows_of_codes(values, other);
    Alert *alert = alert_add(inspection, ALERT_SPELLINGS, SEVERITY_WATCH, values->column,
                             "%u spelling%s by a capital, a blank, a sign or one letter: %s%s", n,
                             n == 1 ? " that differs" : "s that differ", examples->str,
                             n > EXAMPLES ? " …" : "");
    alert_rows(inspection, alert, rows);
    alert->command = g_strdup(command->str);
}

/* ---- words that say nothing -------------------------------------------------------------------
 */

static gboolean
is_among(const char *text, const char *const *words)
{
    g_autofree char *fold = g_utf8_casefold(text, -1);
    g_strstrip(fold);
    return g_strv_contains(words, fold);
}

static void
look_at_unknown(Inspection *inspection, const Values *values)
{
    static const char *const words[] = {
        "other",         "others",          "unknown", "misc",        "general",    "miscellaneous",
        "uncategorized", "undefined",       "not set", "unspecified", "unassigned", "tbd",
        "andere",        "sonstiges",       "autre",   "otro",        "various",    "default",
        "uncategorised", "not categorized", NULL};
    g_autofree guint8 *picked = g_new0(guint8, values->size + 1);
    gint64 count = 0;

    for (guint32 code = 0; code < values->size; code++)
        if (values->count[code] &&
            is_among(dictionary_text(values->cells->dictionary, code), words))
            picked[code] = TRUE, count += values->count[code];
    if (!count || count * 20 < values->filled)
        return;
    g_autofree char *share = alert_share(count, values->filled);
    g_autofree guint8 *rows = rows_of_codes(values, picked);
    Alert *alert = alert_add(inspection, ALERT_UNKNOWN_SHARE,
                             count * 5 >= values->filled ? SEVERITY_WATCH : SEVERITY_NOTE,
                             values->column, "%s rows say no more than that", share);
    alert_rows(inspection, alert, rows);
    alert_clean_cells(inspection, alert, "no category");
}

static void
look_at_nothing(Inspection *inspection, const Values *values)
{
    static const char *const words[] = {
        "na", "n/a", "n.a.",    "none",    "null", "nil",     "nan",   "-",        "--",
        "–",  "?",   "(blank)", "(empty)", "#n/a", "missing", "empty", "no value", NULL};
    g_autofree guint8 *picked = g_new0(guint8, values->size + 1);
    g_autoptr(GString) examples = g_string_new(NULL);
    gboolean blank = values->filled < values->cells->n;
    guint n = 0;

    for (guint32 code = 0; code < values->size; code++) {
        const char *text = dictionary_text(values->cells->dictionary, code);
        if (!values->count[code] || !is_among(text, words))
            continue;
        g_autofree char *value = alert_value(inspection, values->column, text);
        picked[code] = TRUE;
        add_example(examples, &n, value);
    }
    if (n + blank < 2)
        return;
    g_autofree guint8 *rows = rows_of_codes(values, picked);
    Alert *alert = alert_add(inspection, ALERT_NULL_SPELLINGS, SEVERITY_NOTE, values->column,
                             "%s%s", examples->str, blank ? ", and empty cells" : "");
    alert_rows(inspection, alert, rows);
    alert_clean_cells(inspection, alert, "another word for nothing");
}

/* ---- numbers among words, signs, rare values ---------------------------------------------------
 */

static gboolean
is_only_symbols(const char *text)
{
    gboolean some = FALSE;
    for (const char *p = text; *p; p = g_utf8_next_char(p)) {
        gunichar c = g_utf8_get_char_validated(p, -1);
        if (c == (gunichar)-1 || c == (gunichar)-2 || g_unichar_isalnum(c))
            return FALSE;
        some = some || !g_unichar_isspace(c);
    }
    return some;
}

static void
look_at_types(Inspection *inspection, const Values *values)
{
    g_autofree guint8 *numbers = g_new0(guint8, values->size + 1);
    g_autofree guint8 *symbols = g_new0(guint8, values->size + 1);
    gint64 n_numbers = 0, n_symbols = 0;
    double value;

    for (guint32 code = 0; code < values->size; code++) {
        const char *text = dictionary_text(values->cells->dictionary, code);
        numbers[code] = number_parse_decimal(text, -1, &value);
        symbols[code] = !numbers[code] && is_only_symbols(text);
        n_numbers += numbers[code] ? values->count[code] : 0;
        n_symbols += symbols[code] ? values->count[code] : 0;
    }
    gint64 fewer = MIN(n_numbers, values->filled - n_numbers);
    if (fewer * 100 >= values->filled && fewer && values->column->kind == KIND_CATEGORY) {
        g_autofree char *share = alert_share(n_numbers, values->filled);
        g_autofree guint8 *rows = rows_of_codes(values, numbers);
        Alert *alert = alert_add(inspection, ALERT_MIXED_TYPES, SEVERITY_WATCH, values->column,
                                 "%s cells are numbers, the others words", share);
        alert_rows(inspection, alert, rows);
        alert_command(alert, "type %s.%s %s", inspection->table->name, values->column->name,
                      n_numbers > values->filled / 2 ? "decimal" : "category");
    }
    if (n_symbols) {
        g_autofree char *share = alert_share(n_symbols, values->filled);
        g_autofree guint8 *rows = rows_of_codes(values, symbols);
        Alert *alert = alert_add(inspection, ALERT_ONLY_SYMBOLS, SEVERITY_NOTE, values->column,
                                 "%s cells hold no letter and no digit", share);
        alert_rows(inspection, alert, rows);
        alert_clean_cells(inspection, alert, "only signs");
    }
}

static void
look_at_rare(Inspection *inspection, const Values *values)
{
    g_autofree guint8 *picked = g_new0(guint8, values->size + 1);
    gint64 count = 0;
    guint32 n = 0;

    for (guint32 code = 0; code < values->size; code++)
        if (values->count[code] && values->count[code] < RARE_ROWS)
            picked[code] = TRUE, count += values->count[code], n++;
    if (values->filled < RARE_LEAST || count * 10 < values->filled)
        return;
    g_autofree char *share = alert_share(count, values->filled), *many = number_count(n);
    g_autofree guint8 *rows = rows_of_codes(values, picked);
    Alert *alert = alert_add(inspection, ALERT_RARE_VALUES, SEVERITY_NOTE, values->column,
                             "%s rows hold one of %s values with fewer than ten rows", share, many);
    alert_rows(inspection, alert, rows);
}

void
inspect_categories(Inspection *inspection)
{
    const GPtrArray *columns = inspection->table->columns;

    for (guint i = 0; i < columns->len; i++) {
        const FrameColumn *cells = inspection_column(inspection, i);
        Values values = {.column = g_ptr_array_index(columns, i), .cells = cells};
        if (!cells || !cells->code || cells->kind != KIND_CATEGORY || values.column->pii ||
            (values.size = dictionary_size(cells->dictionary)) > VALUES_MOST)
            continue;
        values_count(&values);
        if (values.filled) {
            look_at_spellings(inspection, &values);
            look_at_unknown(inspection, &values);
            look_at_nothing(inspection, &values);
            look_at_types(inspection, &values);
            look_at_rare(inspection, &values);
        }
        g_free(values.count);
    }
}
