/* Verbs on what is predicted and what the model may look at: targets, target, features. */
#include "cli/verb.h"

#include <string.h>

/* ---- targets -----------------------------------------------------------------------------------
 */

static const Option targets_options[] = {
    {"overlap", "EXPR", "how the parts of a condition overlap: \"A OR B\""},
    {NULL, NULL, NULL},
};

static gboolean
run_targets(Invocation *call, GError **error)
{
    static const char *const expressions[] = {"overlap", NULL};
    const char *rule = verb_option(call, "overlap");
    g_autofree char *overlap = rule ? g_strconcat("overlap ", rule, NULL) : NULL;

    verb_asks(call, expressions);
    return show_report(call, overlap ? overlap : "offers", error);
}

static const Verb targets_verb = {
    .name = "targets",
    .arguments = "WORKSPACE [--overlap EXPR]",
    .help = "list what this file could predict",
    .details = "Every outcome that the export can show, with count, rate and when it is known; "
               "those it can't show with the remedy; one or two recommended; single values and "
               "tags to put together; targets frozen before.",
    .example = "foredesk targets acme.foredesk",
    .options = targets_options,
    .least = 1,
    .most = 1,
    .run = run_targets,
};

/* ---- target ------------------------------------------------------------------------------------
 */

static const Option target_options[] = {
    {"column", "C", "the column that tells the outcome"},
    {"positive", "V", "its value that is the event"},
    {"rule", "EXPR",
     "or a condition: \"resolution_hours > 72\", \"COUNT(tickets.*, 0, 30, days) > 5\""},
    {"any", "EXPR", "or any of these: \"tags CONTAINS 'jira' OR team = 'Engineering'\""},
    {"not", "EXPR", "with --any: but not those"},
    {"late", "D", "or solved later than this after arrival: 48h, 3d"},
    {"without", "EXPR", "leave tickets out, such as those born escalated"},
    {"where", "EXPR",
     "who is asked about: \"priority <= 'P2'\", \"COUNT(tickets.*, -90, 0, days) > 0\""},
    {"entity", "TABLE", "what is predicted for; else the table of tickets"},
    {"time", "COLUMN", "when a ticket arrived; none: the table has no time"},
    {"known-at", "COLUMN", "the date that makes the outcome known"},
    {"horizon", "D", "how long after arrival the outcome may come: 48h, 30d"},
    {"labels", "FILE|TABLE",
     "or a file or table of (entity, time, label[, split]) from outside, with --horizon"},
    {"every", "D", "how far apart the same account is asked: 30d; once: when it arrived"},
    {"seeds", "N", "learn from so many moments for each that is judged, those between as well: 4"},
    {"name", "N", "a name for this target"},
    {"seed", "S", "of the split"},
    {"apart", "WHAT",
     "judge on customers that never taught (customer), without copies (near), or both"},
    {NULL, NULL, NULL},
};

/* What the session's command checks too, here in the words of the shell. */
static gboolean
check_target(const Invocation *call, gboolean any, GError **error)
{
    static const char *const kinds[] = {"column", "rule", "any", "late", "labels"};
    gboolean column = verb_option(call, "column") != NULL;
    guint given = 0;

    for (guint i = 0; i < G_N_ELEMENTS(kinds); i++)
        given += verb_option(call, kinds[i]) != NULL;
    if (!any || (given == 1 && column == (verb_option(call, "positive") != NULL)))
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "target: say what to predict: --column C --positive V, --rule \"hours > 72\", "
                "--any \"A OR B\", --late 3d or --labels FILE");
    return FALSE;
}

/* Labels from outside: a table that is there, else a file, which becomes one. */
static gboolean
import_labels(Session *session, Ticker *ticker, const char *given, char **table, GError **error)
{
    g_autoptr(GString) line = g_string_new("import");
    *table = g_strdup(given);
    if (catalogue_table(session_catalogue(session), given, NULL))
        return TRUE;
    if (!g_file_test(given, G_FILE_TEST_IS_REGULAR)) {
        g_autofree char *shown = text_clean(given, -1);
        g_set_error(
            error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
            "%s: no such file or table of labels; give one of entity, time, label and split",
            shown);
        return FALSE;
    }
    g_autofree char *name = import_table_name(given, NULL);
    if (name && catalogue_table(session_catalogue(session), name, NULL)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "there is a table %s already: take its labels by --labels %s, or give the file "
                    "another name",
                    name, name);
        return FALSE;
    }
    command_quote(line, given);
    if (!run_command(session, ticker, line->str, error))
        return FALSE;
    g_free(*table);
    *table = g_steal_pointer(&name);
    return TRUE;
}

static gboolean
run_target(Invocation *call, GError **error)
{
    static const char *const expressions[] = {"rule", "any", "not", "without", "where", NULL};
    g_autoptr(Session) session = NULL;
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) line = g_string_new("target");
    const char *labels = verb_option(call, "labels");
    g_autofree char *table = NULL;

    verb_asks(call, expressions);
    for (const Option *option = target_options; option->name; option++)
        if (strcmp(option->name, "labels") != 0)
            append_option(line, option->name, verb_option(call, option->name));
    if (!check_target(call, labels || strcmp(line->str, "target") != 0, error) ||
        !(session = open_workspace(verb_word(call, 0), error)) ||
        (labels && !import_labels(session, ticker, labels, &table, error)))
        return FALSE;
    append_option(line, "labels", table);
    if (strcmp(line->str, "target") != 0 && !run_command(session, ticker, line->str, error))
        return FALSE;
    return print_named(call, session, ticker, "target", error);
}

static const Verb target_verb = {
    .name = "target",
    .arguments = "WORKSPACE [--column C --positive V | --rule EXPR | --any EXPR | --late D]",
    .help = "say what to predict, or show what is predicted",
    .details = "Freezes a target with a version and splits the tickets by time: 70 in 100 to learn "
               "from, 15 to judge on, 15 sealed. Without a rule it shows the target, or what this "
               "file could predict. A ticket whose outcome can't be known yet is unknown, never "
               "No.",
    .example =
        "foredesk target acme.foredesk --column escalated_to_eng --positive yes --horizon 48h",
    .options = target_options,
    .least = 1,
    .most = 1,
    .run = run_target,
};

/* ---- check ------------------------------------------------------------------------------------
 */

static gboolean
run_check(Invocation *call, GError **error)
{
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();
    g_autoptr(GString) line = g_string_new("check");

    if (!session)
        return FALSE;
    for (guint i = 1; i < call->words->len; i++)
        command_quote(line, verb_word(call, i));
    if (call->words->len > 1 && !run_command(session, ticker, line->str, error))
        return FALSE;
    return print_named(call, session, ticker, "check", error);
}

static const Verb check_verb = {
    .name = "check",
    .arguments = "WORKSPACE [right|wrong|unsure|skip|none [TICKET]]",
    .help = "read 40 tickets, and say whether their label is right",
    .details = "20 that the rule calls Yes and 20 No, drawn by lot from those that teach. Says how "
               "often the label is right on either side, with its interval, and shows the ticket "
               "to be read next.",
    .example = "foredesk check acme.foredesk right",
    .least = 1,
    .most = 3,
    .run = run_check,
};

/* ---- features
 * ------------------------------------------------------------------------------------ */

typedef struct {
    GError **error;
} MatrixOut;

static gboolean
write_matrix(const char *bytes, gsize length, gpointer data)
{
    return print_bytes(bytes, length, ((MatrixOut *)data)->error);
}

/* What the learner sees of one part, from the same functions that training uses. */
static gboolean
print_matrix(Invocation *call, Session *session, Ticker *ticker, SplitPart part, GError **error)
{
    sqlite3 *database = workspace_database(session_workspace(session));
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(session));
    g_autoptr(Task) task = task_load(frames, database, session_task(session)->id, error);
    g_autoptr(GPtrArray) features = task ? features_load_enabled(database, task, error) : NULL;
    g_autoptr(LearnData) data =
        features ? learn_data_new(task, frames, database, features,
                                  ticker_progress(ticker, "computing features"), error)
                 : NULL;
    MatrixOut out = {error};

    if (!data)
        return FALSE;
    const Matrix *matrix = learn_data_matrix(data, part, error);
    ticker_pause(ticker);
    return matrix && matrix_print_csv(matrix, task->frame, write_matrix, &out);
}

static gboolean
check_matrix(const Invocation *call, SplitPart *part, GError **error)
{
    const char *split = verb_option(call, "split");

    if (!split_from_name(split ? split : "train", part, error))
        return FALSE;
    if (call->format == FORMAT_JSON) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "features: a matrix is printed as CSV: --matrix --csv");
        return FALSE;
    }
    return TRUE;
}

static gboolean
switch_features(Invocation *call, Session *session, Ticker *ticker, GError **error)
{
    static const char *const commands[][2] = {{"add", "feature add"},
                                              {"on", "feature on"},
                                              {"off", "feature off"},
                                              {"save", "feature save"},
                                              {"load", "feature load"}};
    for (guint i = 0; i < G_N_ELEMENTS(commands); i++) {
        const char *value = verb_option(call, commands[i][0]);
        g_autoptr(GString) line = g_string_new(commands[i][1]);
        if (!value)
            continue;
        command_quote(line, value);
        if (!run_command(session, ticker, line->str, error))
            return FALSE;
    }
    return TRUE;
}

/* Candidates made anew where anything about them is asked for. */
static gboolean
propose_features(Invocation *call, Session *session, Ticker *ticker, GError **error)
{
    static const char *const names[] = {"depth", "windows", "budget", "topics", "keep"};
    g_autoptr(GString) line = g_string_new("features propose");
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (verb_option(call, names[i]))
            append_option(line, names[i], verb_option(call, names[i]));
    return !strchr(line->str, '=') || run_command(session, ticker, line->str, error);
}

static gboolean
run_features(Invocation *call, GError **error)
{
    static const char *const expressions[] = {"add", NULL};
    SplitPart part = SPLIT_TRAIN;
    g_autoptr(Session) session = NULL;
    g_autoptr(Ticker) ticker = ticker_new();

    verb_asks(call, expressions);
    if (verb_option(call, "matrix") && !check_matrix(call, &part, error))
        return FALSE;
    if (!(session = open_workspace(verb_word(call, 0), error)))
        return FALSE;
    if (verb_option(call, "matrix") && !session_task(session)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "features: no target yet: say what to predict with `foredesk target`");
        return FALSE;
    }
    if (verb_option(call, "matrix") && part == SPLIT_TEST && !session_looks(session)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "features: the test set is sealed: `foredesk unseal %s` opens it",
                    verb_word(call, 0));
        return FALSE;
    }
    if (verb_option(call, "matrix"))
        return print_matrix(call, session, ticker, part, error);
    const char *page = verb_option(call, "page");
    g_autofree char *name = page                              ? g_strconcat("feature ", page, NULL)
                            : verb_option(call, "candidates") ? g_strdup("candidates")
                            : verb_option(call, "smallest")   ? g_strdup("smallest")
                            : verb_option(call, "sets")       ? g_strdup("sets")
                            : verb_option(call, "seasons")    ? g_strdup("seasons")
                                                              : g_strdup("features");
    return propose_features(call, session, ticker, error) &&
           switch_features(call, session, ticker, error) &&
           print_named(call, session, ticker, name, error);
}

static const Option features_options[] = {
    {"on", "NAME", "let the model see it"},
    {"off", "NAME", "take it away from the model"},
    {"add", "EXPR", "add one of your own, in PQL"},
    {"save", "SET", "keep what is on as a set of this name"},
    {"load", "SET", "let the model see the features of a set and no others"},
    {"sets", NULL, "hold the sets against each other in money: trains each"},
    {"seasons", NULL, "does a model that never saw a season hold in it? trains two a season"},
    {"smallest", NULL, "look for the fewest features that do as well: trains many"},
    {"page", "NAME", "the page of one: its values by outcome, month by month"},
    {"depth", "1|2", "make the candidates anew: how many tables away they look"},
    {"windows", "LIST", "the same, over these windows: 2d,30d,90d; data: chosen from it"},
    {"budget", "N", "the same: how many may be on; auto: as many as the rows allow"},
    {"topics", "N", "the same: most topics of texts among the candidates, 0 to 50 (12)"},
    {"keep", "HOW", "over budget, keep those that tell most (gain) or the first (order)"},
    {"candidates", NULL, "print how many there were, what was dropped and why"},
    {"matrix", NULL, "print what the learner sees, as CSV: id, label, one column a number"},
    {"split", "PART", "of the matrix: train (as a rule), stop, validation or test"},
    {NULL, NULL, NULL},
};
static const Verb features_verb = {
    .name = "features",
    .arguments = "WORKSPACE",
    .help = "list what the model may look at, and switch it on and off",
    .example = "foredesk features acme.foredesk --matrix --split validation --csv",
    .options = features_options,
    .least = 1,
    .most = 1,
    .run = run_features,
};

/* ---- leakage -----------------------------------------------------------------------------------
 */

static const Verb leakage_verb = {
    .name = "leakage",
    .arguments = "WORKSPACE [COLUMN|FEATURE]",
    .help = "which columns and features know what came later",
    .details = "A verdict each: clear, suspect, leak, or untestable where nothing dates it; with "
               "the sentence that says why, and what was there when. Of one column or feature: "
               "every sign that was looked at, and what it would have said an hour, a day, a week "
               "or a horizon sooner. A leak is off until you say that it was known at arrival.",
    .example = "foredesk leakage acme.foredesk work_queue",
    .least = 1,
    .most = 2,
    .report = "leakage",
};

static const Verb too_good_verb = {
    .name = "too-good",
    .arguments = "WORKSPACE [COLUMN]",
    .help = "what a column that leaks would seem to save, in money",
    .details = "Trains boosted trees with the features that read the column and without them, "
               "judges both on the same validation rows, and says by how much the leak is too "
               "good, with an interval. Without a column: all that leak. Nothing of it is kept.",
    .example = "foredesk too-good acme.foredesk work_queue",
    .least = 1,
    .most = 2,
    .report = "too-good",
};

/* ---- channels ----------------------------------------------------------------------------------
 */

static gboolean
run_channels(Invocation *call, GError **error)
{
    const char *column = verb_option(call, "column");
    g_autofree char *name = g_strconcat("channels", column ? " " : "", column, NULL);
    g_autoptr(Session) session = open_workspace(verb_word(call, 0), error);
    g_autoptr(Ticker) ticker = ticker_new();

    return session && print_named(call, session, ticker, name, error);
}

static const Option channels_options[] = {
    {"column", "NAME", "another column than the one whose role is channel"},
    {NULL, NULL, NULL},
};
static const Verb channels_verb = {
    .name = "channels",
    .arguments = "WORKSPACE",
    .help = "one model for all channels or one for each, and which channel to start with",
    .details =
        "Trains boosted trees on all channels, on each alone, and on all without being told "
        "the channel, and judges them on the same validation tickets of each channel: what a "
        "model of its own saves, with an interval. A channel with fewer than 30 events to "
        "learn from has none. Warns where several channels began at once. Nothing of it is "
        "kept.",
    .example = "foredesk channels acme.foredesk",
    .options = channels_options,
    .least = 1,
    .most = 1,
    .run = run_channels,
};

const Verb *const task_verbs[] = {&targets_verb,  &target_verb,  &check_verb,    &features_verb,
                                  &channels_verb, &leakage_verb, &too_good_verb, NULL};
