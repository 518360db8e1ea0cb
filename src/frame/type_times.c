/* type_times: "22-04-15" in one column and "3:53:50 PM" in another are one moment. A date that has
 * no time of day is read together with the column whose heading is the same but for date and time.
 */
#include "frame/definition.h"
#include "frame/heading.h"
#include "frame/type.h"

#include <string.h>

/* The heading without the words that date and time differ in. */
static char *
stem(const char *words)
{
    static const char *const without[] = {"date", "day", "time", "of", "on", "at", "clock"};
    GString *rest = g_string_new(" ");
    g_auto(GStrv) parts = g_strsplit(words, " ", -1);
    for (char **part = parts; *part; part++) {
        gboolean left_out = **part == 0;
        for (gsize i = 0; i < G_N_ELEMENTS(without); i++)
            left_out |= strcmp(*part, without[i]) == 0;
        if (!left_out)
            g_string_append_printf(rest, "%s ", *part);
    }
    return g_string_free(rest, FALSE);
}

static gboolean
is_bare_date(const TypedColumn *column)
{
    const ColumnInfo *info = column->info;
    return info->kind == KIND_DATE && !info->kind_declared && info->date_order != DATE_EPOCH &&
           column->scan.readings.colon == 0 && !column->scan.timed;
}

/* A heading that counts hours holds a duration, unless its cells say AM and PM. */
static gboolean
is_time_of_day(const TypedColumn *column)
{
    const Readings *readings = &column->scan.readings;
    gint64 cells = readings_exact_cells(readings);
    gboolean halves = readings->time_of_day > readings->duration;
    return cells > 0 && !column->info->kind_declared && readings->only_duration == 0 &&
           (double)readings->time_of_day >= READING_SHARE * (double)cells &&
           (column->scan.clock_unit == 0 || halves) && words_have(column->words, "time");
}

static void
combine(TypedColumn *date, const TypedColumn *time)
{
    g_free(date->info->definition);
    date->info->definition = definition_time_of_day(time->info->name);
    date->scan.decided = TRUE;
    date->scan.kind = KIND_DATE;
    date->scan.order = date->info->date_order;
    date->scan.again = TRUE;
}

void
type_times(TypedColumn *columns, guint n)
{
    for (guint i = 0; i < n; i++) {
        if (!is_time_of_day(&columns[i]))
            continue;
        g_autofree char *of_time = stem(columns[i].words);
        for (guint j = 0; j < n; j++) {
            g_autofree char *of_date = stem(columns[j].words);
            if (is_bare_date(&columns[j]) && !columns[j].info->definition &&
                strcmp(of_time, of_date) == 0) {
                combine(&columns[j], &columns[i]);
                break;
            }
        }
    }
}
