/* sample: relational help-desk data of any size with known truths planted in it, the same bytes on
 * every machine. What is planted, and the schema, stand in sample-data/TRUTH.md. Relies on base. */
#pragma once

#include <foredesk/base.h>

G_BEGIN_DECLS

#define SAMPLE_TICKETS_LEAST 400
#define SAMPLE_TICKETS_MOST 10000000
#define SAMPLE_TICKETS_DEFAULT 8000

typedef struct {
    gint64 tickets; /* real tickets whose outcome is known; rates are exact for multiples of 400 */
    guint64 seed;
    gboolean clean; /* no dirty rows, duplicates, label errors, leaks or personal data in bodies */
    gboolean fair;  /* no segment is treated unfairly */
    gboolean noise; /* outcomes drawn by lot: the same 12 %, nothing predicts them; no duplicates */
} SampleOptions;

/* 8,000 tickets, seed 1, everything planted. */
void sample_options_init(SampleOptions *options);
/* FALSE with ERROR_USAGE when the numbers make no sample. */
gboolean sample_validate(const SampleOptions *options, GError **error);

/* Writes tickets.csv, accounts.csv, account_health.csv, users.csv, product_events.csv, agents.csv,
 * deployments.csv and TRUTH.tsv (which ticket bears which plant: never to be imported) into
 * `directory`, which is made when missing. Each file gets its name only when all are complete;
 * after an error or a cancel none of them is left behind and older files are as they were.
 * `progress` may be NULL. Errors: ERROR_USAGE, ERROR_SYSTEM (no permission, disk full),
 * ERROR_CANCELLED. */
gboolean sample_write(const char *directory, const SampleOptions *options, Progress *progress,
                      GError **error);

G_END_DECLS
