/* What the reports of this room share: money by the month, the two-way matrix, phrases. */
#pragma once

#include <foredesk/evaluate.h>

/* Costs are shown by the month where the part has a time, as totals where it has none. */
double shown_cost(const Decision *decision);
gboolean by_month(const DecisionTable *table);
char *cost_words(double cost, const DecisionTable *table); /* "$93,200 a month", "$93,200" */
double monthly(double total, const DecisionTable *table);

/* Values confusion.tp …, hidden from people, and the matrix table whose cells open their tickets.
 */
void report_confusion(Report *report, const Judged *judged, SplitPart part);
/* Why a model of the other regime isn't judged. */
const char *other_regime_words(const Model *model);
/* Value regime, hidden from people, and a sentence where the past is frozen. */
void report_regime(Report *report, const TaskBrief *task);
/* What is kept apart, and that figures with another choice don't compare. */
void report_apart(Report *report, const TaskBrief *task);
/* Values splits.train … with rows and rate of each part. */
void report_splits(Report *report, const TaskBrief *task);
/* "VALIDATION 7,680 tickets · 2 Jan 2025–18 Mar 2025 · 916 events": one line on what is judged. */
char *part_words(const TaskBrief *task, SplitPart part);
/* A warning where a line chosen on so few can't be trusted (METHODS.md: under 300 rows or 30
 * events). */
void warn_small(Report *report, const TaskBrief *task, const DecisionTable *table);
/* The sealed test set, in words. */
char *test_words(const TaskBrief *task, SplitPart part, guint looks);
/* A cell reference into a model's decision. */
void refer(Cell *cell, const Judged *judged, SplitPart part, const char *which);
