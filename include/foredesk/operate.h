/* operate: using a model. Scoring open tickets of the workspace and files of new ones into flag, words
 * and reasons. Relies on evaluate. */
#pragma once

#include <foredesk/evaluate.h>

G_BEGIN_DECLS

/* id, flag (yes/no), words, reasons, in order of score; probabilities only when `expert`. `line`: flag
 * when p ≥ line. Open: entity rows whose label is not known yet. */
Report *score_open_report(const Model *model, const Task *task, FrameStore *frames,
                          sqlite3 *database, double line, gboolean expert, Progress *progress,
                          GError **error);
Report *score_file_report(const Model *model, const Task *task, FrameStore *frames,
                          sqlite3 *database, const char *file, double line, gboolean expert,
                          Progress *progress, GError **error);

G_END_DECLS
