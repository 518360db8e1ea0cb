/* The alerts as the audit shows them: those of columns known later are left out where they matter
 * for features alone, and each column gets its count. */
#include "audit/audit_private.h"

#include <math.h>
#include <string.h>

static guint
place_of(const ReportTable *table, const char *id)
{
    for (guint i = 0; i < table->columns->len; i++)
        if (strcmp(((const ReportColumn *)g_ptr_array_index(table->columns, i))->id, id) == 0)
            return i;
    g_assert_not_reached();
}

static const char *
text_at(const ReportTable *table, guint row, const char *id)
{
    const Cell *cell = report_at(table, row, place_of(table, id));
    return cell->text ? cell->text : "";
}

/* A column that is no feature needs no alert about features. */
static gboolean
is_shown(const ReportTable *table, guint row, const TableInfo *of, const Task *task)
{
    static const char *const places[] = {"column", "other"};

    if (report_at(table, row, place_of(table, "of_later"))->value > 0)
        return TRUE;
    for (guint i = 0; i < G_N_ELEMENTS(places); i++) {
        const char *name = text_at(table, row, places[i]);
        const ColumnInfo *column = *name ? table_column(of, name, NULL) : NULL;
        if (column && (column->known == KNOWN_LATER || *column_defines(task, column)))
            return FALSE;
    }
    return TRUE;
}

static gboolean
is_severe(const ReportTable *table, guint row)
{
    return *text_at(table, row, "severity") == 's';
}

/* "time below zero in resolution_hours (40)": the alert of a row, the caller's. */
static char *
alert_words_at(const ReportTable *table, guint row)
{
    const char *column = text_at(table, row, "column");
    double rows = report_at(table, row, place_of(table, "rows"))->value;
    g_autofree char *count = isnan(rows) ? NULL : number_count((gint64)rows);

    return g_strdup_printf("%s%s%s%s%s%s", text_at(table, row, "alert"), *column ? " in " : "",
                           column, count ? " (" : "", count ? count : "", count ? ")" : "");
}

/* How much there is to mend, and the worst of it; the table stands below. */
void
audit_say_alerts(Report *report)
{
    const ReportTable *table = report_find_table(report, "alerts");
    guint severe = 0, watch = 0;

    for (guint row = 0; row < table->rows->len; row++) {
        severe += is_severe(table, row);
        watch += *text_at(table, row, "severity") == 'w';
    }
    if (!severe && !watch) {
        report_say(report, "Nothing looks wrong.");
        return;
    }
    g_autofree char *worst = alert_words_at(table, 0);
    if (severe && watch)
        report_say(report, "%u thing%s to mend first%s: %s. %u more to look at.", severe,
                   severe == 1 ? "" : "s", severe == 1 ? "" : ", the worst", worst, watch);
    else if (severe)
        report_say(report, "%u thing%s to mend first%s: %s.", severe, severe == 1 ? "" : "s",
                   severe == 1 ? "" : ", the worst", worst);
    else
        report_say(report, "Nothing must be mended; %u thing%s to look at%s: %s.", watch,
                   watch == 1 ? "" : "s", watch == 1 ? "" : ", first", worst);
}

void
audit_alerts(Report *report, const Report *alerts, const TableInfo *of, const Task *task)
{
    const ReportTable *from = report_find_table(alerts, "alerts");
    ReportTable *table = report_table(report, "alerts", from->title);
    guint count[3] = {0};

    alerts_lay_out(table, table_noun(of->name, 2));
    for (guint row = 0; row < from->rows->len; row++) {
        const char *severity = text_at(from, row, "severity");
        if (!is_shown(from, row, of, task))
            continue;
        report_copy_row(table, from, row);
        count[*severity == 's' ? 0 : *severity == 'w' ? 1 : 2]++;
    }
    report_number(report, "alerts_severe", NULL, UNIT_COUNT, 0, count[0]);
    report_number(report, "alerts_watch", NULL, UNIT_COUNT, 0, count[1]);
    report_number(report, "alerts_note", NULL, UNIT_COUNT, 0, count[2]);
}

const char *
audit_alert_found(const Report *report, const char *kind)
{
    const ReportTable *table = report_find_table(report, "alerts");

    for (guint row = 0; table && row < table->rows->len; row++)
        if (strcmp(text_at(table, row, "kind"), kind) == 0)
            return text_at(table, row, "found");
    return NULL;
}

gboolean
audit_alert_severe(const Report *report, const char *kind)
{
    const ReportTable *table = report_find_table(report, "alerts");

    for (guint row = 0; table && row < table->rows->len; row++)
        if (is_severe(table, row) && strcmp(text_at(table, row, "kind"), kind) == 0)
            return TRUE;
    return FALSE;
}

/* "2 severe, 1 watch" of a column; "" for none. The caller frees. */
char *
audit_column_alerts(const Report *report, const char *column, const char **style)
{
    const ReportTable *table = report_find_table(report, "alerts");
    guint severe = 0, watch = 0, note = 0;

    for (guint row = 0; table && row < table->rows->len; row++) {
        const char *severity = text_at(table, row, "severity");
        if (strcmp(text_at(table, row, "column"), column) != 0)
            continue;
        severe += *severity == 's';
        watch += *severity == 'w';
        note += *severity == 'n';
    }
    *style = severe ? "bad" : watch ? "warn" : "dim";
    return severe + watch + note ? g_strdup_printf("%u%s", severe + watch + note,
                                                   severe  ? " ‼"
                                                   : watch ? " !"
                                                           : "")
                                 : g_strdup("");
}
