/* Who wrote an entry, within the cell that holds it: "date;author;text", as trackers write
 * comments, attachments ("date;author;file;address") and work ("text;date;author;seconds"). Whoever
 * stands behind the first moment is taken out where the cell lies. */
#include <foredesk/workspace.h>

#include <string.h>

/* A day and a time of day: a number of seconds is as likely an amount. */
gboolean
entry_is_moment(const char *text, gsize length)
{
    return (date_orders_possible(text, (gssize)length) & ~(1u << DATE_EPOCH)) != 0;
}

gboolean
entry_find_author(const char *cell, gsize length, gsize *author, gsize *author_end)
{
    const char *end = cell + length, *part_end;
    for (const char *part = cell; (part_end = memchr(part, ';', (gsize)(end - part))) != NULL;
         part = part_end + 1) {
        if (!entry_is_moment(part, (gsize)(part_end - part)))
            continue;
        const char *next = memchr(part_end + 1, ';', (gsize)(end - part_end - 1));
        *author = (gsize)(part_end + 1 - cell);
        *author_end = next == NULL ? *author : (gsize)(next - cell);
        return TRUE;
    }
    return FALSE;
}

gsize
entry_cut_author(char *cell, gsize length)
{
    gsize author, author_end, blank = 0;
    while (blank < length && g_ascii_isspace(cell[blank]))
        blank++;
    if (blank == length)
        return length;
    if (!entry_find_author(cell, length, &author, &author_end)) {
        cell[0] = ';'; /* an entry, of which nobody knows which part is whom */
        return 1;
    }
    memmove(cell + author, cell + author_end, length - author_end);
    return length - (author_end - author);
}
