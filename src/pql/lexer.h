/* Words, numbers, texts, dates and signs of a query, each with its place. */
#pragma once

#include <foredesk/pql.h>

typedef enum {
    TOKEN_END,
    TOKEN_WORD,   /* a bare word: keyword or name */
    TOKEN_QUOTED, /* a name in backticks */
    TOKEN_NUMBER,
    TOKEN_INFINITE, /* -INF */
    TOKEN_TEXT,
    TOKEN_DATE,
    TOKEN_SIGN, /* ( ) , . * = != < <= > >= */
} TokenType;

typedef struct {
    TokenType type;
    int line, column;  /* from 1, in characters */
    gboolean integer;  /* TOKEN_NUMBER without fraction or exponent */
    const char *text;  /* unquoted and unescaped; owned by the Tokens */
    const char *start; /* where it stands in the source */
    gsize length;
    double number;
    TimePoint time;
} Token;

typedef struct {
    const char *source;
    GArray *list; /* Token; the last is TOKEN_END */
    GStringChunk *texts;
} Tokens;
/* `source` outlives the result. NULL with ERROR_USAGE. */
Tokens *pql_tokens_new(const char *source, GError **error);
void pql_tokens_free(Tokens *tokens);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(Tokens, pql_tokens_free)

/* ERROR_USAGE "what at line 1, column 17: remedy". */
void pql_set_error(GError **error, int line, int column, const char *what, const char *remedy);
