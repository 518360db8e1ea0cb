/* Commands on the target: what is predicted, frozen with name, version and split. */
#include "session_private.h"

#include <string.h>

/* ---- target ------------------------------------------------------------------------------- */

typedef struct {
    TaskSpec spec;
    FrameStore *frames;
    gboolean select;
    Task *task; /* the result */
} TargetJob;

static void
target_job_free(gpointer data)
{
    TargetJob *job = data;
    task_spec_clear(&job->spec);
    frame_store_unref(job->frames);
    g_clear_pointer(&job->task, task_unref);
    g_free(job);
}

/* Target, features and the journal's word that it is done: all of it or nothing. */
static gboolean
store_target(Task *task, const FeatureProposal *proposal, const GPtrArray *leaks, const Job *job,
             sqlite3 *database, GError **error)
{
    if (!db_exec(database, "BEGIN IMMEDIATE", error))
        return FALSE;
    gboolean done = task_freeze(task, database, job->view.object, error) &&
                    features_renew(database, task, proposal->features, error) &&
                    proposal_store(database, task->id, proposal, error) &&
                    leak_marks_store(leaks, task->id, database, error) &&
                    journal_set_outcome(database, job->journal, JOURNAL_DONE, error) &&
                    db_exec(database, "COMMIT", error);
    if (!done && !sqlite3_get_autocommit(database))
        db_exec(database, "ROLLBACK", NULL);
    return done;
}

static gboolean
target_work(Job *job, sqlite3 *database, GError **error)
{
    TargetJob *data = job->data;
    g_autoptr(Task) task = NULL;
    g_autoptr(FeatureProposal) proposal = NULL;
    g_autoptr(GPtrArray) leaks = NULL;
    SplitSummary summary;

    progress_phase(job->view.progress, "reading the labels", 0, "");
    task = task_new(data->frames, database, &data->spec, error);
    if (!task || progress_stop(job->view.progress, error) ||
        !task_find_copies(task, database, job->view.progress, error) ||
        !task_split(task, &summary, error))
        return FALSE;
    progress_phase(job->view.progress, "proposing features", 0, "");
    proposal = learn_propose(task, data->frames, database, job->view.progress, error);
    if (!proposal || progress_stop(job->view.progress, error) ||
        !leaks_switch_off(proposal->features, task, data->frames, database, &leaks,
                          job->view.progress, error) ||
        !store_target(task, proposal, leaks, job, database, error))
        return FALSE;
    data->task = g_steal_pointer(&task);
    return TRUE;
}

static void
target_finish(Session *session, Job *job)
{
    TargetJob *data = job->data;
    gint64 id;

    if (job->failure)
        return;
    id = data->task->id;
    gboolean labels = data->task->spec.labels != NULL; /* which are no facts from now on */
    if (labels && !session_reload_catalogue(session, &job->failure))
        return;
    g_autofree char *events = number_count(data->task->positives);
    g_autofree char *known = number_count(data->task->positives + data->task->negatives);
    session_say(session, "target %s frozen as version %d: %s of %s", data->task->event_words,
                data->task->version, events, known);
    if (data->select) {
        g_autofree char *line = g_strdup_printf("use task %" G_GINT64_FORMAT, id);
        session_run(session, line, &job->failure);
    }
    if (session->task_id == id && !session->task && !labels)
        session->task = g_steal_pointer(&data->task);
}

/* task=N in a replayed line; else the next id. */
static gint64
object_id(Session *session, const CommandCall *call, const char *type, GError **error)
{
    const char *given = call_named(call, type);
    gint64 id;

    if (!given)
        return object_reserve(workspace_database(session->workspace), type, error);
    if (number_parse_integer(given, -1, &id) && id > 0 &&
        object_claim(workspace_database(session->workspace), type, id, error))
        return id;
    if (error && !*error)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s=\"%s\" is no number", type,
                    given);
    return 0;
}

/* ---- the words of a target ------------------------------------------------------------------ */

static const char *const target_words[] = {
    "column",  "positive", "rule",   "any",   "not",    "late",   "without",
    "where",   "every",    "labels", "seeds", "entity", "time",   "known-at",
    "horizon", "name",     "seed",   "apart", "task",   "select", NULL};

static gboolean
check_target(const CommandCall *call, GError **error)
{
    static const char *const kinds[] = {"column", "rule", "any", "late", "labels"};
    guint given = 0;

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        given += call_named(call, kinds[i]) != NULL;
    if (given != 1) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say what to predict: column=NAME positive=VALUE, rule=\"hours > 72\", "
                    "any=\"A OR B\" not=\"C\", late=3d, or labels=TABLE");
        return FALSE;
    }
    if (call_named(call, "column") && !call_named(call, "positive")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "say which value of %s is the event: positive=VALUE",
                    call_named(call, "column"));
        return FALSE;
    }
    if (call_named(call, "not") && !call_named(call, "any")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "not= takes away from any=: say any of what it is first");
        return FALSE;
    }
    if (call_named(call, "late") && call_named(call, "horizon")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "late= says how long already: leave horizon= out");
        return FALSE;
    }
    return TRUE;
}

/* any="A OR B" not="C": one condition. */
static char *
combined_rule(const char *any, const char *but_not, GError **error)
{
    g_autoptr(PqlNode) first = pql_parse_condition(any, error);
    g_autoptr(PqlNode) second = first && but_not ? pql_parse_condition(but_not, error) : NULL;

    if (!first || (but_not && !second)) {
        g_prefix_error(error, "%s: ", first ? "not" : "any");
        return NULL;
    }
    if (!but_not)
        return pql_print(first);
    g_autofree char *text = g_strdup_printf("(%s) AND NOT (%s)", any, but_not);
    g_autoptr(PqlNode) both = pql_parse_condition(text, error);
    return both ? pql_print(both) : NULL;
}

/* late=3d: no date of solving by then. */
static gboolean
late_rule(const Catalogue *catalogue, const char *late, TaskSpec *spec, GError **error)
{
    const TableInfo *table = spec->entity ? catalogue_table(catalogue, spec->entity, error)
                                          : catalogue_main_table(catalogue);
    const ColumnInfo *closed = table ? table_solved(table) : NULL;

    if (!table || !duration_parse(late, &spec->horizon, error)) {
        if (error && !*error)
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "the workspace holds no table: import a file first");
        return FALSE;
    }
    if (spec->horizon <= 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "late=%s: say how long after arrival, such as 3d", late);
        return FALSE;
    }
    if (!closed) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no date of %s says when it was closed: name it, role COLUMN closed",
                    table->name);
        return FALSE;
    }
    g_autofree char *words = duration_words(spec->horizon);
    g_auto(GStrv) ticks = g_strsplit(closed->name, "`", -1);
    g_autofree char *name = g_strjoinv("``", ticks);
    spec->rule = g_strdup_printf("`%s` IS NULL", name);
    if (!spec->name)
        spec->name = g_strdup_printf("not solved within %s", words);
    return TRUE;
}

gboolean
session_parse_every(const char *text, gint64 *every, GError **error)
{
    if (g_ascii_strcasecmp(text, "once") != 0)
        return duration_parse(text, every, error);
    *every = -1;
    return TRUE;
}

gboolean
session_parse_seeds(const char *text, guint *seeds, GError **error)
{
    gint64 parsed;
    if (number_parse_integer(text, -1, &parsed) && parsed >= 1 && parsed <= 12) {
        *seeds = (guint)parsed;
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "seeds=%s: give how many moments to learn from for each that is judged, 1 to 12",
                text);
    return FALSE;
}

gboolean
target_spec_read(const Catalogue *catalogue, const CommandCall *call, TaskSpec *spec,
                 GError **error)
{
    const char *horizon = call_named(call, "horizon"), *seed = call_named(call, "seed");
    const char *any = call_named(call, "any"), *late = call_named(call, "late");
    const char *every = call_named(call, "every"), *seeds = call_named(call, "seeds");
    const char *apart = call_named(call, "apart");
    gint64 seed_number = 0;

    if (!call_check(call, 0, 0, target_words, error) || !check_target(call, error))
        return FALSE;
    if (seed && (!number_parse_integer(seed, -1, &seed_number) || seed_number < 0)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "seed=\"%s\" is no number", seed);
        return FALSE;
    }
    spec->name = g_strdup(call_named(call, "name"));
    spec->column = g_strdup(call_named(call, "column"));
    spec->positive = g_strdup(call_named(call, "positive"));
    spec->rule = g_strdup(call_named(call, "rule"));
    spec->without = g_strdup(call_named(call, "without"));
    spec->where = g_strdup(call_named(call, "where"));
    spec->labels = g_strdup(call_named(call, "labels"));
    spec->entity = g_strdup(call_named(call, "entity"));
    spec->time = g_strdup(call_named(call, "time"));
    spec->known_at = g_strdup(call_named(call, "known-at"));
    spec->seed = (guint64)seed_number;
    if ((every && !session_parse_every(every, &spec->every, error)) ||
        (seeds && !session_parse_seeds(seeds, &spec->seeds, error)) ||
        (apart && !apart_from_name(apart, &spec->apart, error)))
        return FALSE;
    if (any && !(spec->rule = combined_rule(any, call_named(call, "not"), error)))
        return FALSE;
    if (late)
        return late_rule(catalogue, late, spec, error);
    return !horizon || duration_parse(horizon, &spec->horizon, error);
}

/* As the journal keeps it: any, not and late spelled out as the rule they make. */
static void
resolve_target(const CommandCall *call, const TaskSpec *spec, GString *resolved)
{
    const char *horizon =
        call_named(call, "late") ? call_named(call, "late") : call_named(call, "horizon");
    const struct {
        const char *name, *value;
    } options[] = {{"column", spec->column},
                   {"positive", spec->positive},
                   {"rule", spec->rule},
                   {"without", spec->without},
                   {"where", spec->where},
                   {"every", call_named(call, "every")},
                   {"seeds", call_named(call, "seeds")},
                   {"labels", spec->labels},
                   {"entity", spec->entity},
                   {"time", spec->time},
                   {"known-at", spec->known_at},
                   {"horizon", horizon},
                   {"name", spec->name},
                   {"seed", call_named(call, "seed")},
                   {"apart", call_named(call, "apart")}};

    for (guint i = 0; i < G_N_ELEMENTS(options); i++)
        if (options[i].value)
            command_option(resolved, options[i].name, options[i].value);
}

gboolean
session_queue_target(Session *session, const CommandCall *call, TaskSpec *spec, GString *resolved,
                     GError **error)
{
    gint64 id = object_id(session, call, "task", error);

    if (!id)
        return FALSE;
    TargetJob *data = g_new0(TargetJob, 1);
    data->spec = *spec;
    task_spec_init(spec);
    data->frames = frame_store_ref(session->frames);
    data->select = g_strcmp0(call_named(call, "select"), "no") != 0;
    g_string_append_printf(resolved, " task=%" G_GINT64_FORMAT " select=no", id);
    Job *job = job_new("reading the target", target_work, target_finish, data, target_job_free);
    job->view.object = id;
    session_queue(session, job);
    return TRUE;
}

static gboolean
apply_target(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    TaskSpec spec;

    task_spec_init(&spec);
    gboolean done = target_spec_read(session->catalogue, call, &spec, error);
    if (done)
        resolve_target(call, &spec, resolved);
    done = done && session_queue_target(session, call, &spec, resolved, error);
    task_spec_clear(&spec);
    return done;
}

static gboolean
apply_use_task(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    gint64 id = 0;
    const char *word;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    word = call_word(call, 0);
    if (strcmp(word, "none") != 0 && !number_parse_integer(word, -1, &id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "\"%s\" is no number of a task",
                    word);
        return FALSE;
    }
    command_quote(resolved, word);
    if (session->task_id)
        g_string_append_printf(inverse, "use task %" G_GINT64_FORMAT, session->task_id);
    else
        g_string_append(inverse, "use task none");
    sqlite3 *database = workspace_database(session->workspace);
    if (!session_select_task(session, id, error) ||
        !setting_set(database, "task", id ? word : "0", error))
        return FALSE;
    g_autofree char *due = due_read(database, DUE_FEATURES, id);
    if (due)
        session_queue_propose(session, id);
    return TRUE;
}

/* ---- the table ---------------------------------------------------------------------------- */

static char **
complete_target(Session *session, guint word)
{
    return g_strsplit("column= positive= rule= any= not= late= without= where= every= seeds= "
                      "entity= time= known-at= "
                      "horizon= name= seed= apart=",
                      " ", -1);
}

static const Command target_command = {
    "target",
    "column=C positive=V | rule=EXPR | any=EXPR [not=EXPR] | late=D [without=EXPR] [where=EXPR] "
    "[entity=T] "
    "[time=C|none] [known-at=C] [horizon=D] [every=D|once] [seeds=N] [name=N] "
    "[apart=customer|near|both|nothing]",
    "say what to predict and freeze it",
    EFFECT_ARTEFACT,
    FALSE,
    why_no_change,
    complete_target,
    apply_target};
static const Command use_task_command = {
    "use task",   "N|none",      "work on a target frozen before",
    EFFECT_STATE, FALSE,         why_not_writable,
    NULL,         apply_use_task};
const Command *const target_commands[] = {&target_command, &apart_command, &use_task_command, NULL};
