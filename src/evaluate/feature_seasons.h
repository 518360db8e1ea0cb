/* Whether a feature depends on the season: what its values are, and what they say of the outcome,
 * in one season against the others. A season is a quarter of the year, November and December with
 * their holidays, weekends, or the hours outside 8 to 18, in the desk's time zone. */
#pragma once

#include "evaluate/feature_figures.h"

typedef enum {
    SEASON_QUARTER,
    SEASON_HOLIDAYS,
    SEASON_WEEKEND,
    SEASON_NIGHT,
    SEASON_KINDS
} SeasonKind;

/* Rows by one kind of season. Levels are the four quarters, or 1 what is asked about and 0 all
 * else; blocks are the times each level was looked at: of quarters a quarter of one year where all
 * were seen in two years or more, else a month; of holidays two months; of others a month. */
typedef struct {
    gboolean there;      /* both sides have rows */
    gboolean again;      /* it came back: in two years or more, or week by week */
    guint levels, first; /* first: the lowest level that is asked about */
    guint *level;        /* n */
    guint32 *block;      /* n */
    guint32 blocks;
    guint *level_of; /* of each block */
} SeasonCut;

typedef struct {
    guint32 n;
    SeasonCut cut[SEASON_KINDS];
    guint months;   /* months that the rows cover, each year's counted */
    guint calendar; /* months of the year: bit 0 is January */
    guint seen[4];  /* in how many years each quarter was seen */
} SeasonRows;
/* Of some rows of a task; untimed ones are in no season. */
SeasonRows *season_rows_new(const Task *task, const guint32 *row, guint32 n);
void season_rows_free(SeasonRows *rows);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(SeasonRows, season_rows_free)
/* How much of the year training knows, and whether a season can be told from a change: a sentence;
 * NULL: no times. The caller frees. */
char *season_rows_words(const SeasonRows *rows);
/* "Q4", "Nov–Dec", "weekend", "night", and of what is left "Jan–Oct", "working day", "day": static.
 */
const char *season_name(SeasonKind kind, guint level);
/* The level in which a row of the task lies; −1: it has no time. */
int season_level(const Task *task, guint32 row, SeasonKind kind);
/* "quarter.3" and back. */
char *season_write(SeasonKind kind, guint level);
gboolean season_read(const char *text, SeasonKind *kind, guint *level);

/* Something asked of one feature: does it differ in this season from the others? */
typedef struct {
    guint feature; /* the caller's number of it */
    SeasonKind kind;
    guint level;
    gboolean power; /* what it says of the outcome; else its values */
    gint32 code;    /* of values: −2 a number's, −1 missing, else the category */
    double p,
        repeats;     /* as LevelContrast has them, p times the values of the feature asked about */
    double adjusted; /* p beside all that was asked */
    Interval here, elsewhere; /* AUC or correlation, mean, share: over the rows of either side */
    double difference;        /* here against elsewhere, in AUC or in Cohen's h */
    gboolean again;
} SeasonFinding;

/* Appends all that can be asked of one feature; `values` and `label` over the rows. A feature that
 * is itself a season (its month, its weekday) isn't asked about that one. */
void season_ask(const SeasonRows *rows, const FeatureValues *values, const double *label,
                TaskKind kind, guint feature, GArray *findings);
/* Keeps those that stand beside all others that were asked (Holm, 5 in 100 for the whole list),
 * come back from block to block (5 in 100 each) and are large enough to matter: 0.03 of AUC or
 * correlation, of values what Cohen calls small. Of each
 * thing asked about the year, the week and the day the most certain; the most certain first. */
void season_keep(GArray *findings);
/* "stronger", "weaker", "turned round" of what it says; "higher", "lower" of numbers; "more", "fewer"
 * of a value; "emptier", "fuller": static. */
const char *season_how(const SeasonFinding *finding, TaskKind kind);
/* "Stronger in Q4: alone it ranks by 0.71 there, 0.58 in the rest of the year"; the caller frees.
 * Of numbers the finding's two figures become what the sentence shows. */
char *season_sentence(SeasonFinding *finding, const SeasonRows *rows, const FeatureValues *values,
                      const double *label, TaskKind kind);
/* A feature's level and power in one season, oriented as feature_power's: of numbers the mean, of a
 * category the share of `code`. */
typedef struct {
    guint32 rows;
    Interval level, power;
} SeasonFigures;
SeasonFigures season_figures(const SeasonRows *rows, const FeatureValues *values,
                             const double *label, TaskKind kind, SeasonKind season, guint level,
                             gint32 code);

/* Adds to a feature's page what it is season by season, over training rows. */
void page_seasons(Report *page, const Task *task, const Feature *feature,
                  const FeatureValues *values, const guint32 *row);
/* Adds the sentences that the figures of all features hold on this one. */
void page_seasons_say(Report *page, const char *expression, const Report *computed);
/* The table of what was kept, each with its sentence, for such figures. */
void season_table(Report *report, GArray *findings, const SeasonRows *rows, GPtrArray *values,
                  const double *label, TaskKind kind);
