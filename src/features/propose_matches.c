/* Rows of another table that say the same as the ticket in a column that no link knows: deployments
 * of its part of the product, errors on its endpoint, the customer's earlier tickets on its topic.
 * Which columns meet is found by the values that they share. */
#include "features/propose.h"

#define MOST_MATCHES 2 /* columns of the entity, a history */
#define MOST_WINDOWS 4
#define MOST_VALUES 2
#define FEWEST_SHARED 3 /* values that both columns have */
#define MOST_LEVELS 1000
/* So many rows of either table, in 10, say something that the other's say too. */
#define SHARED_ROWS 3

/* Whether a column may say what its row is about. */
static gboolean
can_match(const Proposal *proposal, const FrameColumn *column)
{
    const ColumnInfo *info = column->info;
    return info->kind == KIND_CATEGORY && column->code && !info->pii && info->role != ROLE_ID &&
           info->role != ROLE_CUSTOMER && info->role != ROLE_AGENT &&
           !is_link_column(proposal, info) && dictionary_size(column->dictionary) <= MOST_LEVELS;
}

/* Rows of a column whose code is marked, of those that are filled: in 10. */
static gboolean
covers(const FrameColumn *column, const guint8 *marked)
{
    guint64 filled = 0, shared = 0;
    for (guint32 row = 0; row < column->n; row++) {
        gint32 code = column->code[row];
        filled += code >= 0;
        shared += code >= 0 && marked[code];
    }
    return 10 * shared >= SHARED_ROWS * filled && shared > 0;
}

static gboolean
share_values(const FrameColumn *own, const FrameColumn *other)
{
    guint32 size = dictionary_size(other->dictionary), shared = 0;
    g_autofree guint8 *theirs = g_new0(guint8, (gsize)size + 1);
    g_autofree guint8 *ours = g_new0(guint8, (gsize)dictionary_size(own->dictionary) + 1);
    for (guint32 code = 0; code < size; code++) {
        gint32 here = dictionary_code(own->dictionary, dictionary_text(other->dictionary, code));
        if (here < 0)
            continue;
        theirs[code] = ours[here] = 1;
        shared++;
    }
    return shared >= FEWEST_SHARED && covers(own, ours) && covers(other, theirs);
}

/* What kinds of rows there are beside the matched column: the most frequent ones. */
static void
propose_matched_kinds(const History *history, const FrameColumn *matched, const char *via,
                      gint64 span)
{
    const Frame *frame = history->frame;
    const FrameColumn *kind = NULL;
    for (guint i = 0; i < frame->columns->len && !kind; i++) {
        const FrameColumn *column = frame->columns->pdata[i];
        if (column != matched && can_match(history->proposal, column) &&
            distinct_codes(column, 2) == 2 && distinct_codes(column, 51) < 51)
            kind = column;
    }
    if (!kind)
        return;
    g_autofree char *name = quoted_name(kind->info->name);
    g_autofree char *window = window_text(span);
    g_autoptr(GArray) codes = frequent_codes(kind, MOST_VALUES);
    for (guint k = 0; k < codes->len; k++) {
        g_autofree char *value =
            quoted_text(dictionary_text(kind->dictionary, g_array_index(codes, guint32, k)));
        propose(history->proposal, "COUNT(%s.* WHERE %s.%s = %s, %s) %s", history->table,
                history->table, name, value, window, via);
    }
}

/* Another table's rows are on; the entity's own past by two columns waits to be tried. */
static void
propose_either(const History *history, Feature *feature)
{
    if (history->frame == history->proposal->task->frame)
        propose_off(feature, PAIR_OFF);
}

static void
propose_match(const History *history, const FrameColumn *own, const FrameColumn *other)
{
    Proposal *proposal = history->proposal;
    g_autofree char *entity = quoted_name(proposal->entity->name);
    g_autofree char *mine = quoted_name(own->info->name);
    g_autofree char *theirs = quoted_name(other->info->name);
    g_autofree char *meets = own->info == other->info
                                 ? g_strdup("")
                                 : g_strdup_printf(" = %s.%s", history->table, theirs);
    g_autofree char *via =
        history->reach == REACH_WHOLE
            ? g_strdup_printf("VIA %s.%s%s", entity, mine, meets)
            : g_strdup_printf("%s SAME %s.%s%s", history->via, entity, mine, meets);
    g_autoptr(GArray) windows = windows_choose(proposal, history->frame, history->table, via);
    gboolean past = history->frame == proposal->task->frame;
    for (guint i = past ? windows->len - 1 : 0;
         i < MIN(windows->len, past ? G_MAXUINT : MOST_WINDOWS); i++) {
        g_autofree char *window = window_text(g_array_index(windows, gint64, i));
        propose_either(history,
                       propose(proposal, "COUNT(%s.*, %s) %s", history->table, window, via));
    }
    propose_either(history, propose(proposal, "SINCE_LAST(%s.*) %s", history->table, via));
    if (!past)
        propose_matched_kinds(history, other, via, g_array_index(windows, gint64, 0));
}

/* The rows' column that the entity's meets: the one of the same name first. */
static const FrameColumn *
find_match(const History *history, const FrameColumn *own)
{
    const Frame *frame = history->frame;
    const FrameColumn *named = frame_column(frame, own->info->name);
    if (frame == history->proposal->task->frame)
        return own;
    if (named && can_match(history->proposal, named) && share_values(own, named))
        return named;
    for (guint i = 0; i < frame->columns->len; i++) {
        const FrameColumn *other = frame->columns->pdata[i];
        if (other != named && can_match(history->proposal, other) && share_values(own, other))
            return other;
    }
    return NULL;
}

/* What a ticket is about comes before where it came from; in the entity's own past priority and
 * channel say nothing of what it is about. */
static gboolean
asks_for(const History *history, const FrameColumn *own, gboolean topic)
{
    gboolean past = history->frame == history->proposal->task->frame;
    ColumnRole role = own->info->role;
    return (role == ROLE_CATEGORY) == topic && own->info->known != KNOWN_LATER &&
           can_match(history->proposal, own) &&
           distinct_codes(own, FEWEST_SHARED) == FEWEST_SHARED &&
           !(past && (role == ROLE_CHANNEL || role == ROLE_PRIORITY));
}

void
propose_matches(const History *history)
{
    const Frame *entity = history->proposal->task->frame;
    guint matches = 0, most = history->frame == entity ? 1 : MOST_MATCHES;
    if (history->proposal->settings->depth < 2 || history->outcomes ||
        history->reach == REACH_FAR || history->proposal->task->moments ||
        (history->reach == REACH_WHOLE && history->frame == entity))
        return;
    for (guint i = 0; i < 2 * entity->columns->len && matches < most; i++) {
        const FrameColumn *own = entity->columns->pdata[i % entity->columns->len];
        const FrameColumn *other =
            asks_for(history, own, i < entity->columns->len) ? find_match(history, own) : NULL;
        if (!other)
            continue;
        propose_match(history, own, other);
        matches++;
    }
}
