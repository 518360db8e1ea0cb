/* base: what GLib lacks. Errors with exit codes, vendor dates, safe terminal text, numbers for
 * people, data files, progress of a job. Relies on GLib alone; every other room may include it. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* ---- errors ---------------------------------------------------------------------------- */

/* The domain of every error of the engine. The code is the shell's exit status (DESIGN.md 4);
 * the message is one line that says what, where, and what to do. */
#define FOREDESK_ERROR (foredesk_error_quark())
typedef enum {
    FOREDESK_ERROR_FOUND = 1,     /* the work found a failure, e.g. a gate not met */
    FOREDESK_ERROR_USAGE = 2,     /* wrong command, argument or name */
    FOREDESK_ERROR_INPUT = 3,     /* bad input: a file, a table, a model */
    FOREDESK_ERROR_SYSTEM = 4,    /* the machine: disk full, no permission, no memory */
    FOREDESK_ERROR_CANCELLED = 5, /* the user stopped it; the shell exits with 1 */
} ForedeskError;
GQuark foredesk_error_quark(void);

/* The candidates nearest to `wanted` by edit distance without regard to case, as "A, B or C";
 * NULL when none is near. `candidates` is NULL-terminated and borrowed; the caller frees. */
char *nearest_names(const char *wanted, const char *const *candidates);

/* ---- points in time --------------------------------------------------------------------- */

/* Microseconds since 1970-01-01T00:00:00Z. */
typedef gint64 TimePoint;
#define TIME_MISSING G_MININT64
#define TIME_SECOND G_GINT64_CONSTANT(1000000)
#define TIME_MINUTE (60 * TIME_SECOND)
#define TIME_HOUR (60 * TIME_MINUTE)
#define TIME_DAY (24 * TIME_HOUR)

/* What a written date says: a day, or a moment. A fact that names only a day is known at the end
 * of it; a seed that names only a day stands at its start (DESIGN.md 1). */
typedef enum { PRECISION_DAY, PRECISION_MINUTE, PRECISION_SECOND, PRECISION_FRACTION } TimePrecision;

/* The orders vendors write. One format a column, decided by evidence over the whole column. */
typedef enum {
    DATE_UNKNOWN,
    DATE_ISO,       /* 2025-07-14, 2025-07-14 18:59[:51[.000]], 'T', 'Z', +02:00, 2025/07/14 */
    DATE_DMY,       /* 14/7/2025, 14-07-25, 14.07.2025, each with an optional time of day */
    DATE_MDY,       /* 7/14/2025, each with an optional time of day */
    DATE_DAY_MONTH, /* 14/Jul/25 10:17 PM, 14-Jul-2025, 14 July 2025 18:59 */
    DATE_MONTH_DAY, /* Jul 14, 2025 6:59 PM */
    DATE_EPOCH,     /* seconds since 1970, ten digits; thirteen digits are milliseconds */
} DateOrder;
const char *date_order_name(DateOrder order); /* "d/m/y", "ISO" …: static */
DateOrder date_order_from_name(const char *name);

/* Which orders could read these bytes, as a mask of 1 << DateOrder; 0 for none. Surrounding blanks
 * are passed over. `length` -1: NUL-terminated. */
guint date_orders_possible(const char *bytes, gssize length);

/* Reads a date in one order. A text without an offset is local time of `zone` (NULL: UTC); a local
 * time that a clock change skips moves forward, one that occurs twice is the first. Two-digit years
 * 00–68 are 20xx, 69–99 19xx. FALSE leaves the outputs alone. `precision` may be NULL. */
gboolean date_parse(const char *bytes, gssize length, DateOrder order, GTimeZone *zone,
                    TimePoint *time, TimePrecision *precision);

/* "2025-07-14 18:59", "2025-07-14" for PRECISION_DAY, "2025-07-14 18:59:51" from seconds up, in
 * `zone` (NULL: UTC). The caller frees. */
char *date_format(TimePoint time, TimePrecision precision, GTimeZone *zone);
/* For people: "14 Jul 2025", and "14 Jul 2025 18:59" unless PRECISION_DAY. The caller frees. */
char *date_words(TimePoint time, TimePrecision precision, GTimeZone *zone);
/* Local calendar fields of a point in time; month 1–12, weekday 1 Monday–7 Sunday. */
typedef struct {
    int year, month, day, hour, minute, weekday, day_of_year;
} CalendarFields;
void calendar_fields(TimePoint time, GTimeZone *zone, CalendarFields *fields);
/* Days since 1970-01-01 of a proleptic Gregorian date, and the way back (Hinnant 2013). */
gint64 days_from_civil(int year, int month, int day);
void civil_from_days(gint64 days, int *year, int *month, int *day);
/* A zone by IANA name or offset ("Europe/Berlin", "+02:00", "UTC"); unknown names are an
 * ERROR_USAGE with the nearest names. */
GTimeZone *zone_from_name(const char *name, GError **error);
/* "48 hours", "30d", "2 weeks", "90m" (minutes), "6 months" (30 days each), or "-INF" →
 * microseconds; a bare number is days. */
gboolean duration_parse(const char *text, gint64 *microseconds, GError **error);
char *duration_words(gint64 microseconds); /* "48 hours", "30 days"; the caller frees */

/* ---- text from data -------------------------------------------------------------------- */

/* Whether the terminal shows UTF-8; off, everything below substitutes ASCII. Set once at start. */
void text_set_utf8(gboolean utf8);
gboolean text_utf8(void);

/* The one door through which data reaches a screen, a log, a clipboard, a terminal export or
 * gnuplot: invalid UTF-8 becomes U+FFFD, control, bidirectional, zero-width and other format
 * characters become a space (a run of them one) or vanish, line breaks become " ⏎ ". Never NULL;
 * the caller frees. `length` -1: NUL-terminated. */
char *text_clean(const char *bytes, gssize length);
int text_width(const char *clean); /* columns on the screen, of already clean UTF-8 */
/* Cut or padded to exactly `width` columns; cut text ends in "…". `right`: right-aligned. */
char *text_fit(const char *clean, int width, gboolean right);
/* Breaks at blanks into lines of at most `width` columns; NULL-terminated, the caller frees. */
char **text_wrap(const char *clean, int width);
/* Appends one CSV field, quoted where RFC 4180 wants it. `guard` prefixes a cell that a spreadsheet
 * would run as a formula (= + - @ and tab or CR at the start, numbers excepted) with '. */
void csv_append(GString *line, const char *field, gboolean guard);

/* ---- numbers for people ---------------------------------------------------------------- */

char *number_count(gint64 count);                  /* "54,000" */
char *number_decimal(double value, int digits);    /* "1,234.5"; NaN is "–" */
char *number_short(double value);                  /* three significant figures: "0.071", "1.2 M" */
char *number_percent(double share, int digits);    /* 0.286 → "28.6 %" */
char *number_in_100(double share);                 /* 0.27 → "27 in 100"; below 1: "0.4 in 100" */
char *number_money(double amount);                 /* "$93,200", "−$1,250" */
char *number_bytes(gint64 bytes);                  /* "4.2 MB" */
char *number_span(double seconds);                 /* "40 s", "3 min", "21 h", "9 days" */
/* Parses a whole trimmed cell. Decimals take '.'; FALSE for anything else, inf and nan. */
gboolean number_parse_integer(const char *bytes, gssize length, gint64 *value);
gboolean number_parse_decimal(const char *bytes, gssize length, double *value);

/* ---- randomness and fingerprints ------------------------------------------------------- */

/* xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64: the same on every machine. */
typedef struct {
    guint64 state[4];
} Random;
void random_seed(Random *random, guint64 seed);
guint64 random_next(Random *random);
double random_double(Random *random);                    /* [0, 1) */
guint32 random_below(Random *random, guint32 bound);     /* unbiased, bound > 0 */
double random_normal(Random *random);                    /* mean 0, sd 1 */

guint64 hash_bytes(const void *bytes, gsize length, guint64 seed); /* stable across machines */
/* A fingerprint that grows by parts; the hex of its SHA-256 ends it. Field order counts, and each
 * part is delimited, so that ("ab","c") and ("a","bc") differ. */
typedef struct Fingerprint Fingerprint;
Fingerprint *fingerprint_new(const char *subject);
void fingerprint_text(Fingerprint *fingerprint, const char *text); /* NULL is a part too */
void fingerprint_integer(Fingerprint *fingerprint, gint64 value);
void fingerprint_double(Fingerprint *fingerprint, double value);
void fingerprint_bytes(Fingerprint *fingerprint, const void *bytes, gsize length);
char *fingerprint_end(Fingerprint *fingerprint); /* frees it; 64 hex digits, the caller frees */

/* ---- data files ------------------------------------------------------------------------ */

/* Path of a file that ships with the program ("themes/dark.theme"): $FOREDESK_DATA, else the
 * installed folder, else the source tree the binary was built in. NULL when there is none. */
char *data_path(const char *name);

/* ---- progress of a job ----------------------------------------------------------------- */

/* Written by one worker, read by any thread; counted references. */
typedef struct Progress Progress;
Progress *progress_new(void);
Progress *progress_ref(Progress *progress);
void progress_unref(Progress *progress);
/* Worker: a new phase ("reading tickets.csv") with the number of units it will do (0: unknown) and
 * their name ("rows"). The texts are copied. */
void progress_phase(Progress *progress, const char *phase, gint64 total, const char *unit);
void progress_advance(Progress *progress, gint64 done); /* units done so far in this phase */
/* Worker: a point of a live curve ("learn", "validation"), shown while it grows. */
void progress_point(Progress *progress, const char *series, double x, double y);
/* Any thread: asks the worker to stop; the worker polls between rounds or chunks. */
void progress_cancel(Progress *progress);
gboolean progress_cancelled(Progress *progress);
/* TRUE, with ERROR_CANCELLED set, when a stop was asked for: for `if (progress_stop(…)) return`.
 * `progress` may be NULL everywhere. */
gboolean progress_stop(Progress *progress, GError **error);
/* A copy of the state at this moment. rate is units a second, left seconds (NaN: unknown). */
typedef struct {
    char phase[96], unit[24];
    gint64 done, total;
    double rate, left;
} ProgressView;
void progress_view(Progress *progress, ProgressView *view);
/* The points of a series so far: x and y pairs (2 doubles a point) appended to `pairs`. */
void progress_curve(Progress *progress, const char *series, GArray *pairs);
/* Called from the worker after every change, at most every 30 ms: wakes the screen. */
void progress_set_notify(Progress *progress, GFunc notify, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_unref)

G_END_DECLS
