/* text: the one door for text from data, its width on a screen, and cutting, breaking and padding
 * it to columns. */
#include <foredesk/base.h>

#include <string.h>

/* A base letter keeps this many marks; the rest of a tower of them is dropped. */
enum { MARKS_KEPT = 4 };

typedef enum {
    PART_LETTER,     /* stands as it is */
    PART_MARK,       /* sits on the letter before it */
    PART_BLANK,      /* becomes a space */
    PART_CONTROL,    /* a run of them becomes one space */
    PART_BREAK,      /* a line's end */
    PART_NOTHING,    /* vanishes */
    PART_UNREADABLE, /* becomes U+FFFD */
} TextPart;

/* Characters that have no width or look like nothing, though Unicode calls them letters or marks:
 * variation selectors, the Hangul fillers, and the whole block of tags. */
static TextPart
part_of_oddity(gunichar c, TextPart otherwise)
{
    if ((c >= 0xFE00 && c <= 0xFE0F) || (c >= 0xE0000 && c <= 0xE0FFF) || c == 0x034F ||
        (c >= 0x180B && c <= 0x180F))
        return PART_NOTHING;
    if (c == 0x115F || c == 0x1160 || c == 0x3164 || c == 0xFFA0)
        return PART_BLANK;
    return otherwise;
}

static TextPart
part_of(gunichar c)
{
    if (c == '\n' || c == '\r' || c == '\v' || c == '\f' || c == 0x85 || c == 0x2028 || c == 0x2029)
        return PART_BREAK;
    switch (g_unichar_type(c)) {
    case G_UNICODE_CONTROL:
        return PART_CONTROL;
    case G_UNICODE_FORMAT:
        return PART_NOTHING;
    case G_UNICODE_SPACE_SEPARATOR:
        return PART_BLANK;
    case G_UNICODE_PRIVATE_USE:
    case G_UNICODE_SURROGATE:
    case G_UNICODE_UNASSIGNED:
        return part_of_oddity(c, PART_UNREADABLE);
    case G_UNICODE_NON_SPACING_MARK:
    case G_UNICODE_ENCLOSING_MARK:
    case G_UNICODE_SPACING_MARK:
        return part_of_oddity(c, PART_MARK);
    default:
        return part_of_oddity(c, PART_LETTER);
    }
}

typedef struct {
    GString *clean;
    int marks;           /* on the last letter */
    TextPart last;       /* what the last character was */
    gboolean break_open; /* line ends seen, but no text after them yet */
} Cleaner;

/* " ⏎ " is written when the next line's text comes, so that a last line end leaves no trace. */
static void
cleaner_close_break(Cleaner *cleaner)
{
    GString *clean = cleaner->clean;
    if (!cleaner->break_open)
        return;
    cleaner->break_open = FALSE;
    if (clean->len > 0)
        g_string_append(clean, clean->str[clean->len - 1] == ' ' ? "⏎ " : " ⏎ ");
}

static void
cleaner_add(Cleaner *cleaner, gunichar c)
{
    TextPart part = c < 0x7F && c >= 0x20 ? PART_LETTER : part_of(c);
    if (part == PART_NOTHING)
        return;
    if (part == PART_BREAK) {
        cleaner->break_open = TRUE;
    } else if (part == PART_CONTROL) {
        if (cleaner->last != PART_CONTROL && !cleaner->break_open)
            g_string_append_c(cleaner->clean, ' ');
    } else {
        cleaner_close_break(cleaner);
        if (part == PART_MARK) {
            if (cleaner->clean->len == 0)
                g_string_append_c(cleaner->clean,
                                  ' '); /* or it would sit on what is drawn before */
            if (cleaner->marks++ < MARKS_KEPT)
                g_string_append_unichar(cleaner->clean, c);
        } else {
            cleaner->marks = 0;
            g_string_append_unichar(cleaner->clean, part == PART_BLANK        ? ' '
                                                    : part == PART_UNREADABLE ? 0xFFFD
                                                                              : c);
        }
    }
    cleaner->last = part;
}

/* Printable ASCII through and through: by far the most cells. */
static gboolean
is_plain(const char *bytes, gsize length)
{
    for (gsize i = 0; i < length; i++)
        if ((guchar)bytes[i] < 0x20 || (guchar)bytes[i] >= 0x7F)
            return FALSE;
    return TRUE;
}

char *
text_clean(const char *bytes, gssize length)
{
    gsize left = !bytes ? 0 : length < 0 ? strlen(bytes) : (gsize)length;
    if (is_plain(bytes, left))
        return g_strndup(bytes ? bytes : "", left);
    Cleaner cleaner = {.clean = g_string_sized_new(left + 8), .last = PART_LETTER};
    while (left > 0) {
        gunichar c = g_utf8_get_char_validated(bytes, (gssize)left);
        gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;
        /* GLib calls a NUL byte within a given length invalid; it is a control character. */
        if (*bytes == '\0')
            c = 0, valid = TRUE;
        gsize step = valid ? (gsize)(g_utf8_next_char(bytes) - bytes) : 1;
        cleaner_add(&cleaner, valid ? c : 0xFFFD);
        bytes += step;
        left -= step;
    }
    return g_string_free(cleaner.clean, FALSE);
}

/* ---- width ------------------------------------------------------------------------------ */

static int
letter_width(gunichar c)
{
    if (c < 0x300)
        return c != 0xAD;
    if (g_unichar_iszerowidth(c) || g_unichar_ismark(c))
        return 0;
    return g_unichar_iswide(c) ? 2 : 1;
}

int
text_width(const char *clean)
{
    int width = 0;
    while (*clean) {
        if ((guchar)*clean < 0x80) {
            width++;
            clean++;
        } else {
            width += letter_width(g_utf8_get_char(clean));
            clean = g_utf8_next_char(clean);
        }
    }
    return width;
}

/* The bytes that fit in `width` columns, with the marks that sit on the last letter. */
static gsize
bytes_within(const char *clean, int width, int *used)
{
    const char *at = clean;
    int columns = 0;
    while (*at) {
        int step = letter_width(g_utf8_get_char(at));
        if (columns + step > width)
            break;
        columns += step;
        at = g_utf8_next_char(at);
    }
    *used = columns;
    return (gsize)(at - clean);
}

static void
append_blanks(GString *line, int count)
{
    for (; count > 0; count--)
        g_string_append_c(line, ' ');
}

char *
text_fit(const char *clean, int width, gboolean right)
{
    g_autofree char *text = text_plain(clean);
    GString *fitted = g_string_new(NULL);
    int used = text_width(text);
    if (used <= width) {
        append_blanks(fitted, right ? width - used : 0);
        g_string_append(fitted, text);
        append_blanks(fitted, right ? 0 : width - used);
    } else if (width > 0) {
        const char *mark = text_utf8() ? "…" : width < 6 ? "." : "...";
        int room = width - text_width(mark);
        gsize bytes = bytes_within(text, room, &used);
        g_string_append_len(fitted, text, (gssize)bytes);
        g_string_append(fitted, mark);
        append_blanks(fitted, room - used);
    }
    return g_string_free(fitted, FALSE);
}

/* ---- breaking into lines ---------------------------------------------------------------- */

/* The bytes of the first line of `text`, and in `next` where the following one starts. */
static gsize
line_end(const char *text, int width, const char **next)
{
    int used;
    gsize bytes = bytes_within(text, width, &used);
    const char *newline = memchr(text, '\n', bytes + (text[bytes] == '\n'));
    if (newline) {
        *next = newline + 1;
        return (gsize)(newline - text);
    }
    const char *end = text + bytes;
    if (*end) {
        const char *blank = end;
        while (blank > text && *blank != ' ')
            blank--;
        if (blank > text)
            end = blank;
        else if (bytes == 0)
            end = g_utf8_next_char(text); /* a wide letter in a column of one */
    }
    *next = end;
    while (**next == ' ')
        ++*next;
    while (end > text && end[-1] == ' ')
        end--;
    return (gsize)(end - text);
}

char **
text_wrap(const char *clean, int width)
{
    g_autofree char *text = text_plain(clean);
    GPtrArray *lines = g_ptr_array_new();
    const char *at = text;
    do {
        const char *next;
        gsize bytes = line_end(at, MAX(width, 1), &next);
        g_ptr_array_add(lines, g_strndup(at, bytes));
        at = next;
    } while (*at);
    g_ptr_array_add(lines, NULL);
    return (char **)g_ptr_array_free(lines, FALSE);
}

/* ---- CSV -------------------------------------------------------------------------------- */

void
csv_append(GString *line, const char *field, gboolean guard)
{
    double number;
    if (!field)
        return;
    gboolean formula = guard && *field && strchr("=+-@\t\r\n", *field) &&
                       !number_parse_decimal(field, -1, &number);
    gsize length = strlen(field);
    gboolean blank_edge = length > 0 && (*field == ' ' || field[length - 1] == ' ');
    if (!blank_edge && !strpbrk(field, ",\"\r\n")) {
        g_string_append(line, formula ? "'" : "");
        g_string_append_len(line, field, (gssize)length);
        return;
    }
    g_string_append(line, formula ? "\"'" : "\"");
    for (const char *at = field; *at; at++) {
        if (*at == '"')
            g_string_append_c(line, '"');
        g_string_append_c(line, *at);
    }
    g_string_append_c(line, '"');
}

char *
text_quote(const char *text, char mark)
{
    GString *out = g_string_new(NULL);
    g_string_append_c(out, mark);
    for (; *text; text++) {
        if (*text == mark)
            g_string_append_c(out, mark);
        g_string_append_c(out, *text);
    }
    g_string_append_c(out, mark);
    return g_string_free(out, FALSE);
}

const char *
text_article(const char *word)
{
    static const char *const as_you[] = {"eu",  "one", "once", "uni", "use",
                                         "usa", "usu", "uti",  "uu"};
    static const char *const silent[] = {"hour", "honest", "honor", "honour", "heir"};
    g_autofree char *lower = g_ascii_strdown(word, -1);
    for (guint i = 0; i < G_N_ELEMENTS(as_you); i++)
        if (g_str_has_prefix(lower, as_you[i]))
            return "a";
    for (guint i = 0; i < G_N_ELEMENTS(silent); i++)
        if (g_str_has_prefix(lower, silent[i]))
            return "an";
    return *lower && strchr("aeiou", *lower) ? "an" : "a";
}
