/* Features switched one after the other: what is trained again to see the difference is the last
 * question alone, on training rows by lot where there are many. */
#include "session/session_private.h"

#include <foredesk/sample.h>
#include <foredesk/worth.h>
#include <glib/gstdio.h>
#include <math.h>

typedef struct {
    char *folder;
    Session *session;
} Desk;

static void
must(Session *session, const char *line)
{
    g_autoptr(GError) error = NULL;
    if (!session_run(session, line, &error) || !session_wait(session, NULL, NULL, &error))
        g_error("%s: %s", line, error->message);
}

static void
desk_open(Desk *desk)
{
    static const char *const lines[] = {
        "target column=escalated_to_eng positive=yes horizon=48h",
        "feature only priority category channel region",
        "train boost",
        "use model 1",
    };
    g_autoptr(GError) error = NULL;
    SampleOptions options;

    desk->folder = g_dir_make_tmp("foredesk-refit-XXXXXX", NULL);
    g_autofree char *path = g_build_filename(desk->folder, "desk.foredesk", NULL);
    g_autofree char *import = g_strdup_printf("import %s/tickets.csv", desk->folder);
    sample_options_init(&options);
    options.tickets = 1500;
    g_assert_true(sample_write(desk->folder, &options, NULL, &error));
    desk->session = session_open(path, NULL);
    session_yield(desk->session);
    must(desk->session, import);
    for (guint i = 0; i < G_N_ELEMENTS(lines); i++)
        must(desk->session, lines[i]);
}

static void
desk_close(Desk *desk)
{
    g_clear_pointer(&desk->session, session_close);
    g_autoptr(GDir) folder = g_dir_open(desk->folder, 0, NULL);
    const char *name;
    while (folder && (name = g_dir_read_name(folder))) {
        g_autofree char *file = g_build_filename(desk->folder, name, NULL);
        g_unlink(file);
    }
    g_rmdir(desk->folder);
    g_free(desk->folder);
}

/* As the pane does at each change: the report is asked for, and shown as far as it is there. */
static void
look(Desk *desk)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Report) report = session_report(desk->session, "features", &error);
    g_assert_no_error(error);
    g_assert_nonnull(report);
}

/* Trainings for a look that nobody stopped, of all that were asked for. */
static guint
going_on(Desk *desk, guint *asked)
{
    guint going = 0;

    *asked = 0;
    for (guint i = 0; i < desk->session->jobs->len; i++) {
        const Job *job = g_ptr_array_index(desk->session->jobs, i);
        if (g_strcmp0(job->view.title, "refit") != 0)
            continue;
        (*asked)++;
        going += job->view.state <= JOB_RUNNING && !progress_cancelled(job->view.progress);
    }
    return going;
}

static double
value_of(const Report *report, const char *id)
{
    for (guint i = 0; i < report->values->len; i++) {
        const ReportValue *value = g_ptr_array_index(report->values, i);
        if (strcmp(value->id, id) == 0)
            return value->cell->value;
    }
    return NAN;
}

/* Within the second all switches are one question; the pane looks again whenever a job ends, and
 * what ended because it was stale must not stop the one that is under way. */
static void
test_last_alone(void)
{
    static const char *const switches[] = {"feature off priority", "feature off channel",
                                           "feature on priority", "feature off region"};
    Desk desk;
    g_autoptr(GError) error = NULL;
    guint asked;

    desk_open(&desk);
    look(&desk);
    g_assert_cmpuint(going_on(&desk, &asked), ==, 0); /* nothing differs */
    g_assert_true(session_wait(desk.session, NULL, NULL, &error));
    for (guint i = 0; i < G_N_ELEMENTS(switches); i++) {
        g_assert_true(session_run(desk.session, switches[i], &error));
        look(&desk);
        look(&desk); /* asked twice, trained once */
        g_assert_cmpuint(going_on(&desk, &asked), ==, 1);
        g_assert_cmpuint(asked, ==, i + 1);
    }
    g_autoptr(Report) report = session_report_wait(desk.session, "features", NULL, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(isfinite(value_of(report, "refit")));
    g_assert_cmpuint(going_on(&desk, &asked), ==, 0);

    /* back to what the model saw: nothing is left to ask */
    g_assert_true(session_run(desk.session, "feature off category", &error));
    look(&desk);
    g_assert_cmpuint(going_on(&desk, &asked), ==, 1);
    g_assert_true(session_run(desk.session, "feature on category channel region", &error));
    g_assert_no_error(error);
    look(&desk);
    g_assert_cmpuint(going_on(&desk, &asked), ==, 0);
    g_assert_true(session_wait(desk.session, NULL, NULL, &error));
    desk_close(&desk);
}

/* By lot is the same lot each time, the same for both that are held against each other, and said.
 */
static void
test_by_lot(void)
{
    Desk desk;
    g_autoptr(GError) error = NULL;
    GString *json[3];

    desk_open(&desk);
    must(desk.session, "feature off channel");
    sqlite3 *database = workspace_database(session_workspace(desk.session));
    FrameStore *frames = frame_store_new(session_catalogue(desk.session));
    g_autoptr(Task) task = task_load(frames, database, session_task(desk.session)->id, &error);
    g_assert_no_error(error);
    Judged *judged = judged_load_model(database, 1, SPLIT_VALIDATION, &error);
    g_assert_no_error(error);
    WorthTerms terms = {.policy = {.missed = 500, .false_alarm = 50}, .mode = LINE_CHEAPEST};
    for (guint i = 0; i < 2; i++) {
        terms.most = 300;
        g_autoptr(Report) report =
            feature_refit_report(task, judged, frames, database, &terms, NULL, &error);
        g_assert_no_error(error);
        g_assert_cmpfloat(value_of(report, "sampled"), ==, 300);
        g_assert_nonnull(strstr(g_ptr_array_index(report->sentences, 1), "300 training rows"));
        report_print_json(report, json[i] = g_string_new(NULL));
    }
    g_assert_cmpstr(json[0]->str, ==, json[1]->str);
    terms.most = 0;
    g_autoptr(Report) whole =
        feature_refit_report(task, judged, frames, database, &terms, NULL, &error);
    g_assert_no_error(error);
    g_assert_true(isnan(value_of(whole, "sampled")));
    report_print_json(whole, json[2] = g_string_new(NULL));
    g_assert_cmpstr(json[0]->str, !=, json[2]->str);
    for (guint i = 0; i < G_N_ELEMENTS(json); i++)
        g_string_free(json[i], TRUE);
    judged_free(judged);
    frame_store_unref(frames);
    desk_close(&desk);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/refit/last-alone", test_last_alone);
    g_test_add_func("/refit/by-lot", test_by_lot);
    return g_test_run();
}
