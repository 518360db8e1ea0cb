/* Commands on models and on the decision: use, delete, costs, capacity, the line, the sealed
 * test set. */
#include "session_private.h"

#include <math.h>
#include <string.h>

/* ---- which model -------------------------------------------------------------------------- */

static gboolean
apply_use_model(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                GError **error)
{
    const char *word;
    gint64 id = 0;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    word = call_word(call, 0);
    if (strcmp(word, "none") != 0) {
        if (!session_read_models(session, error))
            return FALSE;
        if (!number_parse_integer(word, -1, &id) || !session_judged(session, id)) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "no model %s; `models` lists them", word);
            return FALSE;
        }
    }
    const Judged *chosen = id ? session_judged(session, id) : NULL;
    if (chosen && chosen->open) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s learned from %u columns nobody has answered for: answer them (1 Audit) and "
                    "train again; it is there to compare, not to be used",
                    chosen->model->name, chosen->open);
        return FALSE;
    }
    if (chosen && chosen->other) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s was judged in the other regime (%s): `regime %s` first",
                    chosen->model->name, model_regime_word(chosen->model),
                    model_regime(chosen->model) == REGIME_FROZEN ? "frozen" : "seed");
        return FALSE;
    }
    command_quote(resolved, word);
    if (session->model_id)
        g_string_append_printf(inverse, "use model %" G_GINT64_FORMAT, session->model_id);
    else
        g_string_append(inverse, "use model none");
    session->model_id = id;
    session_judge(session);
    g_autofree char *setting = session_model_setting(session, session->task_id);
    return setting_set(workspace_database(session->workspace), setting, id ? word : "0", error);
}

static gboolean
apply_delete_model(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                   GError **error)
{
    gint64 id;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (!number_parse_integer(call_word(call, 0), -1, &id) || !session_judged(session, id)) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "no model %s; `models` lists them",
                    call_word(call, 0));
        return FALSE;
    }
    command_quote(resolved, call_word(call, 0));
    return model_delete(workspace_database(session->workspace), id, error) &&
           session_load_models(session, error);
}

/* ---- costs and capacity ------------------------------------------------------------------- */

static gboolean
set_amount(Session *session, const CommandCall *call, const char *command, const char *setting,
           double *amount, double high, GString *resolved, GString *inverse, GError **error)
{
    double value;
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (!call_check(call, 1, 1, NULL, error) ||
        !call_number("the amount", call_word(call, 0), 0, high, &value, error))
        return FALSE;
    g_string_append_printf(inverse, "%s %s", command, g_ascii_dtostr(text, sizeof text, *amount));
    g_ascii_dtostr(text, sizeof text, value);
    command_quote(resolved, text);
    if (!setting_set(workspace_database(session->workspace), setting, text, error))
        return FALSE;
    *amount = value;
    session_judge(session);
    return TRUE;
}

static gboolean
apply_cost_missed(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                  GError **error)
{
    return set_amount(session, call, "cost missed", "policy.missed", &session->policy.missed, 1e9,
                      resolved, inverse, error);
}

static gboolean
apply_cost_false_alarm(Session *session, const CommandCall *call, GString *resolved,
                       GString *inverse, GError **error)
{
    return set_amount(session, call, "cost false-alarm", "policy.false_alarm",
                      &session->policy.false_alarm, 1e9, resolved, inverse, error);
}

static gboolean
apply_capacity(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
               GError **error)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    double value = NAN, before = session->policy.capacity;

    if (!call_check(call, 1, 1, NULL, error))
        return FALSE;
    if (strcmp(call_word(call, 0), "none") != 0 &&
        !call_number("the capacity", call_word(call, 0), 0, 1e9, &value, error))
        return FALSE;
    if (session->brief && !session->brief->timed && value > 1) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "this table has no time, so the capacity is a share of the tickets: 0 to 1");
        return FALSE;
    }
    g_string_append_printf(inverse, "capacity %s",
                           isnan(before) ? "none" : g_ascii_dtostr(text, sizeof text, before));
    const char *word = isnan(value) ? "none" : g_ascii_dtostr(text, sizeof text, value);
    command_quote(resolved, word);
    if (!setting_set(workspace_database(session->workspace), "policy.capacity", word, error))
        return FALSE;
    session->policy.capacity = value;
    session_judge(session);
    return TRUE;
}

/* ---- the line ----------------------------------------------------------------------------- */

static void
describe_line(const LineChoice *line, GString *out)
{
    char text[G_ASCII_DTOSTR_BUF_SIZE];
    const char *word = line->mode == LINE_CHEAPEST ? "cheapest"
                       : line->mode == LINE_CAPACITY
                           ? "capacity"
                           : g_ascii_dtostr(text, sizeof text, line->line);
    command_quote(out, word);
}

/* Where a flagged count puts the line: the score of its last ticket. */
static gboolean
line_at_flagged(Session *session, const char *text, double *line, GError **error)
{
    const Judged *selected = session_selected(session);
    double flagged;

    if (!selected) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "flagged= needs a selected model: use model N");
        return FALSE;
    }
    if (!call_number("flagged", text, 0, selected->table->n, &flagged, error))
        return FALSE;
    guint32 k = (guint32)flagged;
    *line = k ? selected->scores->score[k - 1]
              : (selected->table->n ? nextafter(selected->scores->score[0], INFINITY) : 1);
    return TRUE;
}

static gboolean
parse_line(Session *session, const CommandCall *call, LineChoice *line, GError **error)
{
    const char *word = call_word(call, 0), *flagged = call_named(call, "flagged");

    line->line = NAN;
    line->mode = LINE_FIXED;
    if (flagged)
        return line_at_flagged(session, flagged, &line->line, error);
    if (!word) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "give a line from 0 to 1, cheapest, or capacity");
        return FALSE;
    }
    if (strcmp(word, "cheapest") == 0 || strcmp(word, "best") == 0) {
        line->mode = LINE_CHEAPEST;
        return TRUE;
    }
    if (strcmp(word, "capacity") == 0) {
        line->mode = LINE_CAPACITY;
        if (!isnan(session->policy.capacity))
            return TRUE;
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    session->brief && !session->brief->timed
                        ? "no capacity is set: `capacity 0.2` says what share can be checked"
                        : "no capacity is set: `capacity 40` says how many checks a day");
        return FALSE;
    }
    return call_number("the line", word, 0, 1.0000001, &line->line, error);
}

static gboolean
apply_threshold(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
                GError **error)
{
    static const char *const names[] = {"flagged", NULL};
    static const char *const modes[] = {"cheapest", "capacity", "fixed"};
    LineChoice line;
    char text[G_ASCII_DTOSTR_BUF_SIZE];

    if (!call_check(call, 0, 1, names, error) || !parse_line(session, call, &line, error))
        return FALSE;
    g_string_append(inverse, "threshold");
    describe_line(&session->line, inverse);
    describe_line(&line, resolved);
    sqlite3 *database = workspace_database(session->workspace);
    if (!setting_set(database, "line.mode", modes[line.mode], error) ||
        !setting_set(database, "line.value", g_ascii_dtostr(text, sizeof text, line.line), error))
        return FALSE;
    session->line = line;
    session_judge(session);
    return TRUE;
}

/* ---- the sealed test set ------------------------------------------------------------------ */

static const char *
why_not_chosen(Session *session)
{
    const char *why = why_no_model(session);
    if (why || session_selected(session))
        return why;
    return "choose the model first: the test set opens for one model (use model N)";
}

static gboolean
show_part(Session *session, SplitPart part, GError **error)
{
    session->part = part;
    return session_load_models(session, error);
}

static gboolean
apply_unseal(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
             GError **error)
{
    static const char *const names[] = {"sure", NULL};

    if (!call_check(call, 0, 0, names, error))
        return FALSE;
    if (g_strcmp0(call_named(call, "sure"), "yes") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "opening the test set is counted and can't be undone: unseal sure=yes");
        return FALSE;
    }
    g_string_append(resolved, " sure=yes");
    return db_run(workspace_database(session->workspace), error,
                  "INSERT INTO look(at, task_id, model_id, part) "
                  "VALUES(strftime('%Y-%m-%dT%H:%M:%SZ'), ?, ?, ?)",
                  "iis", session->task_id, session->model_id, split_name(SPLIT_TEST)) &&
           show_part(session, SPLIT_TEST, error);
}

static gboolean
apply_seal(Session *session, const CommandCall *call, GString *resolved, GString *inverse,
           GError **error)
{
    return call_check(call, 0, 0, NULL, error) && show_part(session, SPLIT_VALIDATION, error);
}

/* ---- the table ---------------------------------------------------------------------------- */

static char **
complete_model_ids(Session *session, guint word)
{
    return complete_models(session);
}

static char **
complete_line(Session *session, guint word)
{
    return g_strsplit("cheapest capacity", " ", -1);
}

static const Command use_model_command = {
    "use model",        "N|none",       "choose the model that decides",
    EFFECT_STATE,       FALSE,          why_no_model,
    complete_model_ids, apply_use_model};
static const Command delete_model_command = {"delete model",
                                             "N",
                                             "delete a model and reclaim its space",
                                             EFFECT_ARTEFACT,
                                             FALSE,
                                             why_no_model,
                                             complete_model_ids,
                                             apply_delete_model};
static const Command cost_missed_command = {"cost missed",
                                            "AMOUNT",
                                            "what a missed event costs",
                                            EFFECT_STATE,
                                            TRUE,
                                            why_not_writable,
                                            NULL,
                                            apply_cost_missed};
static const Command cost_false_alarm_command = {
    "cost false-alarm", "AMOUNT", "what a false alarm costs", EFFECT_STATE, TRUE,
    why_not_writable,   NULL,     apply_cost_false_alarm};
static const Command capacity_command = {
    "capacity",   "N|none",      "checks the team can do in a working day (without time: a share)",
    EFFECT_STATE, TRUE,          why_not_writable,
    NULL,         apply_capacity};
static const Command threshold_command = {"threshold",
                                          "P|cheapest|capacity|flagged=N",
                                          "where the line stands: flag when p ≥ line",
                                          EFFECT_STATE,
                                          TRUE,
                                          why_no_model,
                                          complete_line,
                                          apply_threshold};
static const Command unseal_command = {
    "unseal",
    "sure=yes",
    "open the sealed test set for the chosen model; every look is counted",
    EFFECT_LEDGER,
    FALSE,
    why_not_chosen,
    NULL,
    apply_unseal};
static const Command seal_command = {
    "seal", "", "show validation again", EFFECT_LEDGER, FALSE, why_no_model, NULL, apply_seal};

const Command *const model_commands[] = {&use_model_command,   &delete_model_command,
                                         &cost_missed_command, &cost_false_alarm_command,
                                         &capacity_command,    &threshold_command,
                                         &unseal_command,      &seal_command,
                                         &regime_command,      NULL};
