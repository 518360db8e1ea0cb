/* What leaves the program: reports on stdout, one line of an error on stderr. A full disk behind
 * stdout is an error like any other; a reader that has gone ends the program as it ends others. */
#include "cli/verb.h"
#include <foredesk/parquet.h>

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

static gboolean
write_all(int descriptor, const char *bytes, gsize length)
{
    while (length > 0) {
        ssize_t done = write(descriptor, bytes, length);
        if (done < 0 && errno == EINTR)
            continue;
        if (done < 0 && errno == EAGAIN) { /* a full pipe that another program made non-blocking */
            poll(&(struct pollfd){.fd = descriptor, .events = POLLOUT}, 1, -1);
            continue;
        }
        if (done < 0)
            return FALSE;
        bytes += done;
        length -= (gsize)done;
    }
    return TRUE;
}

/* What programs are to read back (ids, a script) is verbatim in a file, and never on a terminal. */
static char *
clean_lines(const char *bytes, gsize length)
{
    GString *clean = g_string_sized_new(length);
    while (length > 0) {
        const char *end = memchr(bytes, '\n', length);
        gsize line = end ? (gsize)(end - bytes) : length;
        g_autofree char *words = text_clean(bytes, (gssize)line);
        g_string_append(clean, words);
        if (end)
            g_string_append_c(clean, '\n');
        length -= line + (end != NULL);
        bytes += line + (end != NULL);
    }
    return g_string_free(clean, FALSE);
}

gboolean
print_bytes(const char *bytes, gsize length, GError **error)
{
    g_autofree char *clean = isatty(STDOUT_FILENO) ? clean_lines(bytes, length) : NULL;
    if (clean ? write_all(STDOUT_FILENO, clean, strlen(clean))
              : write_all(STDOUT_FILENO, bytes, length))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_SYSTEM, "can't write the output: %s%s",
                g_strerror(errno), errno == ENOSPC ? "; make room and run it again" : "");
    return FALSE;
}

gboolean
print_words(const char *words, GError **error)
{
    g_autofree char *clean = clean_lines(words, strlen(words));
    return print_bytes(clean, strlen(clean), error);
}

/* Columns of the terminal; 0, no limit, where a program or a file reads. */
static int
output_width(void)
{
    struct winsize size;
    if (!isatty(STDOUT_FILENO))
        return 0;
    return ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0 ? size.ws_col : 80;
}

static gboolean
check_table(const Invocation *call, const Report *report, GError **error)
{
    g_autoptr(GPtrArray) names = NULL;

    if (!call->csv_table || report_find_table(report, call->csv_table))
        return TRUE;
    names = g_ptr_array_new();
    for (guint i = 0; i < report->tables->len; i++)
        g_ptr_array_add(names, ((ReportTable *)g_ptr_array_index(report->tables, i))->id);
    g_ptr_array_add(names, NULL);
    g_autofree char *list = g_strjoinv(", ", (char **)names->pdata);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s: no table \"%s\" in this report; it has %s", call->verb->name, call->csv_table,
                *list ? list : "none");
    return FALSE;
}

/* Of the table that --csv prints; −1: there is none. */
static gint64
csv_rows(const Invocation *call, const Report *report)
{
    const ReportTable *table = call->csv_table ? report_find_table(report, call->csv_table) : NULL;
    for (guint i = 0; !call->csv_table && !table && i < report->tables->len; i++)
        if (!((const ReportTable *)g_ptr_array_index(report->tables, i))->hidden)
            table = g_ptr_array_index(report->tables, i);
    return table ? (gint64)table->rows->len : -1;
}

/* A file instead of stdout, which gets one line about it. */
static gboolean
write_parquet(Invocation *call, const Report *report, GError **error)
{
    const char *path = verb_option(call, "parquet");
    g_autofree char *line = g_strdup_printf("Wrote %s.\n", path);
    if (!parquet_write_report(report, call->csv_table, path, error))
        return FALSE;
    call->exported = path;
    call->rows = csv_rows(call, report);
    return print_words(line, error);
}

gboolean
print_report(Invocation *call, const Report *report, GError **error)
{
    g_autoptr(GString) out = g_string_new(NULL);

    if (!check_table(call, report, error))
        return FALSE;
    if (verb_option(call, "parquet"))
        return write_parquet(call, report, error);
    switch (call->format) {
    case FORMAT_JSON:
        report_print_json(report, out);
        if (!out->len || out->str[out->len - 1] != '\n')
            g_string_append_c(out, '\n');
        break;
    case FORMAT_CSV:
        report_print_csv(report, call->csv_table, out);
        call->rows = csv_rows(call, report);
        break;
    default:
        report_print_text(report, output_width(), call->expert, out);
    }
    return print_bytes(out->str, out->len, error);
}

/* Below the error, on a terminal: the line of a text that it is about, and where in it. */
static void
print_place(const GError *error, const char *text)
{
    int line, column;
    if (!text || !isatty(STDERR_FILENO) || !pql_error_place(error, &line, &column))
        return;
    g_autofree char *caret = pql_caret(text, line, column);
    g_auto(GStrv) lines = g_strsplit(caret, "\n", 2);
    g_autofree char *plain = text_plain(lines[0] ? lines[0] : "");
    g_autofree char *both =
        lines[0] ? g_strdup_printf("  %s\n  %s\n", plain, lines[1]) : g_strdup("");
    write_all(STDERR_FILENO, both, strlen(both));
}

void
print_error(const GError *error, const char *text)
{
    g_autofree char *clean = text_clean(error->message, -1);
    g_autofree char *plain = text_plain(clean);
    g_autofree char *line = g_strconcat("foredesk: ", plain, "\n", NULL);
    write_all(STDERR_FILENO, line, strlen(line));
    print_place(error, text);
}
