/* figure: sign, money and per cent are taken off a cell, what remains is read with the decimal mark
 * and the thousands of its style. Per cent stay as written: 12 % is 12. */
#include "frame/figure.h"

#include <math.h>
#include <string.h>

#define LONGEST 40

/* ---- names ------------------------------------------------------------------------------------
 */

static const struct {
    int seconds;
    const char *name;
} units[] = {{1, "seconds"}, {60, "minutes"}, {3600, "hours"}, {86400, "days"}};

const char *
span_unit_name(int unit)
{
    for (gsize i = 0; i < G_N_ELEMENTS(units); i++)
        if (units[i].seconds == unit)
            return units[i].name;
    return "hours";
}

char *
figure_format_text(FigureFormat format)
{
    switch (format.style) {
    case FIGURE_POINT:
        return g_strdup("decimal point");
    case FIGURE_COMMA:
        return g_strdup("decimal comma");
    case FIGURE_CLOCK:
        return g_strdup_printf("h:mm as %s", span_unit_name(format.unit));
    case FIGURE_PLAIN:
        break;
    }
    return NULL;
}

gboolean
figure_format_from_text(const char *text, FigureFormat *format, GError **error)
{
    *format = (FigureFormat){FIGURE_PLAIN, 0};
    if (!text || g_ascii_strcasecmp(text, "plain") == 0)
        return TRUE;
    if (g_ascii_strcasecmp(text, "decimal point") == 0)
        format->style = FIGURE_POINT;
    else if (g_ascii_strcasecmp(text, "decimal comma") == 0)
        format->style = FIGURE_COMMA;
    for (gsize i = 0; i < G_N_ELEMENTS(units) && g_str_has_prefix(text, "h:mm as "); i++)
        if (g_ascii_strcasecmp(text + strlen("h:mm as "), units[i].name) == 0)
            *format = (FigureFormat){FIGURE_CLOCK, units[i].seconds};
    if (format->style != FIGURE_PLAIN)
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "numbers are written \"plain\", with a \"decimal point\" (1,234.56), a \"decimal "
                "comma\" (1.234,56), or \"h:mm as hours\" (minutes, seconds, days), not \"%s\"",
                text);
    return FALSE;
}

gboolean
column_check_format(const char *text, GError **error)
{
    FigureFormat format;
    return figure_format_from_text(text, &format, error);
}

/* ---- what stands round a number ---------------------------------------------------------------
 */

typedef struct {
    const char *at, *end;
} Span;

/* Blanks, the no-break ones and the narrow ones too. */
static gsize
blank_at(const char *at, const char *end)
{
    if (at < end && (*at == ' ' || *at == '\t'))
        return 1;
    if (end - at >= 2 && memcmp(at, "\xC2\xA0", 2) == 0)
        return 2;
    if (end - at >= 3 && (memcmp(at, "\xE2\x80\xAF", 3) == 0 || memcmp(at, "\xE2\x80\x89", 3) == 0))
        return 3;
    return 0;
}

static void
trim(Span *span)
{
    gsize blank;
    while ((blank = blank_at(span->at, span->end)) > 0)
        span->at += blank;
    for (gsize back = 1; back <= 3 && (gsize)(span->end - span->at) >= back; back++)
        if (blank_at(span->end - back, span->end) == back) {
            span->end -= back;
            back = 0;
        }
}

static gboolean
take_before(Span *span, const char *text)
{
    gsize length = strlen(text);
    if ((gsize)(span->end - span->at) < length || memcmp(span->at, text, length) != 0)
        return FALSE;
    span->at += length;
    trim(span);
    return TRUE;
}

static gboolean
take_behind(Span *span, const char *text)
{
    gsize length = strlen(text);
    if ((gsize)(span->end - span->at) < length || memcmp(span->end - length, text, length) != 0)
        return FALSE;
    span->end -= length;
    trim(span);
    return TRUE;
}

/* Signs and codes; the longer before the shorter that they begin with. */
static const struct {
    const char *sign, *code;
} currencies[] = {{"US$", "USD"}, {"R$", "BRL"},  {"$", "USD"},   {"€", "EUR"},   {"£", "GBP"},
                  {"¥", "JPY"},   {"₹", "INR"},   {"USD", "USD"}, {"EUR", "EUR"}, {"GBP", "GBP"},
                  {"JPY", "JPY"}, {"CHF", "CHF"}, {"CAD", "CAD"}, {"AUD", "AUD"}, {"SEK", "SEK"},
                  {"NOK", "NOK"}, {"DKK", "DKK"}, {"PLN", "PLN"}, {"CZK", "CZK"}, {"INR", "INR"},
                  {"CNY", "CNY"}, {"BRL", "BRL"}, {"kr", "SEK"},  {"zł", "PLN"},  {"Fr.", "CHF"}};

static const char *
take_currency(Span *span)
{
    for (gsize i = 0; i < G_N_ELEMENTS(currencies); i++)
        if (take_before(span, currencies[i].sign) || take_behind(span, currencies[i].sign))
            return currencies[i].code;
    return NULL;
}

static gboolean
take_minus(Span *span)
{
    return take_before(span, "-") || take_before(span, "−");
}

typedef struct {
    Span body;
    gboolean negative, percent;
    const char *currency;
} Affixes;

/* Most cells are words and end here, by their first and last byte. */
static gboolean
could_be_figure(const char *bytes, gsize length)
{
    if (length == 0 || length > LONGEST)
        return FALSE;
    gboolean digit = FALSE;
    for (gsize i = 0; i < length && !digit; i++)
        digit = g_ascii_isdigit(bytes[i]);
    return digit;
}

static gboolean
take_affixes(const char *bytes, gsize length, Affixes *affixes)
{
    *affixes = (Affixes){.body = {bytes, bytes + length}};
    Span *body = &affixes->body;
    trim(body);
    if (body->end - body->at > 2 && *body->at == '(' && body->end[-1] == ')') {
        body->at++;
        body->end--;
        affixes->negative = TRUE;
        trim(body);
    }
    gboolean minus = take_minus(body) || (!affixes->negative && take_behind(body, "-"));
    if (!minus)
        take_before(body, "+");
    affixes->percent = take_behind(body, "%");
    if (!affixes->percent)
        affixes->currency = take_currency(body);
    if (affixes->currency && !minus)
        minus = take_minus(body);
    affixes->negative |= minus;
    return body->at < body->end;
}

/* ---- the numeral ------------------------------------------------------------------------------
 */

/* The mark between thousands at `at`: its bytes, 0: none. */
static gsize
group_mark(const char *at, const char *end, char decimal)
{
    if (at < end && *at == (decimal == '.' ? ',' : '.'))
        return 1;
    if (at < end && *at == '\'')
        return 1;
    if (end - at >= 3 && memcmp(at, "’", 3) == 0)
        return 3;
    return blank_at(at, end);
}

/* Copies the digits of a number with thousands and moves `plain` on; the mark must be the same
 * throughout and part three digits each. FALSE: it isn't so. */
static gboolean
copy_whole(Span *body, char decimal, char **plain)
{
    const char *mark = NULL, *start = body->at;
    gsize mark_length = 0;
    int digits = 0;
    for (;;) {
        gsize length = group_mark(body->at, body->end, decimal);
        if (body->at < body->end && g_ascii_isdigit(*body->at)) {
            *(*plain)++ = *body->at++;
            digits++;
        } else if (length > 0) {
            if (digits == 0 || digits > 3 || *start == '0' || (mark && digits != 3) ||
                (mark && (length != mark_length || memcmp(mark, body->at, length) != 0)))
                return FALSE;
            mark = body->at;
            mark_length = length;
            body->at += length;
            digits = 0;
        } else {
            return !mark || digits == 3;
        }
    }
}

static gboolean
read_numeral(Span body, char decimal, double *value, gboolean *whole)
{
    char plain[LONGEST + 2], *end = plain;
    if (!copy_whole(&body, decimal, &end))
        return FALSE;
    *whole = body.at == body.end;
    if (!*whole) {
        if (*body.at++ != decimal || body.at == body.end)
            return FALSE;
        *end++ = '.';
        for (; body.at < body.end; body.at++) {
            if (!g_ascii_isdigit(*body.at))
                return FALSE;
            *end++ = *body.at;
        }
    }
    return number_parse_decimal(plain, end - plain, value);
}

/* ---- durations and times of day ---------------------------------------------------------------
 */

static int
take_digits(Span *span, int most, double *value)
{
    int digits = 0;
    for (*value = 0; span->at < span->end && g_ascii_isdigit(*span->at) && digits < most; digits++)
        *value = *value * 10 + (*span->at++ - '0');
    return digits;
}

/* [-]h:mm or [-]h:mm:ss in seconds. */
static gboolean
read_duration(const char *bytes, gsize length, double *seconds)
{
    Span span = {bytes, bytes + length};
    double hours, minutes, rest = 0;
    trim(&span);
    gboolean negative = take_minus(&span);
    if (take_digits(&span, 6, &hours) == 0 || span.at == span.end || *span.at++ != ':' ||
        take_digits(&span, 2, &minutes) != 2 || minutes > 59)
        return FALSE;
    if (span.at < span.end && (*span.at++ != ':' || take_digits(&span, 2, &rest) != 2 || rest > 59))
        return FALSE;
    *seconds = (hours * 3600 + minutes * 60 + rest) * (negative ? -1 : 1);
    return span.at == span.end;
}

static gboolean
is_time_of_day(const char *bytes, gsize length)
{
    char text[LONGEST + 16] = "2000-01-01 ";
    TimePoint time;
    if (length < 4 || length > 16 || !memchr(bytes, ':', length))
        return FALSE;
    memcpy(text + 11, bytes, length);
    return date_parse(text, (gssize)(11 + length), DATE_ISO, NULL, &time, NULL);
}

/* ---- cells ------------------------------------------------------------------------------------
 */

void
figure_look(const char *bytes, gsize length, FigureLook *look)
{
    *look = (FigureLook){0};
    Affixes affixes;
    double value;
    if (!could_be_figure(bytes, length))
        return;
    if (memchr(bytes, ':', length)) {
        look->duration = read_duration(bytes, length, &value);
        look->time_of_day = is_time_of_day(bytes, length);
        look->only_duration = look->duration && (value < 0 || value >= 86400);
        return;
    }
    if (!take_affixes(bytes, length, &affixes))
        return;
    look->point = read_numeral(affixes.body, '.', &value, &look->whole_point);
    look->comma = read_numeral(affixes.body, ',', &value, &look->whole_comma);
    if (!look->point && !look->comma)
        return;
    look->percent = affixes.percent;
    look->currency = affixes.currency;
}

gboolean
figure_parse(FigureFormat format, const char *bytes, gsize length, double *value)
{
    Affixes affixes;
    gboolean whole;
    gint64 integer;
    if (format.style != FIGURE_COMMA && number_parse_decimal(bytes, (gssize)length, value))
        return TRUE;
    if (format.style == FIGURE_PLAIN)
        return FALSE;
    if (number_parse_integer(bytes, (gssize)length, &integer)) {
        *value = (double)integer;
        return TRUE;
    }
    if (format.style == FIGURE_CLOCK) {
        if (!read_duration(bytes, length, value))
            return FALSE;
        *value /= format.unit;
        return TRUE;
    }
    if (!could_be_figure(bytes, length) || !take_affixes(bytes, length, &affixes) ||
        !read_numeral(affixes.body, format.style == FIGURE_COMMA ? ',' : '.', value, &whole))
        return FALSE;
    *value = affixes.negative ? -*value : *value;
    return TRUE;
}
