/* type_preset: what a vendor's preset says, applied to columns. The cells have the last word: a
 * column that is told to be a date and holds none stays what it is. */
#include "frame/definition.h"
#include "frame/type.h"

#include <string.h>

/* Seconds of the unit that the vendor counts a duration in, else of the heading's; 0: neither. */
static int
unit_of(const TypedColumn *column)
{
    static const int seconds[] = {1, 60, 3600, 86400};
    g_autofree char *unit = preset_unit(column->preset, column->info->heading);
    for (gsize i = 0; unit && i < G_N_ELEMENTS(seconds); i++)
        if (strcmp(unit, span_unit_name(seconds[i])) == 0)
            return seconds[i];
    return column->scan.clock_unit;
}

void
type_preset_begin(TypedColumn *column)
{
    ColumnKind kind;
    const char *heading = column->info->heading;
    g_clear_pointer(&column->info->nulls, g_strfreev);
    if (!column->preset)
        return;
    column->scan.clock_unit = unit_of(column);
    column->scan.nulls = column->info->nulls = preset_nulls(column->preset, heading);
    column->scan.list_heading |= preset_separator(column->preset, heading) != 0;
    if (preset_kind(column->preset, heading, &kind))
        column->scan.key_heading = kind == KIND_KEY;
}

/* ---- kinds ------------------------------------------------------------------------------------
 */

static gboolean
is_words(ColumnKind kind)
{
    return kind == KIND_TEXT || kind == KIND_CATEGORY || kind == KIND_KEY || kind == KIND_LIST;
}

static void
become_list(TypedColumn *column, char separator)
{
    ColumnInfo *info = column->info;
    info->kind = KIND_LIST;
    column->list_separator = separator;
    g_free(info->separator);
    info->separator = g_strndup(&separator, 1);
}

void
type_preset_kind(TypedColumn *column)
{
    ColumnInfo *info = column->info;
    ColumnKind kind;
    if (!column->preset || info->kind_declared || info->kind == KIND_EMPTY ||
        column->scan.mode != SCAN_CODES)
        return;
    DateOrder order = preset_date_order(column->preset, info->heading);
    if (column->ambiguous && (order == DATE_DMY || order == DATE_MDY)) {
        info->date_order = order;
        column->order_reason = "as its vendor writes them";
    }
    char separator = preset_separator(column->preset, info->heading);
    if (separator && is_words(info->kind))
        become_list(column, separator);
    else if (preset_kind(column->preset, info->heading, &kind) && is_words(kind) &&
             (is_words(info->kind) || (kind == KIND_KEY && info->kind == KIND_INTEGER)))
        info->kind = kind;
}

/* ---- repeated headings ------------------------------------------------------------------------
 */

static void
read_again_as(TypedColumn *column, ColumnKind kind, char *definition)
{
    g_free(column->info->definition);
    column->info->definition = definition;
    column->info->kind = kind;
    column->info->date_order = DATE_UNKNOWN;
    column->ambiguous = FALSE;
    column->scan.decided = TRUE;
    column->scan.kind = kind;
    column->scan.again = TRUE;
    type_set_figure(column, (FigureFormat){FIGURE_PLAIN, 0});
}

/* Long texts are joined to one, that they needn't all be in memory; all else is a list. */
static void
gather(TypedColumn *first, GPtrArray *others)
{
    ColumnKind kind;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    gboolean text = preset_kind(first->preset, first->info->heading, &kind) && kind == KIND_TEXT;
    g_ptr_array_add(names, first->info->name);
    for (guint i = 0; i < others->len; i++) {
        TypedColumn *other = g_ptr_array_index(others, i);
        g_ptr_array_add(names, other->info->name);
        read_again_as(other, KIND_EMPTY, definition_part(first->info->name));
    }
    read_again_as(first, text ? KIND_TEXT : KIND_LIST, definition_gather(names));
    if (!text)
        become_list(first, COLUMN_GATHER_SEPARATOR);
}

void
type_gather(TypedColumn *columns, guint n)
{
    for (guint i = 0; i < n; i++) {
        TypedColumn *first = &columns[i];
        g_autoptr(GPtrArray) others = g_ptr_array_new();
        if (!first->preset || first->info->definition || first->info->kind_declared ||
            !preset_gathers(first->preset, first->info->heading))
            continue;
        for (guint j = i + 1; j < n; j++)
            if (strcmp(columns[j].info->heading, first->info->heading) == 0 &&
                !columns[j].info->kind_declared)
                g_ptr_array_add(others, &columns[j]);
        if (others->len > 0)
            gather(first, others);
    }
}

/* ---- roles and what was known -----------------------------------------------------------------
 */

static gboolean
kind_suits(ColumnRole role, ColumnKind kind)
{
    gboolean date = role == ROLE_CREATED || role == ROLE_CLOSED || role == ROLE_UPDATED ||
                    role == ROLE_SOLVED || role == ROLE_DUE;
    gboolean either = role == ROLE_FIRST_REPLY || role == ROLE_REOPENS;
    gboolean number = kind == KIND_INTEGER || kind == KIND_DECIMAL;
    gboolean counts = role == ROLE_RESOLUTION || role == ROLE_REPLIES || role == ROLE_HANDOVERS;
    return kind != KIND_EMPTY && (either || (kind == KIND_DATE) == date) && (!counts || number) &&
           (role != ROLE_TAGS || kind == KIND_LIST);
}

/* The column that the preset names first for a role; NULL: none that suits. */
static TypedColumn *
best_for(const TableInfo *table, ColumnRole role, TypedColumn *columns, guint n)
{
    TypedColumn *best = NULL;
    guint best_place = 0;
    for (guint i = 0; i < n; i++) {
        TypedColumn *column = &columns[i];
        if (!column->preset || column->role_declared || column->info->role != ROLE_NONE ||
            !kind_suits(role, column->info->kind) ||
            !definition_may_play(table, column->info, role))
            continue;
        guint place = preset_role_place(column->preset, role, column->info->heading);
        if (place > 0 && (!best || place < best_place)) {
            best = column;
            best_place = place;
        }
    }
    return best;
}

static gboolean
is_taken(ColumnRole role, const TypedColumn *columns, guint n)
{
    for (guint i = 0; i < n; i++)
        if (columns[i].info->role == role)
            return TRUE;
    return FALSE;
}

void
type_preset_roles(const TableInfo *table, TypedColumn *columns, guint n)
{
    for (ColumnRole role = ROLE_CREATED; role <= ROLE_TAGS; role++) {
        TypedColumn *best = is_taken(role, columns, n) ? NULL : best_for(table, role, columns, n);
        if (best)
            best->info->role = role;
    }
}

gboolean
type_preset_known(const TypedColumn *column)
{
    static const char *const reasons[] = {"in exports of %s it is there when the ticket arrives",
                                          "in exports of %s it is filled in later",
                                          "in exports of %s agents set or change it"};
    ColumnInfo *info = column->info;
    if (column_is_part(info)) {
        info->known = KNOWN_LATER;
        info->known_reason = g_strdup("it is part of another column");
        return TRUE;
    }
    if (column->preset && !info->meaning)
        info->meaning = preset_meaning(column->preset, info->heading);
    if (!column->preset || !preset_known(column->preset, info->heading, &info->known))
        return FALSE;
    gboolean parts = info->kind == KIND_TEXT && info->known == KNOWN_LATER &&
                     preset_gathers(column->preset, info->heading);
    g_autofree char *entries = preset_entries(column->preset, info->heading);
    g_free(info->known_reason);
    info->known_reason = g_strdup_printf(
        entries ? "in exports of %s it gathers what was written until today, so all of it is off: "
                  "each entry with a time of its own is a row of another table, known from then on"
        : parts ? "in exports of %s it gathers what was written until today: its parts "
                  "are not cut at the ticket's arrival, so all of it is off"
                : reasons[info->known],
        preset_name(column->preset));
    return TRUE;
}
