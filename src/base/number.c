/* number: figures as people read them, and cells read as figures. No locale anywhere. */
#include <foredesk/base.h>

#include <float.h>
#include <math.h>
#include <string.h>

#define NO_FIGURE "–"
#define MINUS "−"

/* ---- written for people ----------------------------------------------------------------- */

/* Appends the digits of a whole part with a comma between thousands. */
static void
append_grouped(GString *words, const char *digits, gsize length)
{
    for (gsize i = 0; i < length; i++) {
        if (i > 0 && (length - i) % 3 == 0)
            g_string_append_c(words, ',');
        g_string_append_c(words, digits[i]);
    }
}

/* A size ≥ 0 with `digits` decimals, grouped. */
static void
append_size(GString *words, double size, int digits)
{
    g_autofree char *buffer = g_new(char, 512);
    char format[16];
    g_snprintf(format, sizeof format, "%%.%df", CLAMP(digits, 0, 17));
    g_ascii_formatd(buffer, 512, format, size);
    gsize whole = strcspn(buffer, ".");
    append_grouped(words, buffer, whole);
    g_string_append(words, buffer + whole);
}

static gboolean
rounds_to_zero(double size, int digits)
{
    return size < 0.5 * pow(10, -digits);
}

char *
number_count(gint64 count)
{
    char digits[24];
    guint64 size = count < 0 ? -(guint64)count : (guint64)count;
    int length = g_snprintf(digits, sizeof digits, "%" G_GUINT64_FORMAT, size);
    GString *words = g_string_new(count < 0 ? MINUS : "");
    append_grouped(words, digits, (gsize)length);
    return g_string_free(words, FALSE);
}

char *
number_decimal(double value, int digits)
{
    if (isnan(value))
        return g_strdup(NO_FIGURE);
    if (isinf(value))
        return g_strdup(value < 0 ? MINUS "∞" : "∞");
    double size = fabs(value);
    GString *words = g_string_new(value < 0 && !rounds_to_zero(size, digits) ? MINUS : "");
    append_size(words, size, digits);
    return g_string_free(words, FALSE);
}

/* Three significant figures of a size below 1,000, without the zeros at the end. */
static void
append_significant(GString *words, double size)
{
    int digits = 2;
    if (size > 0)
        digits = CLAMP(2 - (int)floor(log10(size)), 0, 17);
    gsize start = words->len;
    append_size(words, size, digits);
    if (digits > 0) {
        while (words->str[words->len - 1] == '0')
            g_string_truncate(words, words->len - 1);
        if (words->str[words->len - 1] == '.')
            g_string_truncate(words, words->len - 1);
    }
    if (words->len == start)
        g_string_append_c(words, '0');
}

char *
number_short(double value)
{
    static const struct {
        double from, unit;
        const char *suffix;
    } scales[] = {{999.5e6, 1e9, " bn"}, {999.5e3, 1e6, " M"}, {9999.5, 1e3, " k"}};
    double size = fabs(value);
    if (!isfinite(value))
        return number_decimal(value, 0);
    if (size >= 999.5e9 || (size > 0 && size < 1e-4)) {
        char buffer[32];
        return g_strdup(g_ascii_formatd(buffer, sizeof buffer, "%.2e", value));
    }
    GString *words = g_string_new(value < 0 ? MINUS : "");
    for (gsize i = 0; i < G_N_ELEMENTS(scales); i++)
        if (size >= scales[i].from) {
            append_significant(words, size / scales[i].unit);
            g_string_append(words, scales[i].suffix);
            return g_string_free(words, FALSE);
        }
    if (size >= 999.5)
        append_size(words, size, 0);
    else
        append_significant(words, size);
    return g_string_free(words, FALSE);
}

char *
number_percent(double share, int digits)
{
    g_autofree char *figure = number_decimal(share * 100, digits);
    return isnan(share) ? g_steal_pointer(&figure) : g_strconcat(figure, " %", NULL);
}

/* Near none and near all a whole number would say "0" or "100" of what is not. */
char *
number_in_100(double share)
{
    double figure = share * 100;
    if (isnan(share))
        return g_strdup(NO_FIGURE);
    if (figure > 0 && figure < 0.05)
        return g_strdup("under 0.1 in 100");
    if (figure < 100 && figure >= 99.95)
        return g_strdup("over 99.9 in 100");
    gboolean edge = (figure > 0 && figure < 0.95) || (figure < 100 && figure >= 99.5);
    g_autofree char *words = number_decimal(figure, edge ? 1 : 0);
    return g_strconcat(words, " in 100", NULL);
}

char *
number_money(double amount)
{
    double size = fabs(amount);
    if (!isfinite(amount))
        return number_decimal(amount, 0);
    int digits = size < 99.995 && fabs(size - round(size)) >= 0.005 ? 2 : 0;
    GString *words = g_string_new(amount < 0 && !rounds_to_zero(size, digits) ? MINUS "$" : "$");
    append_size(words, size, digits);
    return g_string_free(words, FALSE);
}

char *
number_bytes(gint64 bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB", "PB", "EB"};
    double size = (double)bytes;
    gsize unit = 0;
    for (; fabs(size) >= 999.5 && unit + 1 < G_N_ELEMENTS(units); unit++)
        size /= 1000;
    g_autofree char *figure = number_decimal(size, unit > 0 && fabs(size) < 9.95 ? 1 : 0);
    return g_strconcat(figure, " ", units[unit], NULL);
}

char *
number_span(double seconds)
{
    static const struct {
        double below, unit;
        const char *name;
    } units[] = {{89.5, 1, "s"},
                 {89.5 * 60, 60, "min"},
                 {47.5 * 3600, 3600, "h"},
                 {INFINITY, 86400, "days"}};
    double size = fabs(seconds);
    gsize i = 0;
    if (!isfinite(seconds))
        return number_decimal(seconds, 0);
    while (size >= units[i].below)
        i++;
    double count = seconds / units[i].unit;
    double tenths = round(count * 10) / 10;
    gboolean fine = fabs(count) < 9.95 && tenths != round(tenths);
    g_autofree char *figure = number_decimal(count, fine ? 1 : 0);
    return g_strconcat(figure, " ", units[i].name, NULL);
}

/* ---- read from cells -------------------------------------------------------------------- */

static gboolean
is_blank(char byte)
{
    return byte == ' ' || (byte >= '\t' && byte <= '\r');
}

static gboolean
is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static void
trim(const char **at, const char **end)
{
    while (*at < *end && is_blank(**at))
        ++*at;
    while (*end > *at && is_blank((*end)[-1]))
        --*end;
}

gboolean
number_parse_integer(const char *bytes, gssize length, gint64 *value)
{
    const char *at = bytes, *end = bytes + (length < 0 ? (gssize)strlen(bytes) : length);
    trim(&at, &end);
    if (at == end)
        return FALSE;
    gboolean negative = *at == '-';
    at += negative || *at == '+';
    guint64 limit = (guint64)G_MAXINT64 + negative, size = 0;
    if (at == end)
        return FALSE;
    for (; at < end; at++) {
        if (!is_digit(*at))
            return FALSE;
        guint64 digit = (guint64)(*at - '0');
        if (size > (limit - digit) / 10)
            return FALSE;
        size = size * 10 + digit;
    }
    *value = (gint64)(negative ? -size : size);
    return TRUE;
}

/* A decimal taken apart: size × 10^exponent. Only the first 19 digits count into the size, which is
 * beyond 2^53 then and sends the cell the slow way. */
typedef struct {
    guint64 size;
    int exponent;
    gboolean negative;
} Decimal;

/* "e-5": FALSE when there are no digits. A huge exponent stays huge without overflowing. */
static gboolean
scan_exponent(const char **at, const char *end, int *exponent)
{
    gboolean negative = *at < end && **at == '-';
    *at += *at < end && (**at == '-' || **at == '+');
    if (*at == end)
        return FALSE;
    int value = 0;
    for (; *at < end && is_digit(**at); ++*at)
        if (value < 100000)
            value = value * 10 + (**at - '0');
    *exponent += negative ? -value : value;
    return *at == end;
}

static gboolean
scan_decimal(const char *at, const char *end, Decimal *decimal)
{
    int digits = 0, significant = 0;
    gboolean point = FALSE;
    decimal->negative = at < end && *at == '-';
    at += at < end && (*at == '-' || *at == '+');
    for (; at < end; at++) {
        if (is_digit(*at)) {
            digits++;
            significant += significant > 0 || *at != '0';
            if (significant <= 19)
                decimal->size = decimal->size * 10 + (guint64)(*at - '0');
            decimal->exponent -= point;
        } else if (*at == '.' && !point) {
            point = TRUE;
        } else {
            break;
        }
    }
    if (digits == 0)
        return FALSE;
    if (at == end)
        return TRUE;
    if ((*at | 0x20) != 'e')
        return FALSE;
    at++;
    return scan_exponent(&at, end, &decimal->exponent);
}

/* Sizes up to 2^53 and powers of ten up to 10^22 are doubles without error, so that one product or
 * quotient is the correctly rounded value (Clinger 1990). */
static gboolean
decimal_fast(const Decimal *decimal, double *value)
{
    static const double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                    1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                    1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    int exponent = decimal->exponent;
    if (FLT_EVAL_METHOD != 0 || decimal->size > G_GUINT64_CONSTANT(1) << 53 || exponent < -22 ||
        exponent > 22)
        return FALSE;
    double size = (double)decimal->size;
    size = exponent < 0 ? size / powers[-exponent] : size * powers[exponent];
    *value = decimal->negative ? -size : size;
    return TRUE;
}

static gboolean
decimal_slow(const char *at, const char *end, double *value)
{
    char buffer[128];
    gsize length = (gsize)(end - at);
    g_autofree char *copy = length < sizeof buffer ? NULL : g_strndup(at, length);
    if (!copy) {
        memcpy(buffer, at, length);
        buffer[length] = '\0';
    }
    double read = g_ascii_strtod(copy ? copy : buffer, NULL);
    if (!isfinite(read))
        return FALSE;
    *value = read;
    return TRUE;
}

gboolean
number_parse_decimal(const char *bytes, gssize length, double *value)
{
    const char *at = bytes, *end = bytes + (length < 0 ? (gssize)strlen(bytes) : length);
    Decimal decimal = {0};
    trim(&at, &end);
    if (!scan_decimal(at, end, &decimal))
        return FALSE;
    return decimal_fast(&decimal, value) || decimal_slow(at, end, value);
}
