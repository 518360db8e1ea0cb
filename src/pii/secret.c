/* Keys, tokens and passwords: by the prefixes their makers give them, by the words before them, and
 * long runs of letters and digits in which no word stands (entropy, and how often the kind of sign
 * changes). Ids, UUIDs and checksums look alike and are left alone unless a word says key or token.
 */
#include "pii_private.h"

#include <math.h>
#include <string.h>

enum { RUN_MOST = 4096, RUN_LEAST = 20, TOLD_LEAST = 16 };

static gboolean
is_run(guchar c)
{
    return g_ascii_isalnum((gchar)c) || c == '_' || c == '-' || c == '+' || c == '/';
}

/* ---- prefixes ------------------------------------------------------------------------------ */

static const struct {
    const char *prefix; /* case matters */
    guint least;        /* signs after it */
} makers[] = {
    {"AKIA", 16},   {"ASIA", 16},   {"sk_live_", 16}, {"sk_test_", 16},    {"rk_live_", 16},
    {"whsec_", 20}, {"ghp_", 30},   {"gho_", 30},     {"ghu_", 30},        {"ghs_", 30},
    {"ghr_", 30},   {"AIza", 30},   {"xoxb-", 10},    {"github_pat_", 20}, {"glpat-", 18},
    {"xoxp-", 10},  {"xoxa-", 10},  {"xoxs-", 10},    {"xoxr-", 10},       {"npm_", 30},
    {"sk-", 24},    {"shpat_", 24}, {"shpss_", 24},   {"hf_", 30},         {"dop_v1_", 40},
    {"SG", 40},     {"ya29", 20},   {"key-", 30},     {"pat-", 30},
};

static gsize
run_end(const PiiText *text, gsize at, gboolean dots)
{
    gsize end = at;
    while (end - at < RUN_MOST &&
           (is_run(byte_at(text, end)) ||
            (dots && byte_at(text, end) == '.' && is_run(byte_at(text, end + 1)))))
        end++;
    for (guint i = 0;
         i < 2 && end > at && byte_at(text, end) == '=' && !is_word(byte_at(text, end + 1)); i++)
        end++; /* base64's padding */
    return end;
}

static gboolean
has_digit(const PiiText *text, gsize at, gsize end)
{
    for (; at < end; at++)
        if (is_digit((guchar)text->bytes[at]))
            return TRUE;
    return FALSE;
}

static gboolean
find_maker(const PiiText *text, gsize at, PiiSpan *span)
{
    for (guint i = 0; i < G_N_ELEMENTS(makers); i++) {
        gsize length = strlen(makers[i].prefix);
        if (makers[i].prefix[0] != text->bytes[at] || at + length >= text->length ||
            memcmp(text->bytes + at, makers[i].prefix, length) != 0)
            continue;
        gboolean dots =
            strcmp(makers[i].prefix, "SG") == 0 || strcmp(makers[i].prefix, "ya29") == 0;
        gsize end = run_end(text, at + length, dots);
        if (dots && byte_at(text, at + length) != '.')
            continue;
        if (end - at - length < makers[i].least || !has_digit(text, at + length, end))
            continue;
        *span = (PiiSpan){at, end - at, PII_SECRET};
        return TRUE;
    }
    return FALSE;
}

/* RFC 7519: three runs of base64url with dots between; the first begins with '{"'. */
static gboolean
find_web_token(const PiiText *text, gsize at, PiiSpan *span)
{
    gsize end = at;

    if (!(byte_at(text, at) == 'e' && byte_at(text, at + 1) == 'y' && byte_at(text, at + 2) == 'J'))
        return FALSE;
    for (guint part = 0; part < 3; part++) {
        gsize start = end;
        end = run_end(text, start, FALSE);
        if (end - start < 10)
            return FALSE;
        if (part < 2 && byte_at(text, end++) != '.')
            return FALSE;
    }
    *span = (PiiSpan){at, end - at, PII_SECRET};
    return TRUE;
}

gboolean
pii_find_private_key(const PiiText *text, gsize at, PiiSpan *span)
{
    static const char begin[] = "-----BEGIN ", ending[] = "-----END ";
    const char *from = text->bytes + at, *stop = text->bytes + text->length;
    const char *line, *close;

    if (text->length - at < sizeof begin || memcmp(from, begin, sizeof begin - 1) != 0 ||
        !(line = g_strstr_len(from + 11, MIN(stop - from - 11, 60), "PRIVATE KEY-----")))
        return FALSE;
    close = g_strstr_len(line, stop - line, ending);
    close = close ? g_strstr_len(close + 9, stop - close - 9, "-----") : NULL;
    close = close ? close + 5 : stop;
    *span = (PiiSpan){at, (gsize)(close - from), PII_SECRET};
    return TRUE;
}

/* ---- runs without words -------------------------------------------------------------------- */

typedef struct {
    guint n, upper, lower, digits, others, changes, longest_lower;
    double entropy; /* bits a sign */
    gboolean hex;
} Run;

static void
run_measure(const PiiText *text, gsize at, gsize end, Run *run)
{
    guint count[128] = {0}, lower = 0;
    int last = -1;

    *run = (Run){.n = (guint)(end - at), .hex = TRUE};
    for (gsize i = at; i < end; i++) {
        guchar c = (guchar)text->bytes[i];
        int class = g_ascii_isupper((gchar)c)   ? 0
                    : g_ascii_islower((gchar)c) ? 1
                    : is_digit(c)               ? 2
                                                : 3;
        run->upper += class == 0;
        run->lower += class == 1;
        run->digits += class == 2;
        run->others += class == 3;
        run->changes += last >= 0 && class != last;
        run->hex = run->hex && g_ascii_isxdigit((gchar)c);
        lower = class == 1 ? lower + 1 : 0;
        run->longest_lower = MAX(run->longest_lower, lower);
        last = class;
        count[c & 127]++;
    }
    for (guint i = 0; i < 128; i++)
        if (count[i])
            run->entropy -= count[i] / (double)run->n * log2(count[i] / (double)run->n);
}

static gboolean
is_random(const Run *run)
{
    return !run->hex && run->n >= RUN_LEAST && run->upper >= 2 && run->lower >= 2 &&
           run->digits >= 1 && run->digits + run->changes / 8 >= 2 &&
           run->longest_lower <= (run->n >= 40 ? 7u : 5u) && run->changes * 4 >= run->n &&
           run->others * 6 <= run->n && run->entropy >= 3.6;
}

/* Ids of pages and pictures in a URL, and names of files, aren't secrets. */
static gboolean
is_in_url(const PiiText *text, gsize at)
{
    gsize least = at > 200 ? at - 200 : 0;
    for (; at > least && (guchar)text->bytes[at - 1] > ' '; at--)
        if (text->bytes[at - 1] == '/' && at > 1 && text->bytes[at - 2] == '/')
            return TRUE;
    return FALSE;
}

static gboolean
find_run(const PiiText *text, gsize at, PiiSpan *span)
{
    gsize end = run_end(text, at, FALSE);
    Run run;

    while (end > at && (text->bytes[end - 1] == '-' || text->bytes[end - 1] == '/'))
        end--;
    if (end - at < TOLD_LEAST || !has_digit(text, at, end))
        return FALSE;
    run_measure(text, at, end, &run);
    gboolean random = is_random(&run) && !is_in_url(text, at);
    if (!random && run.upper + run.lower > 0 && run.digits >= 2 && run.entropy >= 2.8 &&
        run.changes * 6 >= run.n)
        random = pii_context(text, at) == CONTEXT_SECRET;
    if (!random)
        return FALSE;
    *span = (PiiSpan){at, end - at, PII_SECRET};
    return TRUE;
}

/* ---- "password: …" ------------------------------------------------------------------------- */

static gsize
password_word(const PiiText *text, gsize at, gsize end)
{
    static const char *const words[] = {"password", "passwort", "passwd", "pwd", "kennwort"};
    for (guint i = 0; i < G_N_ELEMENTS(words); i++)
        if (end - at == strlen(words[i]) && pii_spells(text, at, words[i]))
            return end;
    return 0;
}

static gboolean
find_password(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    gsize start = password_word(text, at, end);
    guint letters = 0, others = 0;

    if (!start)
        return FALSE;
    if (byte_at(text, start) == ':' || byte_at(text, start) == '=')
        start++;
    else if (pii_spells(text, start, " is ") || pii_spells(text, start, " is:"))
        start += 4;
    else if (pii_spells(text, start, " ist "))
        start += 5;
    else
        return FALSE;
    while (byte_at(text, start) == ' ' || byte_at(text, start) == '"' ||
           byte_at(text, start) == '\'')
        start++;
    for (end = start; end < text->length && (guchar)text->bytes[end] > ' '; end++) {
        letters += g_ascii_isalpha(text->bytes[end]) != 0;
        others += is_digit((guchar)text->bytes[end]) || strchr("!@#$%^&*+_", text->bytes[end]);
    }
    while (end > start && strchr(".,;:\"')", text->bytes[end - 1]))
        end--;
    if (end - start < 6 || end - start > 64 || letters < 2 || !others)
        return FALSE;
    *span = (PiiSpan){start, end - start, PII_SECRET};
    return TRUE;
}

gboolean
pii_find_secret(const PiiText *text, gsize at, gsize end, PiiSpan *span)
{
    guchar next = byte_at(text, end);
    gsize length = end - at;
    gboolean joined = next == '+' || next == '/' || next == '-' || next == '.';

    if (length < TOLD_LEAST && !joined)
        return strchr("pPkK", text->bytes[at]) && find_password(text, at, end, span);
    if (find_maker(text, at, span) || (next == '.' && find_web_token(text, at, span)))
        return TRUE;
    if (length < TOLD_LEAST && (length < 4 || next == '.'))
        return FALSE;
    while (at > text->done && is_run(byte_at(text, at - 1)))
        at--;
    return find_run(text, at, span);
}
