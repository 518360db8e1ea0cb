/* The lexer: hand-written, one pass, every token with its place in lines and characters. */
#include "pql/lexer.h"

#include <math.h>
#include <string.h>

#include "pql/words.h"

#define LONGEST_TEXT 100000

typedef struct {
    const char *at;
    int line, column;
    Tokens *tokens;
    GError **error;
} Lexer;

void
pql_set_error(GError **error, int line, int column, const char *what, const char *remedy)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s at line %d, column %d: %s", what,
                line, column, remedy);
}

/* Passes over `bytes` bytes, counting lines and characters. */
static void
advance(Lexer *lexer, gsize bytes)
{
    for (const char *end = lexer->at + bytes; lexer->at < end; lexer->at++) {
        if (*lexer->at == '\n') {
            lexer->line++;
            lexer->column = 1;
        } else if (((guchar)*lexer->at & 0xC0) != 0x80) {
            lexer->column++;
        }
    }
}

static gboolean
refuse(Lexer *lexer, const char *what, const char *remedy)
{
    pql_set_error(lexer->error, lexer->line, lexer->column, what, remedy);
    return FALSE;
}

/* Adds a token of `bytes` bytes from here and passes over it. */
static Token *
add(Lexer *lexer, TokenType type, gsize bytes, const char *text)
{
    Token token = {
        .type = type,
        .line = lexer->line,
        .column = lexer->column,
        .start = lexer->at,
        .length = bytes,
        .text = text ? text
                     : g_string_chunk_insert_len(lexer->tokens->texts, lexer->at, (gssize)bytes)};
    g_array_append_val(lexer->tokens->list, token);
    advance(lexer, bytes);
    return &g_array_index(lexer->tokens->list, Token, lexer->tokens->list->len - 1);
}

/* Bytes of the character at `c` when a bare name may hold it, 0 when not. */
static gsize
word_part(const char *c)
{
    if ((guchar)*c < 0x80)
        return g_ascii_isalnum(*c) || *c == '_';
    gunichar character = g_utf8_get_char(c);
    return g_unichar_isalnum(character) || g_unichar_ismark(character)
               ? (gsize)(g_utf8_next_char(c) - c)
               : 0;
}

static void
skip_blanks(Lexer *lexer)
{
    for (;;) {
        gsize blanks = strspn(lexer->at, " \t\r\n\f\v");
        if (!blanks && *lexer->at == '#')
            blanks = strcspn(lexer->at, "\n");
        if (!blanks)
            return;
        advance(lexer, blanks);
    }
}

/* A text in ' or ", or a name in backticks; the mark doubled stands for itself. */
static gboolean
read_quoted(Lexer *lexer)
{
    char mark = *lexer->at;
    g_autoptr(GString) text = g_string_new(NULL);
    const char *c = lexer->at + 1;
    for (;; c++) {
        if (!*c)
            return refuse(lexer,
                          mark == '`' ? "a name without closing backtick"
                                      : "a text without closing quote",
                          "close it, and double a mark that belongs to it");
        if (*c == mark && *++c != mark)
            break;
        g_string_append_c(text, *c);
    }
    if (mark == '`' && !text->len)
        return refuse(lexer, "an empty name", "write the name between the backticks");
    if (mark == '`' && g_str_equal(text->str, "*"))
        return refuse(lexer, "a column can't be called *", "write table.* for all its rows");
    add(lexer, mark == '`' ? TOKEN_QUOTED : TOKEN_TEXT, (gsize)(c - lexer->at),
        g_string_chunk_insert_len(lexer->tokens->texts, text->str, (gssize)text->len));
    return TRUE;
}

/* Counts the digits at `c`; the way past them. */
static const char *
digits(const char *c, int *count)
{
    for (*count = 0; g_ascii_isdigit(*c); c++)
        ++*count;
    return c;
}

/* The end of hh:mm[:ss[.fff]][Z|±hh[:mm]] at `c`, or `c` when there is none. */
static const char *
clock_end(const char *c)
{
    int count;
    const char *end = digits(c, &count);
    if (!count || count > 2 || *end != ':')
        return c;
    end = digits(end + 1, &count);
    if (*end == ':')
        end = digits(end + 1, &count);
    if (*end == '.')
        end = digits(end + 1, &count);
    if (*end == 'Z' || *end == 'z')
        return end + 1;
    if (*end != '+' && *end != '-')
        return end;
    end = digits(end + 1, &count);
    return *end == ':' ? digits(end + 1, &count) : end;
}

/* The end of a date at `c`, or `c` when no date begins here. */
static const char *
date_end(const char *c)
{
    int year, month, day;
    const char *end = digits(c, &year);
    if (year != 4 || *end != '-')
        return c;
    end = digits(end + 1, &month);
    if (!month || *end != '-')
        return c;
    end = digits(end + 1, &day);
    if (!day)
        return c;
    if (*end == ' ' || *end == 'T' || *end == 't') {
        const char *clock = clock_end(end + 1);
        if (clock > end + 1)
            return clock;
    }
    return end;
}

static gboolean
read_date(Lexer *lexer, gsize length)
{
    TimePoint time;
    if (!date_parse(lexer->at, (gssize)length, DATE_ISO, NULL, &time, NULL))
        return refuse(lexer, "not a date", "write 2025-07-14 or 2025-07-14 18:59:51");
    if (word_part(lexer->at + length))
        return refuse(lexer, "not a date", "write 2025-07-14, and put other texts in quotes");
    add(lexer, TOKEN_DATE, length, NULL)->time = time;
    return TRUE;
}

static gboolean
read_number(Lexer *lexer)
{
    const char *c = lexer->at + (*lexer->at == '-');
    int whole, fraction = 0;
    gboolean integer = TRUE;
    c = digits(c, &whole);
    if (*c == '.' && g_ascii_isdigit(c[1])) {
        c = digits(c + 1, &fraction);
        integer = FALSE;
    }
    if ((*c == 'e' || *c == 'E') &&
        (g_ascii_isdigit(c[1]) || ((c[1] == '-' || c[1] == '+') && g_ascii_isdigit(c[2])))) {
        c = digits(c + 2, &fraction);
        integer = FALSE;
    }
    if (word_part(c))
        return refuse(lexer, "a word that begins with a digit",
                      "put a name in backticks and a text in quotes");
    double number = g_ascii_strtod(lexer->at, NULL);
    if (!isfinite(number))
        return refuse(lexer, "a number too large", "write one below 1e308");
    Token *token = add(lexer, TOKEN_NUMBER, (gsize)(c - lexer->at), NULL);
    token->number = number;
    token->integer = integer;
    return TRUE;
}

static gboolean
read_sign(Lexer *lexer)
{
    static const char *const signs[] = {"!=", "<=", ">=", "(", ")", ",",
                                        ".",  "*",  "=",  "<", ">", NULL};
    if (g_str_has_prefix(lexer->at, "<>"))
        return refuse(lexer, "<> is not an operator", "write != for \"is not\"");
    if (g_str_has_prefix(lexer->at, "=="))
        return refuse(lexer, "== is not an operator", "write = once");
    for (int i = 0; signs[i]; i++)
        if (g_str_has_prefix(lexer->at, signs[i])) {
            add(lexer, TOKEN_SIGN, strlen(signs[i]), NULL);
            return TRUE;
        }
    g_autofree char *sign = text_clean(lexer->at, g_utf8_next_char(lexer->at) - lexer->at);
    g_autofree char *what = g_strdup_printf("\"%s\" means nothing here", sign);
    return refuse(lexer, what,
                  strchr("+-/%", *lexer->at) ? "there is no arithmetic; write numbers as -90"
                                             : "put texts in quotes and names in backticks");
}

static gboolean
read_token(Lexer *lexer)
{
    const char *c = lexer->at;
    if (*c == '\'' || *c == '"' || *c == '`')
        return read_quoted(lexer);
    if (g_ascii_isdigit(*c)) {
        const char *end = date_end(c);
        if (end > c)
            return read_date(lexer, (gsize)(end - c));
    }
    if (g_ascii_isdigit(c[*c == '-']) || (*c == '.' && g_ascii_isdigit(c[1])))
        return read_number(lexer);
    if ((g_str_has_prefix(c, "-INF") || g_str_has_prefix(c, "-inf")) && !word_part(c + 4)) {
        add(lexer, TOKEN_INFINITE, 4, NULL);
        return TRUE;
    }
    gsize length = word_part(c);
    if (length) {
        for (gsize more; (more = word_part(c + length)) > 0;)
            length += more;
        add(lexer, TOKEN_WORD, length, NULL);
        return TRUE;
    }
    return read_sign(lexer);
}

Tokens *
pql_tokens_new(const char *source, GError **error)
{
    gsize length = strlen(source);
    if (length > LONGEST_TEXT) {
        pql_set_error(error, 1, 1, "a query over 100 kB", "shorten it");
        return NULL;
    }
    if (!g_utf8_validate(source, (gssize)length, NULL)) {
        pql_set_error(error, 1, 1, "a query that is not UTF-8", "write it in UTF-8");
        return NULL;
    }
    g_autoptr(Tokens) tokens = g_new0(Tokens, 1);
    tokens->source = source;
    tokens->list = g_array_new(FALSE, FALSE, sizeof(Token));
    tokens->texts = g_string_chunk_new(1024);
    Lexer lexer = {.at = source, .line = 1, .column = 1, .tokens = tokens, .error = error};
    for (skip_blanks(&lexer); *lexer.at; skip_blanks(&lexer))
        if (!read_token(&lexer))
            return NULL;
    add(&lexer, TOKEN_END, 0, NULL);
    return g_steal_pointer(&tokens);
}

void
pql_tokens_free(Tokens *tokens)
{
    g_array_unref(tokens->list);
    g_string_chunk_free(tokens->texts);
    g_free(tokens);
}
