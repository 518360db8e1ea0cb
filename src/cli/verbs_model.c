/* Verbs on models and on the decision: train, models, threshold, regime, unseal, score. */
#include "cli/verb.h"

#include <math.h>
#include <string.h>

/* ---- which model -------------------------------------------------------------------------------
 */

static gboolean
need_task(Session *session, GError **error)
{
    if (session_task(session))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no target yet: say what to predict with `foredesk target`");
    return FALSE;
}

static void
set_no_model(GPtrArray *models, const char *wanted, GError **error)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < models->len; i++)
        g_ptr_array_add(names, ((Model *)g_ptr_array_index(models, i))->kind);
    g_ptr_array_add(names, NULL);
    g_autofree char *near = nearest_names(wanted, (const char *const *)names->pdata);
    g_autofree char *shown = text_clean(wanted, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no model \"%s\"%s%s%s", shown,
                near          ? "; did you mean "
                : models->len ? "; `foredesk models` lists them"
                              : " yet: `foredesk train` makes them",
                near ? near : "", near ? "?" : "");
}

/* A number, or a kind: then the newest of it that can be judged. 0 on error. */
static gint64
find_model(Session *session, const char *wanted, GError **error)
{
    g_autoptr(GPtrArray) models = NULL;
    gint64 found = 0;

    if (!need_task(session, error))
        return 0;
    models = model_list(workspace_database(session_workspace(session)), session_task(session)->id,
                        error);
    for (guint i = 0; models && i < models->len; i++) {
        const Model *model = g_ptr_array_index(models, i);
        g_autofree char *id = g_strdup_printf("%" G_GINT64_FORMAT, model->id);
        if (strcmp(id, wanted) == 0 || g_strcmp0(model->name, wanted) == 0)
            found = model->id;
        else if (strcmp(model->kind, wanted) == 0 && !model->why_not)
            found = MAX(found, model->id);
    }
    if (models && !found)
        set_no_model(models, wanted, error);
    return found;
}

/* --model, else the model that decides in this workspace. */
static gint64
chosen_model(const Invocation *call, Session *session, GError **error)
{
    const char *wanted = verb_option(call, "model");

    if (wanted)
        return find_model(session, wanted, error);
    if (!need_task(session, error))
        return 0;
    if (!session_model(session))
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "no model decides yet: `foredesk train` makes some, --model names one");
    return session_model(session);
}

/* ---- the sealed part
 * ------------------------------------------------------------------------------ */

gboolean
verb_part(Invocation *call, Session *session, SplitPart *part, GError **error)
{
    const char *split = verb_option(call, "split");

    if (split && !split_from_name(split, part, error))
        return FALSE;
    if (*part != SPLIT_TEST)
        return TRUE;
    if (!need_task(session, error))
        return FALSE;
    if (session_looks(session))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "the test set is sealed: `foredesk unseal %s` opens it for the chosen model, "
                "and every look is counted",
                verb_word(call, 0));
    return FALSE;
}

/* The same; each further look is counted too. */
static gboolean
choose_part(Invocation *call, Session *session, Ticker *ticker, SplitPart *part, GError **error)
{
    return verb_part(call, session, part, error) &&
           (*part != SPLIT_TEST || run_command(session, ticker, "unseal sure=yes", error));
}

/* ---- train
 * ------------------------------------------------------------------------------------------ */

static gboolean
run_train(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) line = g_string_new("train");

    if (!session)
        return FALSE;
    command_quote(line, verb_option(call, "models") ? verb_option(call, "models") : "all");
    append_option(line, "seed", verb_option(call, "seed"));
    append_option(line, "open", verb_option(call, "open") ? "yes" : NULL);
    for (guint i = 1; i < call->words->len; i++) {
        g_auto(GStrv) pair = g_strsplit(verb_word(call, i), "=", 2);
        if (!pair[1]) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "train: \"%s\" is no NAME=VALUE; models go behind --models", pair[0]);
            return FALSE;
        }
        append_option(line, pair[0], pair[1]);
    }
    return run_command(session, ticker, line->str, error) &&
           print_named(call, session, ticker, "models", error);
}

static const Option train_options[] = {
    {"models", "A,B,C",
     "of nobody, everybody, lot, priority, category, words, logistic, forest, boost; else all"},
    {"seed", "N", "of everything that is drawn by lot (1)"},
    {"open", NULL, "with the columns that wait for answers: to compare, never to be used"},
    {NULL, NULL, NULL},
};
static const Verb train_verb = {
    .name = "train",
    .arguments = "WORKSPACE [PARAMETER=VALUE…]",
    .help = "train models, and compare them by what they cost",
    .details = "The rules that need no learning (check nobody, everybody, by lot, by priority, by "
               "category) are trained beside the models, since a model must beat them.",
    .example = "foredesk train acme.foredesk --models logistic,boost",
    .options = train_options,
    .least = 1,
    .most = 100,
    .run = run_train,
};

/* ---- models
 * ------------------------------------------------------------------------------------------- */

static char *
ticket_id(sqlite3_stmt *statement, gint64 row)
{
    char *id = NULL;

    if (statement) {
        sqlite3_bind_int64(statement, 1, row);
        if (sqlite3_step(statement) == SQLITE_ROW)
            id = g_strdup((const char *)sqlite3_column_text(statement, 0));
        sqlite3_reset(statement);
    }
    return id ? g_strstrip(id) : g_strdup_printf("%" G_GINT64_FORMAT, row);
}

/* Reads the key of a raw row; NULL where the entity's table has none. */
static sqlite3_stmt *
id_statement(Session *session)
{
    const TableInfo *table =
        catalogue_table(session_catalogue(session), session_task(session)->entity, NULL);
    if (!table || !table->key)
        return NULL;
    g_autofree char *sql = g_strdup_printf("SELECT c%d FROM raw_%" G_GINT64_FORMAT " WHERE row = ?",
                                           table->key->position, table->id);
    return db_prepare(workspace_database(session_workspace(session)), NULL, sql, "");
}

static gboolean
write_scores(Session *session, const Scores *scores, GError **error)
{
    g_autoptr(sqlite3_stmt) ids = id_statement(session);
    g_autoptr(GString) out = g_string_new("id,label,score\n");
    char number[G_ASCII_DTOSTR_BUF_SIZE];

    for (guint32 i = 0; i < scores->n; i++) {
        g_autofree char *id = ticket_id(ids, scores->row_id[i]);
        csv_append(out, id, TRUE);
        g_string_append_printf(out, ",%u,%s\n", scores->label[i],
                               g_ascii_formatd(number, sizeof number, "%.17g", scores->score[i]));
        if (out->len < 1 << 16)
            continue;
        if (!print_bytes(out->str, out->len, error))
            return FALSE;
        g_string_truncate(out, 0);
    }
    return print_bytes(out->str, out->len, error);
}

static gboolean
print_scores(Invocation *call, Session *session, SplitPart part, GError **error)
{
    gint64 model = find_model(session, verb_option(call, "scores"), error);
    g_autoptr(Scores) scores = NULL;

    if (!model)
        return FALSE;
    if (call->format == FORMAT_JSON) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "models: scores are printed as CSV: --scores MODEL --csv");
        return FALSE;
    }
    GError *failure = NULL;
    scores = scores_load(workspace_database(session_workspace(session)), model, part, &failure);
    if (!scores && !failure)
        g_set_error(&failure, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "models: no scores of that model on %s; they are kept for validation and test",
                    split_name(part));
    if (failure) {
        g_propagate_error(error, failure);
        return FALSE;
    }
    call->rows = scores->n;
    return write_scores(session, scores, error);
}

/* The model itself, as its engine keeps it. */
static gboolean
export_model(const Invocation *call, Session *session, gint64 id, GError **error)
{
    const char *path = verb_option(call, "export");
    g_autoptr(Model) model = NULL;

    if (!id) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "models: --export needs --model: say which one");
        return FALSE;
    }
    model = model_load(workspace_database(session_workspace(session)), id, error);
    if (!model || !model_export(model, path, error))
        return FALSE;
    g_autofree char *what = g_strdup_printf("model %" G_GINT64_FORMAT, id);
    session_log_export(session, what, path, -1);
    return TRUE;
}

static gboolean
run_models(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    SplitPart part = SPLIT_VALIDATION;
    gint64 model = 0;

    if (!session)
        return FALSE;
    if (verb_option(call, "model") &&
        !(model = find_model(session, verb_option(call, "model"), error)))
        return FALSE;
    if (verb_option(call, "export"))
        return export_model(call, session, model, error);
    if (!choose_part(call, session, ticker, &part, error))
        return FALSE;
    if (verb_option(call, "scores"))
        return print_scores(call, session, part, error);
    if (part != SPLIT_VALIDATION && part != SPLIT_TEST) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "models: they are judged on validation, or on test once it is unsealed");
        return FALSE;
    }
    const char *walk = part == SPLIT_TEST ? "walk test" : "walk";
    g_autofree char *name = verb_option(call, "walk") ? g_strdup(walk)
                            : model ? g_strdup_printf("model %" G_GINT64_FORMAT, model)
                                    : g_strdup("models");
    return print_named(call, session, ticker, name, error);
}

static const Option models_options[] = {
    {"model", "MODEL", "open one: a number, or a kind for the newest of it"},
    {"scores", "MODEL", "print id, label and calibrated probability of every ticket, as CSV"},
    {"export", "FILE", "with --model: write it; forest and boost as XGBoost's JSON"},
    {"split", "PART", "judge on validation (as a rule), or on test once it is unsealed"},
    {"walk", NULL, "trees trained anew at each moment of validation, against trained once"},
    {NULL, NULL, NULL},
};
static const Verb models_verb = {
    .name = "models",
    .arguments = "WORKSPACE",
    .help = "compare the models, by tickets caught and by money",
    .example = "foredesk models acme.foredesk --scores boost --split validation --csv",
    .options = models_options,
    .least = 1,
    .most = 1,
    .run = run_models,
};

/* ---- threshold
 * ---------------------------------------------------------------------------------------- */

/* The workspace's policy with what the command line says otherwise: a what-if, never saved. */
static gboolean
what_if(const Invocation *call, Session *session, Policy *policy, LineMode *mode, double *line,
        GError **error)
{
    gboolean timed = session_task(session)->timed;

    *policy = *session_policy(session);
    *mode = session_line_mode(session);
    *line = session_selected(session) ? session_selected(session)->decision.line : NAN;
    if (*mode == LINE_FIXED && isnan(*line))
        *mode = LINE_CHEAPEST;
    if (!verb_number(call, "missed", 0, 1e9, &policy->missed, error) ||
        !verb_number(call, "false-alarm", 0, 1e9, &policy->false_alarm, error) ||
        !verb_number(call, "capacity", 0, timed ? 1e9 : 1, &policy->capacity, error) ||
        !verb_number(call, "line", 0, 1, line, error))
        return FALSE;
    if (verb_option(call, "line"))
        *mode = LINE_FIXED;
    else if (verb_option(call, "capacity"))
        *mode = LINE_CAPACITY;
    return TRUE;
}

static gboolean
run_threshold(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(GPtrArray) judged = g_ptr_array_new_with_free_func((GDestroyNotify)judged_free);
    gint64 model;
    Policy policy;
    LineMode mode;
    double line;
    Judged *one;

    if (!session || !(model = chosen_model(call, session, error)) ||
        !what_if(call, session, &policy, &mode, &line, error) ||
        !(one = judged_load_model(workspace_database(session_workspace(session)), model,
                                  SPLIT_VALIDATION, error)))
        return FALSE;
    g_ptr_array_add(judged, one);
    if (!one->table) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "threshold: %s can't be judged: %s", one->model->name,
                    one->model->why_not ? one->model->why_not : "no scores");
        return FALSE;
    }
    judge(judged, NULL, mode, model, line, &policy);
    cost_figures(one->table, &one->decision, one->table, &one->decision, &policy, 1, &one->figures);
    g_autoptr(Report) report = threshold_report(session_task(session), one, mode, &policy,
                                                SPLIT_VALIDATION, session_looks(session));
    return print_masked(call, session, report, error);
}

static const Option threshold_options[] = {
    {"model", "MODEL", "a number, or a kind for the newest of it; else the one that decides"},
    {"missed", "AMOUNT", "what a missed event costs (500)"},
    {"false-alarm", "AMOUNT", "what a false alarm costs (50)"},
    {"capacity", "N", "checks a working day; a share of tickets where there is no time"},
    {"line", "P", "flag from this probability on"},
    {NULL, NULL, NULL},
};
static const Verb threshold_verb = {
    .name = "threshold",
    .arguments = "WORKSPACE",
    .help = "show where the line stands, what it costs and what another would",
    .details = "The options ask what if; nothing is saved. `do` and `run` change the policy: cost "
               "missed, cost false-alarm, capacity, threshold.",
    .example =
        "foredesk threshold acme.foredesk --model boost --missed 500 --false-alarm 50 --json",
    .options = threshold_options,
    .least = 1,
    .most = 1,
    .run = run_threshold,
};

/* ---- regime
 * ---------------------------------------------------------------------------------------------- */

static gboolean
run_regime(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    const char *word = call->words->len > 1 ? verb_word(call, 1) : NULL;
    const char *cuts = verb_option(call, "cuts"), *model = verb_option(call, "model");
    SplitPart part = SPLIT_VALIDATION;
    gint64 id;

    if (!session)
        return FALSE;
    if (word) {
        g_autoptr(GString) line = g_string_new("regime");
        command_quote(line, word);
        return run_command(session, ticker, line->str, error) &&
               print_named(call, session, ticker, "models", error);
    }
    if (!(id = chosen_model(call, session, error)))
        return FALSE;
    g_autofree char *use = g_strdup_printf("use model %" G_GINT64_FORMAT, id);
    if ((model && id != session_model(session) && !run_command(session, ticker, use, error)) ||
        !choose_part(call, session, ticker, &part, error))
        return FALSE;
    g_autofree char *name =
        g_strdup_printf("cuts %s%s%s", part != SPLIT_VALIDATION ? split_name(part) : "",
                        part != SPLIT_VALIDATION && cuts ? " " : "", cuts ? cuts : "");
    return print_named(call, session, ticker, g_strchomp(name), error);
}

static const Option regime_options[] = {
    {"cuts", "LIST", "when the past ends: 1w,4w,13w before the rows judged begin, or dates"},
    {"model", "MODEL", "a number, or a kind for the newest of it; else the one that decides"},
    {"split", "PART", "judge on validation (as a rule), or on test once it is unsealed"},
    {NULL, NULL, NULL},
};
static const Verb regime_verb = {
    .name = "regime",
    .arguments = "WORKSPACE [seed|frozen]",
    .help = "how old the past may be; or what the rows that judge may see",
    .details =
        "Without a word: the model on the same rows, each seeing all before it (seed time), and "
        "with a past that ends ever sooner before they begin (frozen); what it loses, with "
        "intervals. With one: every model is judged so from now on, until the other is said.",
    .example = "foredesk regime acme.foredesk --cuts 1w,4w,13w",
    .options = regime_options,
    .least = 1,
    .most = 2,
    .run = run_regime,
};

/* ---- unseal
 * --------------------------------------------------------------------------------------------- */

static gboolean
run_unseal(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    gint64 model = session ? chosen_model(call, session, error) : 0;

    if (!model)
        return FALSE;
    if (!verb_option(call, "sure")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "unseal: the test set is for one last look at one model; %u so far, each is "
                    "counted and none can be undone: add --sure",
                    session_looks(session));
        return FALSE;
    }
    g_autofree char *use = g_strdup_printf("use model %" G_GINT64_FORMAT, model);
    return (model == session_model(session) || run_command(session, ticker, use, error)) &&
           run_command(session, ticker, "unseal sure=yes", error) &&
           print_named(call, session, ticker, "models", error);
}

static const Option unseal_options[] = {
    {"model", "MODEL", "the one model it opens for; else the one that decides"},
    {"sure", NULL, "the second yes"},
    {NULL, NULL, NULL},
};
static const Verb unseal_verb = {
    .name = "unseal",
    .arguments = "WORKSPACE",
    .help = "open the sealed test set for the chosen model; every look is counted",
    .example = "foredesk unseal acme.foredesk --model boost --sure",
    .options = unseal_options,
    .least = 1,
    .most = 1,
    .run = run_unseal,
};

/* ---- score
 * ------------------------------------------------------------------------------------------------
 */

/* The line of the model under the workspace's policy, on validation as always. */
static gboolean
line_of(Session *session, gint64 model, double *line, GError **error)
{
    const Judged *selected = session_selected(session);
    g_autoptr(GPtrArray) judged = NULL;

    if (selected && selected->model->id == model) {
        *line = selected->decision.line;
        return TRUE;
    }
    judged = judged_load(workspace_database(session_workspace(session)), session_task(session)->id,
                         SPLIT_VALIDATION, error);
    if (!judged)
        return FALSE;
    judge(judged, NULL, session_line_mode(session), session_model(session),
          selected ? selected->decision.line : NAN, session_policy(session));
    for (guint i = 0; i < judged->len; i++) {
        const Judged *one = g_ptr_array_index(judged, i);
        if (one->model->id == model && one->table) {
            *line = one->decision.line;
            return TRUE;
        }
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "score: model %" G_GINT64_FORMAT " has no line: it can't be judged", model);
    return FALSE;
}

static gboolean
check_source(const Invocation *call, GError **error)
{
    if ((verb_option(call, "open") != NULL) != (call->words->len > 1))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "score: name a file of new tickets, or --open for those of the workspace whose "
                "outcome nobody knows yet");
    return FALSE;
}

static gboolean
run_score(Invocation *call, GError **error)
{
    g_autoptr(Session) session = NULL;
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(Model) model = NULL;
    g_autoptr(Report) report = NULL;
    gint64 id;
    double line;

    if (!check_source(call, error) || !(session = open_workspace(verb_word(call, 0), error)) ||
        !(id = chosen_model(call, session, error)) || !line_of(session, id, &line, error))
        return FALSE;
    sqlite3 *database = workspace_database(session_workspace(session));
    if (!(model = model_load(database, id, error)))
        return FALSE;
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(session));
    g_autoptr(Task) task = task_load(frames, database, session_task(session)->id, error);
    if (!task)
        return FALSE;
    Progress *progress = ticker_progress(ticker, "scoring");
    const RowsFile file = {verb_word(call, 1), verb_option(call, "encoding"),
                           verb_option(call, "preset")};
    report = verb_option(call, "open") ? score_open_report(model, task, frames, database, line,
                                                           call->expert, progress, error)
                                       : score_file_report(model, task, frames, database, &file,
                                                           line, call->expert, progress, error);
    ticker_pause(ticker);
    return report && print_masked(call, session, report, error);
}

static const Option score_options[] = {
    {"open", NULL, "score the tickets of the workspace whose outcome nobody knows yet"},
    {"model", "MODEL", "a number, or a kind for the newest of it; else the one that decides"},
    {"encoding", "NAME", "of the file, as iconv names it; else told by its bytes"},
    {"preset", "NAME", "the vendor whose export the file is, or a preset's file; else found out"},
    {NULL, NULL, NULL},
};
static const Verb score_verb = {
    .name = "score",
    .arguments = "WORKSPACE --open | FILE",
    .help = "flag open or new tickets, with words and reasons",
    .details =
        "What a lead sends on Monday: id, flag, words and reasons, the likeliest first. The "
        "probability itself is printed only with --expert. A file is read as the table was when "
        "it was imported, and one of another vendor's export is refused.",
    .example = "foredesk score acme.foredesk --open --csv",
    .options = score_options,
    .least = 1,
    .most = 2,
    .run = run_score,
};

const Verb *const model_verbs[] = {&train_verb, &models_verb, &threshold_verb, &regime_verb,
                                   &query_verb, &unseal_verb, &score_verb,     NULL};
