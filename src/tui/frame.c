/* The frame round a view: what is worked on, the panes, the job that runs, and the hints. */
#include "config.h"

#include "report_view.h"
#include "tui/panes/live.h"

#include <math.h>
#include <string.h>

enum { LEAST_COLUMNS = 60, LEAST_ROWS = 18, TRAIL_LEAST = 15, TRAIL_MOST = 30, TRAIL_ARROW = 3 };

/* ---- the first line: workspace, rows, target, model ----------------------------------------- */

static const JobView *
running_job(App *app, guint *waiting)
{
    GPtrArray *jobs = session_jobs(app->session);
    const JobView *running = NULL;

    *waiting = 0;
    for (guint i = 0; i < jobs->len; i++) {
        const JobView *job = g_ptr_array_index(jobs, i);
        if (job->state > JOB_RUNNING)
            continue;
        if (!running)
            running = job;
        else
            (*waiting)++;
    }
    return running;
}

/* "training boosted trees 42 % · 3 s left · 2 wait  x stops" */
static char *
job_words(const JobView *job, guint waiting)
{
    GString *words = g_string_new(job->title);
    ProgressView progress;

    progress_view(job->progress, &progress);
    if (progress.total > 0)
        g_string_append_printf(words, " %d %%",
                               (int)(100 * MIN(progress.done, progress.total) / progress.total));
    else
        g_string_append(words, "…");
    if (!isnan(progress.left) && progress.left >= 1) {
        g_autofree char *left = number_span(progress.left);
        g_string_append_printf(words, " · %s left", left);
    }
    if (waiting)
        g_string_append_printf(words, " · %u wait%s", waiting, waiting == 1 ? "s" : "");
    return g_string_free(words, FALSE);
}

/* "boosted trees #4 · flags 27 in 100"; `least`: only what it flags. */
static char *
model_words(App *app, gboolean least)
{
    const Judged *selected = session_selected(app->session);
    if (!selected || !selected->table->n)
        return g_strdup("");
    g_autofree char *share = number_in_100((double)selected->decision.flagged / selected->table->n);
    return g_strdup_printf("%s%sflags %s%s", least ? "" : selected->model->name, least ? "" : " · ",
                           share, session_part(app->session) == SPLIT_TEST ? " · TEST" : "");
}

/* "54,000 tickets · predicts escalated is yes (12.0 %)", with as much of it as there is room for.
 */
static char *
data_words(App *app, gboolean with_rows, gboolean with_verb)
{
    const TaskBrief *task = session_task(app->session);
    const Catalogue *catalogue = session_catalogue(app->session);
    const TableInfo *table = catalogue ? catalogue_main_table(catalogue) : NULL;
    GString *words = g_string_new(NULL);

    if (table && (with_rows || !task)) {
        g_autofree char *rows = table_count(table->name, table->kept);
        g_string_append_printf(words, "%s · ", rows);
    }
    if (task) {
        double known = (double)(task->positives + task->negatives);
        g_autofree char *rate = number_percent((double)task->positives / known, 1);
        g_string_append_printf(words, "%s%s (%s)", with_verb ? "predicts " : "", task->name, rate);
    } else if (table) {
        g_string_append(words, "nothing predicted yet");
    }
    if (workspace_read_only(session_workspace(app->session)))
        g_string_append(words, " · READ ONLY");
    g_autofree char *said = g_string_free(words, FALSE);
    return personal_sentence(session_catalogue(app->session),
                             personal_masked(workspace_database(session_workspace(app->session))),
                             said);
}

/* What there is no room for is left out in order: a word, the model's name, the rows. */
static void
draw_first_line(App *app, const Painter *painter)
{
    int columns = painter->columns;
    guint waiting = 0;
    const JobView *job = app->session ? running_job(app, &waiting) : NULL;

    if (!app->session || !session_workspace(app->session)) {
        paint_words(painter, 0, 1, columns - 2, "foredesk", STYLE_ACCENT);
        return;
    }
    g_autofree char *base = g_path_get_basename(workspace_path(session_workspace(app->session)));
    g_autofree char *name = text_clean(base, -1);
    int at = 1 + paint_words(painter, 0, 1, columns / 3, name, STYLE_ACCENT) + 2;
    for (int step = 0; step <= 3; step++) {
        g_autofree char *left = data_words(app, step < 3, step == 0 || step == 2);
        g_autofree char *right = job ? job_words(job, waiting) : model_words(app, step >= 2);
        int width = MIN(text_width(right), columns / 2), room = columns - at - width - 3;
        if (step < 3 && text_width(left) > room)
            continue;
        paint_words(painter, 0, at, room, left, STYLE_TEXT);
        paint_right(painter, 0, columns - 1 - width, width, right,
                    job ? STYLE_PROGRESS : STYLE_ACCENT);
        return;
    }
}

/* ---- the second: panes, or the way here ----------------------------------------------------- */

static char *
view_title(View *view)
{
    char *title = view->pane->title ? view->pane->title(view) : NULL;
    return title ? title : g_strdup(view->pane->name);
}

static void
draw_tabs(App *app, const Painter *painter)
{
    const View *bottom = g_ptr_array_index(app->views, 0);
    int at = 1;

    for (const Pane *const *pane = panes; *pane; pane++) {
        g_autofree char *name = g_strdup_printf(" %c %s ", (*pane)->digit, (*pane)->name);
        at += paint_words(painter, 1, at, painter->columns - at - 1, name,
                          *pane == bottom->pane ? STYLE_TAB_HERE : STYLE_TAB);
    }
}

/* The pages passed share what the one that is shown leaves; where that is too little, those in the
 * middle shrink to a dot each. */
static void
draw_trail(App *app, const Painter *painter)
{
    guint passed = app->views->len - 1, from = 0;
    g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
    int at = 1, rest, room = painter->columns - 2;

    for (guint i = 0; i <= passed; i++) {
        View *view = g_ptr_array_index(app->views, i);
        g_autofree char *title = view_title(view);
        g_ptr_array_add(words, view->pane->digit
                                   ? g_strdup_printf("%c %s", view->pane->digit, title)
                                   : g_steal_pointer(&title));
    }
    rest = room - MIN(text_width(words->pdata[passed]), room / 2);
    while (from < passed && rest / (int)(passed - from) < TRAIL_LEAST)
        from++;
    for (guint i = 0; i <= passed; i++) {
        gboolean last = i == passed;
        int most = last ? painter->columns - at - 1
                        : MIN(TRAIL_MOST, rest / (int)MAX(passed - from, 1) - TRAIL_ARROW);
        if (i)
            at += paint_words(painter, 1, at, painter->columns - at, " ▸ ", STYLE_DIM);
        at += paint_words(painter, 1, at, i < from ? 1 : most, i < from ? "…" : words->pdata[i],
                          last ? STYLE_HEADING : STYLE_TAB);
    }
}

/* ---- the last: hints or a message ----------------------------------------------------------- */

static char *
first_key(const App *app, const Binding *binding)
{
    g_autofree char *keys = keymap_keys(app->keys, binding);
    return keys_for_people(keys, TRUE);
}

static gboolean
draw_hint(App *app, const Painter *painter, const Binding *binding, int *at)
{
    gboolean pair = *binding->hint == '/';
    const char *hint = binding->hint + pair;
    g_autofree char *one = first_key(app, binding),
                    *two = pair ? first_key(app, binding + 1) : NULL;
    g_autofree char *key = pair && *two ? g_strdup_printf("%s/%s", one, two) : g_strdup(one);
    int row = painter->rows - 1, room = painter->columns - 18;
    int width = text_width(key) + 1 + text_width(hint);
    g_autofree char *why_not = app_why_not(app, binding->command);

    if (!*key || why_not || *at + width > room)
        return FALSE;
    *at += paint_words(painter, row, *at, room - *at, key, STYLE_KEY) + 1;
    *at += paint_words(painter, row, *at, room - *at, hint, STYLE_HINT) + 2;
    return TRUE;
}

/* A key that the place gives another meaning isn't hinted twice. */
static gboolean
is_taken(const char *context, const char *keys)
{
    g_auto(GStrv) first = g_strsplit(keys, " ", 2);
    for (const Binding *binding = key_bindings; binding->context; binding++) {
        g_auto(GStrv) here = g_strsplit(binding->keys, " ", -1);
        if (strcmp(binding->context, context) == 0 &&
            g_strv_contains((const char *const *)here, first[0]))
            return TRUE;
    }
    return FALSE;
}

static void
draw_last_hint(const App *app, const Painter *painter, const char *command, const char *hint,
               int column)
{
    for (const Binding *binding = key_bindings; binding->context; binding++) {
        if (strcmp(binding->context, "anywhere") != 0 || strcmp(binding->command, command) != 0)
            continue;
        g_autofree char *key = first_key(app, binding);
        int row = painter->rows - 1;
        column += paint_words(painter, row, column, painter->columns - column, key, STYLE_KEY) + 1;
        paint_words(painter, row, column, painter->columns - column, hint, STYLE_HINT);
        return;
    }
}

static void
draw_hints(App *app, const Painter *painter)
{
    const char *context = view_keys(app_top(app));
    int at = 1;

    if (app->message) {
        paint_text(painter, painter->rows - 1, 0, painter->columns, "", STYLE_TEXT);
        g_autofree char *clean = text_clean(app->message, -1);
        paint_words(painter, painter->rows - 1, 1, painter->columns - 2, clean,
                    app->message_bad ? STYLE_ERROR : STYLE_MESSAGE);
        return;
    }
    for (const Binding *binding = key_bindings; binding->context; binding++)
        if (binding->hint && strcmp(binding->context, context) == 0)
            draw_hint(app, painter, binding, &at);
    for (const Binding *binding = key_bindings; binding->context; binding++)
        if (binding->hint && strcmp(binding->context, "anywhere") == 0 &&
            strcmp(binding->command, "help") != 0 && strcmp(binding->command, "quit") != 0 &&
            !is_taken(context, binding->keys))
            draw_hint(app, painter, binding, &at);
    draw_last_hint(app, painter, "help", "help", painter->columns - 16);
    draw_last_hint(app, painter, "quit", "quit", painter->columns - 8);
}

/* ---- all of it ------------------------------------------------------------------------------ */

static void
draw_too_small(const Painter *painter)
{
    g_autofree char *words =
        g_strdup_printf("This window is %d×%d. foredesk needs %d×%d: make it larger, or q to quit.",
                        painter->columns, painter->rows, LEAST_COLUMNS, LEAST_ROWS);
    paint_paragraph(painter, (Area){0, 0, painter->rows, painter->columns}, "", words, STYLE_TEXT);
}

/* What a page that isn't there yet waits for, and how far it is. */
static void
draw_pending(const View *view, const Painter *painter, Area area)
{
    const JobView *job = session_report_job(view->app->session, view->report_name);

    paint_text(painter, area.row, area.column + 1, area.columns - 1,
               job && job->state == JOB_QUEUED ? "This page waits for what was asked before…"
               : session_report_trains(view->report_name) ? "Training models for this page…"
                                                          : "Reading the data for this page…",
               STYLE_DIM);
    if (job && job->state == JOB_RUNNING)
        live_progress_draw(job, painter, area.row + 1, area.column + 1, area.columns - 2);
}

static void
draw_body(View *view, const Painter *painter, Area area)
{
    if (view->report_name && !view->report) {
        if (view->pending)
            draw_pending(view, painter, area);
        return;
    }
    if (view->pane->draw)
        view->pane->draw(view, painter, area);
    else
        report_view_draw(view, painter, area);
}

void
frame_draw(App *app)
{
    const Painter *painter = &app->painter;
    View *top = app_top(app);
    Area body = {3, 0, painter->rows - 5, painter->columns};

    if (painter->rows < LEAST_ROWS || painter->columns < LEAST_COLUMNS) {
        draw_too_small(painter);
        return;
    }
    app->body_rows = body.rows;
    draw_first_line(app, painter);
    if (app->views->len == 1 && top->pane->digit)
        draw_tabs(app, painter);
    else
        draw_trail(app, painter);
    paint_rule(painter, 2, 0, painter->columns);
    draw_body(top, painter, body);
    paint_rule(painter, painter->rows - 2, 0, painter->columns);
    draw_hints(app, painter);
    if (app->overlay) {
        Painter over = *painter;
        over.over = app->overlay->kind->boxed;
        app->overlay->kind->draw(app->overlay, &over);
    }
}
