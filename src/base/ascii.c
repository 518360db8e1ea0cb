/* ascii: what a terminal without UTF-8 shows in place of the characters it lacks. */
#include <foredesk/base.h>

static gint terminal_utf8 = TRUE;

void
text_set_utf8(gboolean utf8)
{
    g_atomic_int_set(&terminal_utf8, utf8 ? TRUE : FALSE);
}

gboolean
text_utf8(void)
{
    return g_atomic_int_get(&terminal_utf8);
}

typedef struct {
    gunichar letter;
    const char *ascii;
} Substitute;

/* The program's own symbols and the punctuation of texts; sorted by code point. */
static const Substitute substitutes[] = {
    {0x00A0, " "},   {0x00A3, "GBP"}, {0x00A9, "(c)"}, {0x00AB, "\""},   {0x00AE, "(R)"},
    {0x00B0, "deg"}, {0x00B1, "+/-"}, {0x00B7, "."},   {0x00BB, "\""},   {0x00BD, "1/2"},
    {0x00C6, "AE"},  {0x00D7, "x"},   {0x00D8, "O"},   {0x00DF, "ss"},   {0x00E6, "ae"},
    {0x00F7, "/"},   {0x00F8, "o"},   {0x0131, "i"},   {0x0141, "L"},    {0x0142, "l"},
    {0x0152, "OE"},  {0x0153, "oe"},  {0x03C3, "sd"},  {0x2010, "-"},    {0x2011, "-"},
    {0x2012, "-"},   {0x2013, "-"},   {0x2014, "-"},   {0x2015, "-"},    {0x2018, "'"},
    {0x2019, "'"},   {0x201A, "'"},   {0x201C, "\""},  {0x201D, "\""},   {0x201E, "\""},
    {0x2020, "+"},   {0x2022, "*"},   {0x2026, "..."}, {0x2032, "'"},    {0x2033, "\""},
    {0x2039, "<"},   {0x203A, ">"},   {0x20AC, "EUR"}, {0x2122, "(TM)"}, {0x2190, "<-"},
    {0x2191, "^"},   {0x2192, "->"},  {0x2193, "v"},   {0x2194, "<->"},  {0x21B5, "/"},
    {0x2212, "-"},   {0x221E, "inf"}, {0x2248, "~"},   {0x2260, "!="},   {0x2264, "<="},
    {0x2265, ">="},  {0x23CE, "/"},   {0x25A0, "#"},   {0x25AA, "*"},    {0x25B2, "^"},
    {0x25B4, "^"},   {0x25B6, ">"},   {0x25B8, ">"},   {0x25BA, ">"},    {0x25BC, "v"},
    {0x25BE, "v"},   {0x25C0, "<"},   {0x25C2, "<"},   {0x25C4, "<"},    {0x25CB, "o"},
    {0x25CF, "*"},   {0x2605, "*"},   {0x2713, "x"},   {0x2714, "x"},    {0x2717, "-"},
    {0x2718, "-"},
};

static const char *
substitute_for(gunichar c)
{
    gsize low = 0, high = G_N_ELEMENTS(substitutes);
    while (low < high) {
        gsize middle = (low + high) / 2;
        if (substitutes[middle].letter < c)
            low = middle + 1;
        else
            high = middle;
    }
    return low < G_N_ELEMENTS(substitutes) && substitutes[low].letter == c ? substitutes[low].ascii
                                                                           : NULL;
}

/* Lines and boxes, bars and braille dots. */
static const char *
drawing_for(gunichar c)
{
    if (c >= 0x2500 && c <= 0x257F) {
        if (c <= 0x2501 || (c >= 0x2504 && c <= 0x2505) || (c >= 0x2508 && c <= 0x2509) ||
            c == 0x2550)
            return "-";
        if (c <= 0x2503 || (c >= 0x2506 && c <= 0x2507) || (c >= 0x250A && c <= 0x250B) ||
            c == 0x2551)
            return "|";
        return "+";
    }
    if (c >= 0x2580 && c <= 0x259F)
        return c == 0x2591 ? "." : c == 0x2592 ? ":" : "#";
    if (c >= 0x2800 && c <= 0x28FF)
        return c == 0x2800 ? " " : "*";
    return NULL;
}

/* An accented letter without its accents; 0 when its base is not ASCII. */
static char
base_letter(gunichar c)
{
    gunichar parts[G_UNICHAR_MAX_DECOMPOSITION_LENGTH];
    gsize count = g_unichar_fully_decompose(c, TRUE, parts, G_N_ELEMENTS(parts));
    for (gsize i = 1; i < count && i < G_N_ELEMENTS(parts); i++)
        if (!g_unichar_ismark(parts[i]))
            return 0;
    return parts[0] >= 0x20 && parts[0] < 0x7F ? (char)parts[0] : 0;
}

static void
append_ascii(GString *plain, gunichar c)
{
    if (c < 0x80) {
        g_string_append_c(plain, (char)c);
        return;
    }
    const char *text = substitute_for(c);
    if (!text)
        text = drawing_for(c);
    if (text)
        g_string_append(plain, text);
    else if (!g_unichar_ismark(c)) {
        char base = base_letter(c);
        g_string_append_c(plain, base ? base : '?');
    }
}

char *
text_plain(const char *clean)
{
    if (text_utf8() || g_str_is_ascii(clean))
        return g_strdup(clean);
    GString *plain = g_string_new(NULL);
    for (; *clean; clean = g_utf8_next_char(clean))
        append_ascii(plain, g_utf8_get_char(clean));
    return g_string_free(plain, FALSE);
}
