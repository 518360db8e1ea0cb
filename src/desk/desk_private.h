/* What the files of the desk room share. */
#pragma once

#include <foredesk/desk.h>
#include <string.h>

#define MONDAY_TO_SUNDAY 7

struct DeskHours {
    int open[MONDAY_TO_SUNDAY], close[MONDAY_TO_SUNDAY]; /* minutes of the local day; equal: free */
    GArray *holidays;                                    /* gint64: days since 1970 */
    GArray *yearly;                                      /* int: month × 100 + day */
};
gboolean hours_free_day(const DeskHours *hours, gint64 day);

/* The table's column of a role that holds one of these kinds (a mask of 1 << ColumnKind; 0: any);
 * NULL: none. */
const FrameColumn *desk_column(const DeskView *view, ColumnRole role, guint kinds);
#define DESK_DATE (1u << KIND_DATE)
#define DESK_NUMBER (1u << KIND_INTEGER | 1u << KIND_DECIMAL)

/* When the tickets ended and what they say of it. */
typedef struct {
    const FrameColumn *arrival, *solved, *status;
    gint8 *meaning; /* of each code of status: StatusMeaning */
} DeskEnds;
typedef enum { STATUS_UNKNOWN, STATUS_OPEN, STATUS_OVER, STATUS_VOID } StatusMeaning;
void desk_ends_init(DeskEnds *ends, const DeskView *view);
void desk_ends_clear(DeskEnds *ends);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(DeskEnds, desk_ends_clear)
TimePoint desk_arrival(const DeskEnds *ends, guint32 row); /* TIME_MISSING: not told */
/* Whether the ticket is over as of the view's day; without a date of it by its status alone. */
gboolean desk_over(const DeskView *view, const DeskEnds *ends, guint32 row);

/* ---- filling a measure --------------------------------------------------------------------------
 */

DeskMeasure *measure_new(const DeskView *view, DeskKind kind);
/* Why not; takes the text. Returns the measure. */
DeskMeasure *measure_refuse(DeskMeasure *measure, char *why_not);
void measure_count(DeskMeasure *measure, guint32 row, double value);
void measure_open(DeskMeasure *measure, guint32 row, double value);
/* Leaves a row out; `id` and `words` are static, one line a reason. */
void measure_exclude(DeskMeasure *measure, guint32 row, const char *id, const char *words);
/* Rows that no measure looks at: beyond the view's dates, merged, spam or deleted, without a date
 * of arrival, dated after today. TRUE: look at it. */
gboolean measure_begin(DeskMeasure *measure, const DeskView *view, const DeskEnds *ends,
                       guint32 row);
char *column_title(const FrameColumn *column); /* clean heading; the caller frees */

DeskMeasure *measure_durations(const DeskView *view, DeskKind kind);
DeskMeasure *measure_one_contact(const DeskView *view);
DeskMeasure *measure_satisfaction(const DeskView *view);
DeskMeasure *measure_sla(const DeskView *view);
DeskMeasure *measure_promise(const DeskView *view, DeskKind kind);
DeskMeasure *measure_backlog(const DeskView *view);
DeskMeasure *measure_contact(const DeskView *view, GError **error);

/* Durations of one row in seconds: from arrival to the end by dates or by the desk's own figure.
 * FALSE: it hasn't ended. */
typedef struct {
    const FrameColumn *end;      /* a date, or NULL … */
    const FrameColumn *duration; /* … the export's own figure */
    double unit;                 /* seconds a unit of it */
} DeskSpan;
gboolean span_find(const DeskView *view, gboolean reply, DeskSpan *span);
/* What became of one row; a reason's id in *why (static) where it is neither. */
typedef enum { SPAN_ENDED, SPAN_OPEN, SPAN_LEFT_OUT } SpanState;
SpanState span_read(const DeskView *view, const DeskEnds *ends, const DeskSpan *span, guint32 row,
                    const DeskClock *clock, double *seconds, const char **why, const char **words);
/* The card of some measures (a mask of 1 << DeskKind); `target` NULL: none is spoken of. */
Report *card_of(const DeskView *view, guint kinds, const DeskTarget *target, Progress *progress,
                GError **error);
void promise_free(gpointer promise);
DeskClock *desk_clock_of(const DeskView *view, const DeskEnds *ends);
