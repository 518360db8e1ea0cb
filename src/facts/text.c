/* Comparing texts of cells. Whatever the case, names and tags mean the same to a support desk, so
 * patterns fold it; plain equality takes care of exact spellings first, elsewhere. */
#include <foredesk/facts.h>

#include <string.h>

const char *
text_trim(const char *cell, gssize length, gsize *trimmed)
{
    gsize n = length < 0 ? strlen(cell) : (gsize)length;
    while (n && g_ascii_isspace(cell[n - 1]))
        n--;
    while (n && g_ascii_isspace(*cell)) {
        cell++;
        n--;
    }
    *trimmed = n;
    return cell;
}

char *
text_fold(const char *cell, gssize length)
{
    gsize n;
    cell = text_trim(cell, length, &n);
    gboolean plain = TRUE;
    for (gsize i = 0; i < n && plain; i++)
        plain = (guchar)cell[i] < 0x80;
    if (plain)
        return g_ascii_strdown(cell, (gssize)n);
    g_autofree char *valid = g_utf8_make_valid(cell, (gssize)n);
    return g_utf8_casefold(valid, -1);
}

/* The greedy matcher with one point of return: after a mismatch the last % takes one more. */
gboolean
text_like(const char *folded, const char *pattern)
{
    const char *again = NULL, *again_pattern = NULL;
    while (*folded) {
        if (*pattern == '%') {
            again_pattern = ++pattern;
            again = folded;
        } else if (*pattern &&
                   (*pattern == '_' || g_utf8_get_char(pattern) == g_utf8_get_char(folded))) {
            pattern = g_utf8_next_char(pattern);
            folded = g_utf8_next_char(folded);
        } else if (again) {
            again = g_utf8_next_char(again);
            folded = again;
            pattern = again_pattern;
        } else {
            return FALSE;
        }
    }
    while (*pattern == '%')
        pattern++;
    return !*pattern;
}

/* Compares the runs of digits at both, and passes over them. */
static int
compare_digits(const char **a, const char **b)
{
    while (**a == '0' && g_ascii_isdigit((*a)[1]))
        ++*a;
    while (**b == '0' && g_ascii_isdigit((*b)[1]))
        ++*b;
    gsize la = strspn(*a, "0123456789"), lb = strspn(*b, "0123456789");
    int order = la != lb ? (la < lb ? -1 : 1) : strncmp(*a, *b, la);
    *a += la;
    *b += lb;
    return order;
}

int
text_compare(const char *a, const char *b)
{
    g_autofree char *folded_a = text_fold(a, -1), *folded_b = text_fold(b, -1);
    const char *at = folded_a, *bt = folded_b;
    while (*at && *bt) {
        if (g_ascii_isdigit(*at) && g_ascii_isdigit(*bt)) {
            int order = compare_digits(&at, &bt);
            if (order)
                return order;
            continue;
        }
        if (*at != *bt)
            return (guchar)*at < (guchar)*bt ? -1 : 1;
        at++;
        bt++;
    }
    return *at ? 1 : *bt ? -1 : 0;
}

int
text_boolean(const char *text)
{
    static const char *const yes[] = {"yes", "true", "y", "t", "1", NULL};
    static const char *const no[] = {"no", "false", "n", "f", "0", NULL};
    g_autofree char *folded = text_fold(text, -1);
    return g_strv_contains(yes, folded) ? 1 : g_strv_contains(no, folded) ? 0 : -1;
}
