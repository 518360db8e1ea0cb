/* Claims of texts: which words go with which events is learned from training tickets without
 * looking at their outcome, and what the user says of it comes first. */
#include "signals/claims.h"

#include <stdlib.h>
#include <string.h>

#define WORTH_A_LOOK 0.001
#define LEAST_TIMES 1.3 /* as often as without the word */
enum { LEAST_SAID = 20 };

const char *const claim_kinds[] = {"confirmed", "contradicted", "unspoken", "none", "no-telemetry"};

void
claim_events_free(gpointer data)
{
    ClaimEvents *events = data;
    if (!events)
        return;
    feature_free(events->count);
    feature_free(events->any);
    g_free(events->name);
    g_free(events->counted);
    g_free(events->seen);
    g_free(events);
}

static void
claim_free(gpointer data)
{
    Claim *claim = data;
    g_free(claim->name);
    g_free(claim->words);
    g_free(claim->kind);
    g_free(claim);
}

void
claims_clear(Claims *all)
{
    claim_texts_clear(&all->texts);
    g_clear_pointer(&all->events, g_ptr_array_unref);
    g_clear_pointer(&all->claims, g_ptr_array_unref);
}

/* ---- events ------------------------------------------------------------------------------------
 */

/* A count of each ticket that is looked at; the caller frees. */
static double *
count_each(const ClaimTexts *texts, Feature *feature, FeatureEngine *engine, Progress *progress,
           GError **error)
{
    g_autoptr(GPtrArray) one = g_ptr_array_new();
    g_ptr_array_add(one, feature);
    g_autoptr(GPtrArray) values =
        feature_compute(engine, one, texts->row, texts->n, progress, error);
    FeatureValues *of = values ? g_ptr_array_index(values, 0) : NULL;
    return of && of->number ? g_memdup2(of->number, (gsize)texts->n * sizeof(double)) : NULL;
}

ClaimEvents *
claim_events_new(const ClaimTexts *texts, const char *name, const char *count, const char *any,
                 FeatureEngine *engine, Progress *progress, GError **error)
{
    ClaimEvents *events = g_new0(ClaimEvents, 1);
    g_autofree double *ever = NULL;

    events->name = g_strdup(name);
    if ((events->count = feature_parse(count, texts->task, error)) &&
        (events->any = feature_parse(any, texts->task, error)) &&
        (events->counted = count_each(texts, events->count, engine, progress, error)))
        ever = count_each(texts, events->any, engine, progress, error);
    if (!ever) {
        if (error && !*error)
            g_set_error(
                error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "claim %s: %s is no number of events: write COUNT(events.* WHERE …, -48, 0, "
                "hours)",
                name, count);
        claim_events_free(events);
        return NULL;
    }
    events->seen = g_new0(guint64, (gsize)texts->n / 64 + 1);
    for (guint32 i = 0; i < texts->n; i++)
        if (ever[i] > 0)
            bits_set(events->seen, i);
    return events;
}

typedef struct {
    gint32 code;
    guint32 rows;
} Common;

static int
commonest_first(gconstpointer a, gconstpointer b)
{
    const Common *x = a, *y = b;
    if (x->rows != y->rows)
        return x->rows < y->rows ? 1 : -1;
    return (x->code > y->code) - (x->code < y->code);
}

/* The values of one column of events, by the key that tickets and events share. */
static gboolean
add_values(GPtrArray *found, const ClaimTexts *texts, const Frame *events,
           const FrameColumn *column, const KeyPair *pair, FeatureEngine *engine,
           Progress *progress, GError **error)
{
    guint32 size = dictionary_size(column->dictionary);
    g_autofree Common *common = g_new0(Common, (gsize)size + 1);
    const char *entity = texts->task->frame->table->name;
    g_autofree char *any =
        g_strdup_printf("COUNT(%s.*) VIA %s.%s", events->table->name, entity, pair->entity->name);

    for (guint32 k = 0; k < size; k++)
        common[k].code = (gint32)k;
    for (guint32 row = 0; row < events->n; row++)
        if (column->code[row] >= 0)
            common[column->code[row]].rows++;
    qsort(common, size, sizeof *common, commonest_first);
    for (guint k = 0; k < MIN(size, CLAIM_VALUES) && common[k].rows; k++) {
        const char *value = dictionary_text(column->dictionary, (guint32)common[k].code);
        g_autofree char *quoted = text_quote(value, '\'');
        g_autofree char *count = g_strdup_printf(
            "COUNT(%s.* WHERE %s = %s, -%d, 0, hours) VIA %s.%s", events->table->name,
            column->info->name, quoted, CLAIM_HOURS, entity, pair->entity->name);
        ClaimEvents *one = claim_events_new(texts, value, count, any, engine, progress, error);
        if (!one)
            return FALSE;
        g_ptr_array_add(found, one);
    }
    return TRUE;
}

/* Whether a table's rows are events: dated, not the tickets themselves nor made of them. */
static gboolean
holds_events(const Task *task, const TableInfo *table)
{
    return table->time && table->id != task->frame->table->id && !table->entries_of &&
           table != task->frame->table->log && !table->pool;
}

GPtrArray *
claim_events_find(const ClaimTexts *texts, FrameStore *frames, sqlite3 *database,
                  Progress *progress, GError **error)
{
    const Task *task = texts->task;
    const Catalogue *catalogue = task->frame->catalogue;
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func(claim_events_free);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, database, error);

    for (guint i = 0; engine && i < catalogue->tables->len; i++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, i);
        if (!holds_events(task, table))
            continue;
        g_autoptr(GArray) pairs = paths_between(catalogue, task->frame->table, table);
        g_autoptr(Frame) frame = frame_store_get(frames, database, table, progress, error);
        if (!frame)
            return NULL;
        for (guint k = 0; pairs->len && k < frame->columns->len; k++) {
            const FrameColumn *column = g_ptr_array_index(frame->columns, k);
            if (column->kind == KIND_CATEGORY && !column->info->pii &&
                dictionary_size(column->dictionary) >= 2 &&
                dictionary_size(column->dictionary) <= 50 &&
                !add_values(found, texts, frame, column, &g_array_index(pairs, KeyPair, 0), engine,
                            progress, error))
                return NULL;
        }
    }
    return engine ? g_steal_pointer(&found) : NULL;
}

/* ---- learning ----------------------------------------------------------------------------------
 */

typedef struct {
    guint word, events;
    double p, adjusted, times;
} Pair;

static int
likeliest_first(gconstpointer a, gconstpointer b)
{
    const Pair *x = a, *y = b;
    if (x->p != y->p)
        return x->p < y->p ? -1 : 1;
    if (x->times != y->times)
        return x->times > y->times ? -1 : 1;
    return x->word < y->word ? -1 : x->word > y->word;
}

/* Training tickets of which there is telemetry: where events are (at least `least`), by who says
 * it. */
typedef struct {
    double said, said_there, other, other_there;
} Split;

static Split
split_by(const ClaimTexts *texts, const ClaimEvents *events, const guint64 *said,
         const guint64 *without, double least)
{
    Split split = {0, 0, 0, 0};
    for (guint32 i = 0; i < texts->learned; i++) {
        if (!bits_has(events->seen, i) || (without && bits_has(without, i)))
            continue;
        gboolean there = events->counted[i] >= least;
        if (bits_has(said, i)) {
            split.said++;
            split.said_there += there;
        } else {
            split.other++;
            split.other_there += there;
        }
    }
    return split;
}

/* How many tickets of a customer there are for a ticket, of those that say it. */
static double
mean_cluster(const ClaimTexts *texts, const ClaimEvents *events, const guint64 *said,
             const guint64 *without)
{
    g_autoptr(GHashTable) sizes = g_hash_table_new(NULL, NULL);
    double n = 0, squares = 0;

    for (guint32 i = 0; texts->cluster[0] && i < texts->learned; i++) {
        if ((said && !bits_has(said, i)) || !bits_has(events->seen, i) ||
            (without && bits_has(without, i)))
            continue;
        gpointer key = GUINT_TO_POINTER(texts->cluster[0][i]);
        guint size = GPOINTER_TO_UINT(g_hash_table_lookup(sizes, key));
        squares += 2.0 * size + 1;
        n++;
        g_hash_table_insert(sizes, key, GUINT_TO_POINTER(size + 1));
    }
    return n > 0 ? squares / n : 1;
}

/* `alike`: how alike tickets of one customer are in having the events, from 0 to 1. By it and by
 * how many of a customer's tickets say the word these are worth fewer (Kish 1965). */
static Pair
pair_of(const ClaimTexts *texts, const ClaimEvents *events, const guint64 *said,
        const guint64 *without, double alike)
{
    Split split = split_by(texts, events, said, without, 1);
    Pair pair = {.p = 1, .times = 0};

    if (split.said < LEAST_SAID || split.other < LEAST_SAID || split.other_there <= 0)
        return pair;
    double rate = split.other_there / split.other;
    pair.times = split.said_there / split.said / rate;
    if (pair.times > 1)
        pair.p = stats_binomial_above(split.said_there, split.said, rate);
    if (pair.p < WORTH_A_LOOK) {
        double effect = 1 + alike * (mean_cluster(texts, events, said, without) - 1);
        pair.p = stats_binomial_above(split.said_there / effect, split.said / effect, rate);
    }
    return pair;
}

static double
alike_of(const ClaimTexts *texts, const ClaimEvents *events)
{
    g_autofree guint8 *there = g_new(guint8, (gsize)texts->learned + 1);
    double size = mean_cluster(texts, events, NULL, NULL);

    for (guint32 i = 0; i < texts->learned; i++)
        there[i] = events->counted[i] >= 1;
    double effect = stats_design_effect(there, texts->cluster[0], texts->learned);
    return size > 1 ? MIN((effect - 1) / (size - 1), 1) : 0;
}

/* Every word against all events, the likeliest first; those beyond luck have adjusted below 0.05.
 */
static GArray *
pairs_of(const Claims *all, const double *alike)
{
    const ClaimTexts *texts = &all->texts;
    GArray *pairs = g_array_new(FALSE, FALSE, sizeof(Pair));

    for (guint e = 0; e < all->events->len; e++)
        for (guint w = 0; w < texts->words->len; w++) {
            Pair pair = pair_of(texts, g_ptr_array_index(all->events, e),
                                g_ptr_array_index(texts->said, w), NULL, alike[e]);
            pair.word = w;
            pair.events = e;
            g_array_append_val(pairs, pair);
        }
    g_autofree double *p = g_new(double, (gsize)pairs->len + 1);
    g_autofree double *adjusted = g_new(double, (gsize)pairs->len + 1);
    for (guint i = 0; i < pairs->len; i++)
        p[i] = g_array_index(pairs, Pair, i).p;
    stats_holm(p, pairs->len, adjusted);
    for (guint i = 0; i < pairs->len; i++)
        g_array_index(pairs, Pair, i).adjusted = adjusted[i];
    g_array_sort(pairs, likeliest_first);
    return pairs;
}

/* How many events it takes: where the words tell most. */
static double
least_of(const ClaimTexts *texts, const ClaimEvents *events, const guint64 *said)
{
    static const double tried[] = {1, 2, 3, 5, 10};
    double best = 1, most = 0;

    for (guint i = 0; i < G_N_ELEMENTS(tried); i++) {
        Split split = split_by(texts, events, said, NULL, tried[i]);
        double a = split.said_there / MAX(split.said, 1),
               b = split.other_there / MAX(split.other, 1);
        double both = (split.said_there + split.other_there) / MAX(split.said + split.other, 1);
        double z = both > 0 && both < 1
                       ? (a - b) / sqrt(both * (1 - both) *
                                        (1 / MAX(split.said, 1) + 1 / MAX(split.other, 1)))
                       : 0;
        if (z > most * 1.02) { /* a little more isn't worth another number */
            most = z;
            best = tried[i];
        }
    }
    return best;
}

static Claim *
claim_new(const char *name, const char *words, ClaimEvents *events, double least)
{
    Claim *claim = g_new0(Claim, 1);
    claim->name = g_strdup(name);
    claim->words = g_strdup(words);
    claim->events = events;
    claim->least = least;
    claim->p = NAN;
    return claim;
}

/* The surest word of the events first, then those that still tell where no word before them stands.
 */
static Claim *
learn_one(Claims *all, const GArray *pairs, guint first, const double *alike, guint8 *taken)
{
    const ClaimTexts *texts = &all->texts;
    const Pair *surest = &g_array_index(pairs, Pair, first);
    ClaimEvents *events = g_ptr_array_index(all->events, surest->events);
    g_autofree guint64 *said = g_new0(guint64, (gsize)texts->n / 64 + 1);
    g_autoptr(GString) words = g_string_new(NULL);
    guint n = 0;

    for (guint i = first; i < pairs->len && n < CLAIM_WORDS; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        const guint64 *its = g_ptr_array_index(texts->said, pair->word);
        if (pair->events != surest->events || taken[pair->word] || !(pair->adjusted < 0.05) ||
            pair->times < LEAST_TIMES)
            continue;
        Pair more = pair_of(texts, events, its, said, alike[pair->events]);
        if (n && (more.p * all->tested >= 0.05 || more.times < LEAST_TIMES))
            continue;
        taken[pair->word] = 1;
        g_string_append_printf(words, "%s%s", n++ ? "," : "",
                               (char *)texts->words->pdata[pair->word]);
        for (gsize w = 0; w <= texts->n / 64; w++)
            said[w] |= its[w];
    }
    Claim *claim = claim_new(events->name, words->str, events, least_of(texts, events, said));
    claim->p = surest->adjusted;
    return claim;
}

static void
learn(Claims *all)
{
    g_autofree double *alike = g_new(double, (gsize)all->events->len + 1);
    g_autofree guint8 *taken = g_new0(guint8, (gsize)all->texts.words->len + 1);
    g_autofree guint8 *told = g_new0(guint8, (gsize)all->events->len + 1);

    for (guint e = 0; e < all->events->len; e++)
        alike[e] = alike_of(&all->texts, g_ptr_array_index(all->events, e));
    all->tested = all->events->len * all->texts.words->len;
    g_autoptr(GArray) pairs = pairs_of(all, alike);
    for (guint i = 0; i < pairs->len && all->claims->len < CLAIMS_MOST; i++) {
        const Pair *pair = &g_array_index(pairs, Pair, i);
        if (!(pair->adjusted < 0.05))
            break;
        if (told[pair->events] || taken[pair->word] || pair->times < LEAST_TIMES)
            continue;
        told[pair->events] = 1;
        g_ptr_array_add(all->claims, learn_one(all, pairs, i, alike, taken));
    }
}

/* ---- what the user says ------------------------------------------------------------------------
 */

static Claim *
claim_named(const Claims *all, const char *name)
{
    for (guint i = 0; i < all->claims->len; i++)
        if (strcmp(((Claim *)g_ptr_array_index(all->claims, i))->name, name) == 0)
            return g_ptr_array_index(all->claims, i);
    return NULL;
}

/* Empty fields are what was learned; without words the claim is none. */
static gboolean
take_own(Claims *all, const ClaimSaid *said, FeatureEngine *engine, Progress *progress,
         GError **error)
{
    Claim *claim = claim_named(all, said->name);

    if (!*said->words) {
        if (claim)
            g_ptr_array_remove(all->claims, claim);
        return TRUE;
    }
    if (!claim && !*said->events)
        return TRUE; /* nothing is known of its events any more */
    if (!claim)
        g_ptr_array_add(all->claims, claim = claim_new(said->name, said->words, NULL, 1));
    if (*said->events) {
        PqlNode *node = pql_parse_expression(said->events, error);
        const PqlNode *what = node && node->type == PQL_AGGREGATE && node->arguments->len
                                  ? g_ptr_array_index(node->arguments, 0)
                                  : NULL;
        g_autofree char *via = what && node->via ? pql_print(node->via) : NULL;
        g_autofree char *any =
            g_strdup_printf("COUNT(%s.*)%s%s", what && what->table ? what->table : "",
                            via ? " VIA " : "", via ? via : "");
        gboolean read = node != NULL;
        pql_node_free(node);
        if (!read)
            return FALSE;
        claim->events =
            claim_events_new(&all->texts, said->name, said->events, any, engine, progress, error);
        if (!claim->events)
            return FALSE;
        g_ptr_array_add(all->events, claim->events);
    }
    g_free(claim->words);
    claim->words = g_strdup(said->words);
    claim->least = said->least > 0 ? said->least : claim->least;
    claim->said_so = TRUE;
    return TRUE;
}

/* ---- what is found -----------------------------------------------------------------------------
 */

static ClaimKind
kind_of(const Claim *claim, const guint64 *said, guint32 i)
{
    if (!bits_has(claim->events->seen, i))
        return CLAIM_NO_TELEMETRY;
    gboolean there = claim->events->counted[i] >= claim->least;
    if (bits_has(said, i))
        return there ? CLAIM_CONFIRMED : CLAIM_CONTRADICTED;
    return there ? CLAIM_UNSPOKEN : CLAIM_NONE;
}

static Interval
there_among(const ClaimTexts *texts, const Claim *claim, guint part, gboolean said)
{
    guint32 from = part ? texts->learned : 0, n = texts->rows[part].n, found = 0;
    g_autofree guint8 *there = g_new(guint8, (gsize)n + 1);
    g_autofree guint32 *cluster = texts->cluster[part] ? g_new(guint32, (gsize)n + 1) : NULL;

    for (guint32 i = 0; i < n; i++) {
        ClaimKind kind = (ClaimKind)claim->kind[from + i];
        gboolean says = kind == CLAIM_CONFIRMED || kind == CLAIM_CONTRADICTED;
        if (kind == CLAIM_NO_TELEMETRY || says != said)
            continue;
        if (cluster)
            cluster[found] = texts->cluster[part][i];
        there[found++] = kind == CLAIM_CONFIRMED || kind == CLAIM_UNSPOKEN;
    }
    return stats_rate(there, cluster, found, 0.95);
}

static void
find_kinds(const Claims *all, Claim *claim)
{
    const ClaimTexts *texts = &all->texts;
    g_autofree guint64 *said = claim_said(texts, claim->words);

    claim->kind = g_new(guint8, (gsize)texts->n + 1);
    for (guint32 i = 0; i < texts->n; i++)
        claim->kind[i] = (guint8)kind_of(claim, said, i);
    for (guint part = 0; part < 2; part++) {
        claim->with[part] = there_among(texts, claim, part, TRUE);
        claim->without[part] = there_among(texts, claim, part, FALSE);
    }
}

gboolean
claims_find(Claims *all, const Task *task, FrameStore *frames, sqlite3 *database,
            Progress *progress, GError **error)
{
    g_autoptr(GPtrArray) own = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GPtrArray) said = claims_said(database);
    g_autoptr(FeatureEngine) engine = feature_engine_new(task, frames, database, error);

    for (guint i = 0; i < said->len; i++) {
        g_auto(GStrv) words = g_strsplit(((ClaimSaid *)g_ptr_array_index(said, i))->words, ",", -1);
        for (guint k = 0; words[k]; k++)
            g_ptr_array_add(own, g_strdup(words[k]));
    }
    all->claims = g_ptr_array_new_with_free_func(claim_free);
    if (!engine || !claim_texts_read(&all->texts, task, own, database, progress, error) ||
        !(all->events = claim_events_find(&all->texts, frames, database, progress, error)))
        return FALSE;
    learn(all);
    for (guint i = 0; i < said->len; i++)
        if (!take_own(all, g_ptr_array_index(said, i), engine, progress, error))
            return FALSE;
    for (guint i = 0; i < all->claims->len; i++)
        find_kinds(all, g_ptr_array_index(all->claims, i));
    return TRUE;
}
