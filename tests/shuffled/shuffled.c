/* shuffled WORKSPACE [RUNS [MOST]]: whether a comparison finds what isn't there. Labels are dealt
 * anew among tickets of the same thirty days, so that the base rate still moves as it did and
 * nothing else tells; then features are proposed anew from those labels, combinations among them,
 * and the relational model is held against one of the ticket's own row, on validation, by the
 * paired interval of their AUCs (DeLong). Of RUNS (200) intervals at 95 % no more than MOST (16)
 * may leave zero out: with 10 expected, 17 come by luck in 3 of 100 series. */
#include <foredesk/session.h>
#include <math.h>
#include <stdio.h>

#define BLOCK (30 * TIME_DAY)

G_NORETURN static void
die(const char *where, const GError *error)
{
    fprintf(stderr, "shuffled: %s: %s\n", where, error ? error->message : "nothing is there");
    exit(4);
}

typedef struct {
    Task *task;
    FrameStore *frames;
    sqlite3 *database;
    GPtrArray *own, *all; /* Feature*, of the proposal */
    int together;         /* proposals with conditions that tell together */
} Trial;

/* Deals the known labels of each block of time among its tickets. */
static void
deal_labels(Task *task, GRand *random)
{
    g_autoptr(GArray) block = g_array_new(FALSE, FALSE, sizeof(guint32));
    for (guint32 i = 0; i < task->n_usable; i++) {
        guint32 row = task->order[i];
        gint64 now = task->seed_time[row] / BLOCK;
        if (task->state[row] == LABEL_KNOWN)
            g_array_append_val(block, row);
        if (i + 1 < task->n_usable && task->seed_time[task->order[i + 1]] / BLOCK == now)
            continue;
        for (guint at = block->len; at > 1; at--) {
            guint32 a = g_array_index(block, guint32, at - 1);
            guint32 b = g_array_index(block, guint32, g_rand_int_range(random, 0, (gint32)at));
            double label = task->label[a];
            task->label[a] = task->label[b];
            task->label[b] = label;
        }
        g_array_set_size(block, 0);
    }
}

/* Chances on validation by a model of these features; the caller frees. */
static double *
chances(const Trial *trial, GPtrArray *features, guint32 *n, guint8 **labels)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(LearnData) data =
        learn_data_new(trial->task, trial->frames, trial->database, features, NULL, &error);
    TrainInput input = {.task = trial->task, .features = features, .seed = 1, .kind = "logistic"};
    g_autoptr(Model) model = data ? model_train(&input, data, NULL, &error) : NULL;
    if (!model || model->why_not)
        die("training", error);
    const guint32 *rows = learn_data_rows(data, SPLIT_VALIDATION, n);
    double *p = g_new(double, (gsize)*n + 1);
    if (!model_score(model, data, rows, *n, p, &error))
        die("scoring", error);
    g_free(*labels);
    *labels = g_new(guint8, (gsize)*n + 1);
    for (guint32 i = 0; i < *n; i++)
        (*labels)[i] = trial->task->label[rows[i]] > 0.5;
    return p;
}

/* What is proposed by the labels as they stand, as `target` does it. */
static FeatureProposal *
propose_anew(Trial *trial)
{
    g_autoptr(GError) error = NULL;
    gboolean together = FALSE;
    FeatureProposal *proposal =
        learn_propose(trial->task, trial->frames, trial->database, NULL, &error);
    if (!proposal)
        die("proposing", error);
    g_ptr_array_set_size(trial->own, 0);
    g_ptr_array_set_size(trial->all, 0);
    for (guint i = 0; i < proposal->features->len; i++) {
        Feature *feature = proposal->features->pdata[i];
        if (!feature->enabled)
            continue;
        g_ptr_array_add(trial->all, feature);
        if (!feature->relational)
            g_ptr_array_add(trial->own, feature);
        together = together || feature->node->type == PQL_AND;
    }
    trial->together += together;
    return proposal;
}

static AucComparison
compare(Trial *trial)
{
    guint32 n;
    g_autoptr(FeatureProposal) proposal = propose_anew(trial);
    g_autofree guint8 *labels = NULL;
    g_autofree double *with = chances(trial, trial->all, &n, &labels);
    g_autofree double *without = chances(trial, trial->own, &n, &labels);
    return stats_auc_compare(with, without, labels, n, 0.95);
}

static int
count_found(Trial *trial, int runs)
{
    g_autoptr(GRand) random = g_rand_new_with_seed(20260101);
    int better = 0, worse = 0;
    double sum = 0;
    gint64 began = g_get_monotonic_time();
    AucComparison true_labels = compare(trial);
    printf("true labels: relational %.3f, own row %.3f, difference %+.3f (%+.3f to %+.3f)\n",
           true_labels.auc_a, true_labels.auc_b, true_labels.difference.value,
           true_labels.difference.low, true_labels.difference.high);
    printf("true labels: %s\n", trial->together ? "conditions that tell together are proposed"
                                                : "no conditions tell together");
    trial->together = 0;
    for (int run = 0; run < runs; run++) {
        deal_labels(trial->task, random);
        AucComparison found = compare(trial);
        better += found.difference.low > 0;
        worse += found.difference.high < 0;
        sum += found.difference.value;
    }
    printf("shuffled labels: %d of %d intervals leave zero out, %d better and %d worse; mean "
           "difference %+.4f; %.2f s a run\n",
           better + worse, runs, better, worse, runs ? sum / runs : NAN,
           (double)(g_get_monotonic_time() - began) / 1e6 / (runs + 1));
    printf("shuffled labels: conditions that tell together are proposed in %d of %d\n",
           trial->together, runs);
    return MAX(better + worse, trial->together);
}

int
main(int argc, char **argv)
{
    g_autoptr(GError) error = NULL;
    int runs = argc > 2 ? (int)g_ascii_strtoll(argv[2], NULL, 10) : 200;
    int most = argc > 3 ? (int)g_ascii_strtoll(argv[3], NULL, 10) : 16;
    if (argc < 2) {
        fprintf(stderr, "usage: shuffled WORKSPACE [RUNS [MOST]]\n");
        return 2;
    }
    g_autoptr(Session) session = session_open(argv[1], &error);
    if (!session || !session_task(session))
        die(argv[1], error);
    sqlite3 *database = workspace_database(session_workspace(session));
    g_autoptr(FrameStore) frames = frame_store_new(session_catalogue(session));
    g_autoptr(Task) task = task_load(frames, database, session_task(session)->id, &error);
    g_autoptr(GPtrArray) own = g_ptr_array_new(), all = g_ptr_array_new();
    if (!task)
        die(argv[1], error);
    return count_found(&(Trial){task, frames, database, own, all, 0}, runs) > most;
}
