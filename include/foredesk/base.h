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
typedef enum {
    PRECISION_DAY,
    PRECISION_MINUTE,
    PRECISION_SECOND,
    PRECISION_FRACTION
} TimePrecision;

/* The orders vendors write. One format a column, decided by evidence over the whole column. */
typedef enum {
    DATE_UNKNOWN,
    DATE_ISO,       /* 2025-07-14, 2025-07-14 18:59[:51[.000]], 'T', 'Z', +02:00, 2025/07/14 */
    DATE_DMY,       /* 14/7/2025, 14-07-25, 14.07.2025, each with an optional time of day */
    DATE_MDY,       /* 7/14/2025, each with an optional time of day */
    DATE_DAY_MONTH, /* 14/Jul/25 10:17 PM, 14-Jul-2025, 14 July 2025 18:59 */
    DATE_MONTH_DAY, /* Jul 14, 2025 6:59 PM */
    DATE_EPOCH,     /* seconds since 1970, ten digits; thirteen digits are milliseconds */
    /* With one of the above by |: day and month change places where both could be either, which
     * undoes what a spreadsheet of another country did. */
    DATE_SWAPPED = 8
} DateOrder;
const char *date_order_name(DateOrder order); /* "d/m/y", "ISO swapped" …: static */
DateOrder date_order_from_name(const char *name);

/* Which orders could read these bytes, as a mask of 1 << DateOrder; 0 for none. Surrounding blanks
 * are passed over. `length` -1: NUL-terminated. The day must exist (no 31/2), the year lie in
 * 0001–9999; nothing may follow the date but the zone it names (which need not exist: that is found
 * out in reading). */
guint date_orders_possible(const char *bytes, gssize length);

/* Reads a date in one order. A text that names no offset or zone ("CET", "PST": fixed offsets,
 * "Europe/Berlin": its clock) is local time of `zone` (NULL: UTC); a local
 * time that a clock change skips moves forward, one that occurs twice is the first. Two-digit years
 * 00–68 are 20xx, 69–99 19xx. FALSE leaves the outputs alone. `precision` may be NULL. */
gboolean date_parse(const char *bytes, gssize length, DateOrder order, GTimeZone *zone,
                    TimePoint *time, TimePrecision *precision);

/* Whether these bytes are a date that names its own offset from UTC or zone ("Z", "+02:00", "CET",
 * "Europe/Berlin"), and seconds ahead of UTC at that moment. The outputs may be NULL. */
gboolean date_offset(const char *bytes, gssize length, TimePoint *time, int *seconds);

/* For columns in a named zone: the clock's offsets of the days met so far, so that a row costs no
 * search in the zone's table. Owned by the caller, for one thread at a time; the results are those
 * of date_parse. `zone` NULL: UTC. */
typedef struct ZoneCache ZoneCache;
ZoneCache *zone_cache_new(GTimeZone *zone);
void zone_cache_free(ZoneCache *cache);
gboolean date_parse_cached(const char *bytes, gssize length, DateOrder order, ZoneCache *cache,
                           TimePoint *time, TimePrecision *precision);

/* "2025-07-14 18:59", "2025-07-14" for PRECISION_DAY, "2025-07-14 18:59:51" from seconds up, in
 * `zone` (NULL: UTC); TIME_MISSING is "". The caller frees. */
char *date_format(TimePoint time, TimePrecision precision, GTimeZone *zone);
/* For programs: "2025-07-14T18:59:51Z", with six more digits where there is a fraction of a second;
 * TIME_MISSING is "". The caller frees. */
char *date_iso(TimePoint time);
/* For people: "14 Jul 2025", and "14 Jul 2025 18:59" unless PRECISION_DAY; TIME_MISSING is "–". The
 * caller frees. */
char *date_words(TimePoint time, TimePrecision precision, GTimeZone *zone);
/* Local calendar fields of a point in time; month 1–12, weekday 1 Monday–7 Sunday. */
typedef struct {
    int year, month, day, hour, minute, weekday, day_of_year;
} CalendarFields;
void calendar_fields(TimePoint time, GTimeZone *zone, CalendarFields *fields);
/* The first moment of a month, 1 to 12, in a zone; TIME_MISSING where there is no such month. */
TimePoint month_start(int year, int month, GTimeZone *zone);
/* The end of the local day in which `time` lies: when a fact dated by its day alone is known. */
TimePoint day_end(TimePoint time, GTimeZone *zone);
/* Days since 1970-01-01 of a proleptic Gregorian date, and the way back (Hinnant 2013). */
gint64 days_from_civil(int year, int month, int day);
void civil_from_days(gint64 days, int *year, int *month, int *day);
/* A zone by IANA name or offset ("Europe/Berlin", "+02:00", "UTC"); unknown names are an
 * ERROR_USAGE with the nearest names. */
GTimeZone *zone_from_name(const char *name, GError **error);
/* The same of a name as it stands in the table of zones, for cells: NULL where there is none, told
 * at once, since a file may name a million that aren't. */
GTimeZone *zone_exactly(const char *name);
/* "48 hours", "30d", "2 weeks", "90m" (minutes), "6 months" (30 days each), or "-INF" →
 * microseconds; a bare number is days. "-INF" is DURATION_UNBOUNDED. ERROR_USAGE for others. */
#define DURATION_UNBOUNDED G_MININT64
gboolean duration_parse(const char *text, gint64 *microseconds, GError **error);
char *duration_words(gint64 microseconds); /* "48 hours", "30 days", "all time"; the caller frees */

/* ---- text from data -------------------------------------------------------------------- */

/* Whether the terminal shows UTF-8. Set once at start; off, the last step before the screen
 * (text_plain, text_fit, text_wrap, report_print_text) substitutes ASCII. All else stays UTF-8, so
 * that reports, JSON and CSV are the same bytes whatever terminal they were made in. */
void text_set_utf8(gboolean utf8);
gboolean text_utf8(void);
/* Text as this terminal shows it: a copy, or without UTF-8 "–" as "-", "…" as "...", "é" as "e",
 * and "?" for what has no likeness. Every string drawn passes here or through text_fit. The caller
 * frees. */
char *text_plain(const char *clean);

/* The one door through which data reaches a screen, a log, a clipboard, a terminal export or
 * gnuplot. Control characters become a space (a run of them one); bidirectional, zero-width, tag
 * and other format characters vanish; line breaks become " ⏎ " (none at the ends); every other
 * blank a space; invalid UTF-8, private and unassigned characters U+FFFD; a letter keeps at most
 * four combining marks. Valid UTF-8, never NULL; the caller frees. `length` -1: NUL-terminated;
 * `bytes` NULL is "". */
char *text_clean(const char *bytes, gssize length);
/* Between two marks, a mark within it written twice: how SQL and PQL quote. The caller frees. */
char *text_quote(const char *text, char mark);
/* "a" or "an", by the sound that an English word or a heading begins with: an account_id, a
 * user_id, an hour. Static. */
const char *text_article(const char *word);
int text_width(const char *clean); /* columns on the screen, of already clean UTF-8 */
/* Cut or padded to exactly `width` columns; cut text ends in "…". `right`: right-aligned. */
char *text_fit(const char *clean, int width, gboolean right);
/* Breaks at blanks, and at "\n", into lines of at most `width` columns; a longer word is cut. At
 * least one line; NULL-terminated, the caller frees. */
char **text_wrap(const char *clean, int width);
/* Appends one CSV field (not the comma before it), quoted where RFC 4180 wants it and where a blank
 * at its edge could be lost; NULL is empty. `guard` prefixes a cell that a spreadsheet
 * would run as a formula (= + - @ and tab, CR or LF at the start, numbers excepted) with '. */
void csv_append(GString *line, const char *field, gboolean guard);

/* ---- numbers for people ---------------------------------------------------------------- */

/* The caller frees each; NaN is "–", a minus is U+2212 (text_plain makes it "-"). */
char *number_count(gint64 count);               /* "54,000" */
char *number_decimal(double value, int digits); /* "1,234.5" */
char *number_short(double value);               /* three significant figures: "0.071", "1.2 M" */
char *number_percent(double share, int digits); /* 0.286 → "28.6 %" */
char *number_in_100(double share);              /* 0.27 → "27 in 100"; below 1: "0.4 in 100" */
char *number_money(double amount);              /* "$93,200", "−$1,250"; below 100 "$45.45" */
char *number_bytes(gint64 bytes);               /* "4.2 MB" */
char *number_span(double seconds);              /* "40 s", "3 min", "21 h", "9 days" */
/* Parses a whole trimmed cell, whatever the locale. Decimals take '.' and an exponent, and are
 * rounded correctly; FALSE for anything else (inf, nan, hexadecimal, grouped digits), for integers
 * beyond 64 bits, and for decimals beyond the range of a double. */
gboolean number_parse_integer(const char *bytes, gssize length, gint64 *value);
gboolean number_parse_decimal(const char *bytes, gssize length, double *value);

/* ---- randomness and fingerprints ------------------------------------------------------- */

/* xoshiro256** (Blackman & Vigna 2018), seeded by splitmix64: the same on every machine. */
typedef struct {
    guint64 state[4];
} Random;
void random_seed(Random *random, guint64 seed);
guint64 random_next(Random *random);
double random_double(Random *random);                /* [0, 1) */
guint32 random_below(Random *random, guint32 bound); /* unbiased, bound > 0 */
double random_normal(Random *random);                /* mean 0, sd 1; equal where libm's log is */

guint64 hash_bytes(const void *bytes, gsize length, guint64 seed); /* stable across machines */
/* Which build of the program runs: its build id in hexadecimal digits, or its version where the linker
 * left none. What is kept in a workspace for speed alone is kept by it. Static. */
const char *program_build(void);

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

/* How many threads a numeric job should take now: the cores that are idle, found by a short probe,
 * and no more than OMP_NUM_THREADS allows. */
int cores_idle(void);

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
/* A copy of the state at this moment. rate is units a second over the last seconds, left the
 * seconds that remain (NaN: unknown). */
typedef struct {
    char phase[96], unit[24];
    gint64 done, total;
    double rate, left;
} ProgressView;
void progress_view(Progress *progress, ProgressView *view);
/* The points of a series so far: x and y pairs (2 doubles a point) appended to `pairs`. */
void progress_curve(Progress *progress, const char *series, GArray *pairs);
/* `notify(progress, data)` is called from the worker after changes, at most every 30 ms but at each
 * new phase: wakes the screen. */
void progress_set_notify(Progress *progress, GFunc notify, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(Progress, progress_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ZoneCache, zone_cache_free)

G_END_DECLS
