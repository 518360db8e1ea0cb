/* Pane 2: what is predicted. Before a target is frozen, what could be: outcomes and single values,
 * beside them what the one under the cursor means; values are put together by key. After, its
 * labels, split and months. */
#include "config.h"

#include "tui/panes/target.h"

#include <math.h>
#include <string.h>

static const BlockRule rules[] = {
    {.id = "offers", .kind = BLOCK_TABLE, .page = 0, .without = "known,note"},
    {.id = "meaning",
     .kind = BLOCK_OWN,
     .page = 1,
     .rows = meaning_rows,
     .draw = meaning_draw,
     .focusable = TRUE,
     .draws = "offers"},
    {.id = "values", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "frozen", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "states", .kind = BLOCK_TABLE, .page = 0},
    {.id = "left_out", .kind = BLOCK_TABLE, .page = 0},
    {.id = "decided", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "split", .kind = BLOCK_TABLE, .page = 1},
    {.id = "apart", .kind = BLOCK_TABLE, .page = 1},
    {.id = "rate_by_month", .kind = BLOCK_CHART, .page = 1},
    {.id = "*", .kind = BLOCK_VALUES, .page = 0, .title = "HOW IT IS FROZEN", .gives_way = TRUE},
    {.id = "defining", .kind = BLOCK_TABLE, .page = 0, .gives_way = TRUE},
    {.id = "months", .kind = BLOCK_TABLE, .page = 1},
    {.id = "sql_lines", .kind = BLOCK_TABLE, .page = 1, .gives_way = TRUE},
    {.id = "notes", .kind = BLOCK_NOTES, .page = 0},
    {.id = NULL},
};

/* ---- marks of what is put together ---------------------------------------------------------- */

static void
mark_listed(View *view, const char *id, const Together *together)
{
    Block *block = report_view_block(view, id);

    if (!block)
        return;
    g_hash_table_remove_all(block->rows->marks);
    for (guint row = 0; row < block->rows->order->len; row++) {
        const char *rule = report_rows_named(block->rows, row, "rule")->text;
        if (rule && (g_strv_contains((const char *const *)together->any, rule) ||
                     g_strv_contains((const char *const *)together->but_not, rule)))
            report_rows_mark(block->rows, row);
    }
}

static void
refresh(View *view)
{
    Together together;
    gboolean were_offers = report_view_block(view, "offers") != NULL;

    report_view_refresh(view);
    if (were_offers && !report_view_block(view, "offers"))
        report_view_focus(view, "states");
    if (!report_view_block(view, "offers"))
        return;
    together = together_read(view->app->session);
    mark_listed(view, "offers", &together);
    mark_listed(view, "values", &together);
    together_clear(&together);
}

/* The text of the row under the cursor, in whichever table of offers it stands; beside them that of
 * the outcome that is told about. */
static char *
offered(View *view, const char *id, const char *column)
{
    const Block *block = meaning_block(view);
    const Cell *cell = block && (!id || strcmp(block->rule->id, id) == 0)
                           ? report_rows_named(block->rows, block->table.row, column)
                           : NULL;
    return cell ? g_strdup(cell->text) : NULL;
}

static gboolean
put_together(View *view, int direction)
{
    g_autofree char *rule = offered(view, NULL, "rule");
    g_autofree char *horizon = offered(view, "offers", "horizon");
    g_autofree char *entity = offered(view, "offers", "entity");
    const TableInfo *main = catalogue_main_table(session_catalogue(view->app->session));

    if (!rule || !*rule) {
        app_say(view->app, "nothing to put together here: move to an outcome or a value");
    } else if (horizon && *horizon) {
        app_say(view->app, "this has a time of its own: Enter freezes it by itself");
    } else if (entity && *entity && main && strcmp(entity, main->name) != 0) {
        app_say(view->app, "this is of another table: Enter freezes it by itself");
    } else {
        together_toggle(view->app->session, rule, direction);
        refresh(view);
    }
    return TRUE;
}

/* ---- forms ---------------------------------------------------------------------------------- */

static char **
date_columns(Session *session)
{
    const TableInfo *table = catalogue_main_table(session_catalogue(session));
    GPtrArray *names = g_ptr_array_new();

    g_ptr_array_add(names, g_strdup(""));
    for (guint i = 0; table && i < table->columns->len; i++) {
        const ColumnInfo *column = g_ptr_array_index(table->columns, i);
        if (column->kind == KIND_DATE && column->role != ROLE_CREATED)
            g_ptr_array_add(names, g_strdup(column->name));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static FormField
horizon_field(const char *value)
{
    return (FormField){.label = "Outcome within",
                       .name = "horizon",
                       .help =
                           "How long after arrival the outcome is settled: 48h, 7d, 30d. Tickets "
                           "younger than that are unknown, never No.",
                       .value = g_strdup(value),
                       .choices = g_strsplit(",48h,7d,14d,30d,90d", ",", -1)};
}

static FormField
late_field(const char *value)
{
    return (FormField){.label = "Late is over",
                       .name = "late",
                       .help = "How long after arrival a ticket counts as late: + and - go through "
                               "usual spans, or type one, such as 36h.",
                       .value = g_strdup(value),
                       .choices = g_strsplit("4h,8h,24h,48h,3d,5d,7d,14d,30d", ",", -1)};
}

static FormField
known_at_field(Session *session, const char *value)
{
    return (FormField){.label = "Known by its date",
                       .name = "known-at",
                       .help = "The date that is filled in when the outcome is known. + and - go "
                               "through those there are; leave it empty where a time after arrival "
                               "says it.",
                       .value = g_strdup(value),
                       .choices = date_columns(session)};
}

static FormField
without_field(const char *value)
{
    return (FormField){.label = "Leave out",
                       .name = "without",
                       .help =
                           "Tickets for which this holds are left out and counted: those born with "
                           "the outcome, or never rated. Empty: none.",
                       .value = g_strdup(value)};
}

static FormField
name_field(const char *value)
{
    return (FormField){.label = "Name",
                       .name = "name",
                       .help = "What you call this target. Empty: it is named after its "
                               "rule.",
                       .value = g_strdup(value)};
}

static gboolean
has_times(Session *session)
{
    const TableInfo *table = catalogue_main_table(session_catalogue(session));
    return table && table_role(table, ROLE_CREATED);
}

/* ` name="value"`; nothing where there is no value. */
static void
add_option(GString *line, const char *name, const char *value)
{
    g_autoptr(GString) quoted = g_string_new(NULL);

    if (!value || !*value)
        return;
    command_quote(quoted, value);
    g_string_append_printf(line, " %s=%s", name, quoted->str + 1);
}

/* Late is asked by its time alone; other outcomes by when they are known. */
static void
freeze_offer(View *view)
{
    g_autofree char *outcome = offered(view, "offers", "outcome");
    g_autofree char *rule = offered(view, "offers", "rule");
    g_autofree char *horizon = offered(view, "offers", "horizon");
    g_autofree char *known_at = offered(view, "offers", "known_at");
    g_autofree char *without = offered(view, "offers", "without");
    g_autofree char *entity = offered(view, "offers", "entity");
    g_autofree char *name = offered(view, "offers", "name");
    gboolean late = strcmp(outcome, "late") == 0 && horizon && *horizon;
    g_autoptr(GString) line = g_string_new("target");
    FormField fields[4];
    guint n = 0;

    add_option(line, "rule", late ? NULL : rule);
    add_option(line, "entity", entity);
    if (late)
        fields[n++] = late_field(horizon);
    else if (has_times(view->app->session)) {
        fields[n++] = horizon_field(horizon);
        fields[n++] = known_at_field(view->app->session, known_at);
    }
    fields[n++] = without_field(without);
    fields[n++] = name_field(late ? NULL : name);
    form_open(view->app, "Predict this", line->str, fields, n);
}

static void
freeze_line(View *view, const char *line, const char *known_at, const char *without)
{
    FormField fields[4];
    guint n = 0;

    if (has_times(view->app->session)) {
        fields[n++] = horizon_field(NULL);
        fields[n++] = known_at_field(view->app->session, known_at);
    }
    fields[n++] = without_field(without);
    fields[n++] = name_field(NULL);
    form_open(view->app, "Predict this", line, fields, n);
}

static void
freeze_together(View *view, const Together *together)
{
    g_autofree char *any = together_side(together->any);
    g_autofree char *but_not = together_side(together->but_not);
    const Block *offers = report_view_block(view, "offers");
    const char *known_at = NULL, *without = NULL; /* as those that are put together have them */
    g_autoptr(GString) line = g_string_new("target");

    add_option(line, "any", any);
    add_option(line, "not", but_not);
    for (guint row = 0; offers && row < offers->rows->order->len; row++) {
        const char *rule = report_rows_named(offers->rows, row, "rule")->text;
        if (!rule || !g_strv_contains((const char *const *)together->any, rule))
            continue;
        known_at = known_at ? known_at : report_rows_named(offers->rows, row, "known_at")->text;
        without = without ? without : report_rows_named(offers->rows, row, "without")->text;
    }
    freeze_line(view, line->str, known_at, without);
}

/* What Enter and f do: what is put together, else the row under the cursor. */
static gboolean
freeze(View *view, gboolean together_first)
{
    Together together = together_read(view->app->session);
    g_autofree char *command = offered(view, NULL, "command");
    g_autofree char *note = offered(view, "offers", "note");
    g_autofree char *state = offered(view, "offers", "state");
    gboolean several = together.any[0] != NULL;

    if (several && together_first)
        freeze_together(view, &together);
    else if (strcmp(meaning_block(view)->rule->id, "offers") == 0 && command && *command)
        freeze_offer(view);
    else if (command && *command)
        freeze_line(view, command, NULL, NULL);
    else if (state)
        app_say(view->app, "%s: %s", state, note ? note : "");
    together_clear(&together);
    return several || command || state;
}

/* ---- keys ----------------------------------------------------------------------------------- */

static gboolean
open_frozen(View *view)
{
    g_autofree char *line = report_view_text(view, "frozen", "command");
    if (line)
        app_run(view->app, line);
    return line != NULL;
}

static gboolean
act(View *view, Act what, int number, const char *text, GError **error)
{
    gboolean offers = view->report && report_find_table(view->report, "offers");

    if (offers && what == ACT_COMBINE)
        return put_together(view, number);
    if (offers && what == ACT_FREEZE)
        return freeze(view, TRUE);
    if (!offers || what != ACT_OPEN)
        return report_view_act(view, what, number, text, error);
    if (report_view_open_cell(view, error) || *error)
        return TRUE;
    return open_frozen(view) || freeze(view, FALSE);
}

/* Beside the offers it is the rule of the one that is told about. */
static char *
subject(View *view, const char *what)
{
    char *words = report_view_cell_words(view);
    return words || !report_view_block(view, "offers") ? words : offered(view, NULL, "rule");
}

/* Offers are chosen from and put together; what is frozen is read. */
static const char *
keys(View *view)
{
    return view->report && report_find_table(view->report, "offers") ? "offers" : "target";
}

const Pane pane_target = {
    .name = "Target",
    .context = "target",
    .keys = keys,
    .digit = '2',
    .rules = rules,
    .refresh = refresh,
    .act = act,
    .subject = subject,
};

/* What else could be predicted, while a target is frozen. */
const Pane pane_offers = {
    .name = "Other targets",
    .context = "target",
    .keys = keys,
    .rules = rules,
    .refresh = refresh,
    .act = act,
    .subject = subject,
};

/* ---- how what is put together overlaps ------------------------------------------------------ */

static const BlockRule overlap_rules[] = {
    {.id = "overlap", .kind = BLOCK_TABLE, .page = 0},
    {.id = NULL},
};

const Pane pane_overlap = {
    .name = "Put together",
    .context = "overlap",
    .rules = overlap_rules,
};
