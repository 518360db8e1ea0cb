/* A second reader of CSV, byte by byte, slow and plain. */
#include "second-reader.h"

#include <string.h>

/* Where the physical line, or what a lone CR ends of it, is over. */
static gsize
piece_end(const Rules *rules, gsize at)
{
    for (; at < rules->length; at++) {
        if (rules->text[at] == '\n' || rules->text[at] == rules->line_end)
            return at + 1;
        if (rules->text[at] == '\r' && at + 1 < rules->length && rules->text[at + 1] != '\n')
            return at + 1;
    }
    return at;
}

/* Whether a record that begins at `start` is over before `end`: a quote that opens a cell reaches
 * over line ends until one closes it that a separator or a line end follows; a quote anywhere else
 * is a sign like any other. */
static gboolean
ends_before(const Rules *rules, gsize start, gsize end, gboolean last)
{
    gboolean quoted = FALSE, fresh = TRUE, closing = FALSE;
    for (gsize at = start; at < end; at++) {
        char sign = rules->text[at];
        gboolean stop = sign == '\n' || sign == '\r';
        if (quoted && closing && (sign == rules->separator || stop)) {
            quoted = FALSE;
        } else if (quoted) {
            closing = sign == '"' && !closing;
            continue;
        }
        if (stop)
            return TRUE;
        quoted = fresh && sign == '"';
        closing = FALSE;
        fresh = sign == rules->separator;
    }
    return last && (!quoted || closing);
}

static gboolean
is_blank(const Rules *rules, gsize start, gsize end)
{
    while (start < end && (rules->text[start] == '\n' || rules->text[start] == '\r'))
        start++;
    return start == end;
}

gsize
count_records(const Rules *rules)
{
    gsize records = 0, at = 0;
    gboolean given_up = FALSE;

    while (at < rules->length) {
        gsize end = piece_end(rules, at);
        if (is_blank(rules, at, end)) {
            at = end;
            continue;
        }
        while (!ends_before(rules, at, end, end == rules->length) && end < rules->length &&
               !given_up)
            end = piece_end(rules, end);
        if (!ends_before(rules, at, end, end == rules->length) && !given_up) {
            given_up = TRUE;
            for (end = at; end < rules->length && rules->text[end] != '\n' &&
                           rules->text[end] != rules->line_end;)
                end++;
            end = MIN(end + 1, rules->length);
        }
        records++;
        at = end;
    }
    return records;
}
