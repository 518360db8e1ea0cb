/* What the reports of features say of seasons: the table of those that differ, and a feature's page
 * season by season. */
#include "evaluate/feature_seasons.h"

#include <math.h>
#include <string.h>

void
season_table(Report *report, GArray *findings, const SeasonRows *rows, GPtrArray *values,
             const double *label, TaskKind kind)
{
    ReportTable *table = report_table(report, "seasons", NULL);
    g_autofree char *words = season_rows_words(rows);

    report_column(table, "expression", "PQL", UNIT_NONE, 0);
    report_column(table, "season", "season", UNIT_NONE, 0);
    report_column(table, "sentence", "in words", UNIT_NONE, 0);
    report_column(table, "how", "how", UNIT_NONE, 0);
    report_column(table, "here", "then", UNIT_DECIMAL, 4)->interval = TRUE;
    report_column(table, "elsewhere", "else", UNIT_DECIMAL, 4)->interval = TRUE;
    report_column(table, "p", "p beside all that was asked", UNIT_DECIMAL, 6);
    report_column(table, "repeats", "p from time to time", UNIT_DECIMAL, 6);
    report_column(table, "again", "seen again", UNIT_BOOLEAN, 0);
    for (guint i = 0; i < findings->len; i++) {
        SeasonFinding *finding = &g_array_index(findings, SeasonFinding, i);
        const FeatureValues *of = g_ptr_array_index(values, finding->feature);
        g_autofree char *mark = g_strconcat(season_name(finding->kind, finding->level),
                                            finding->again ? "" : "?", NULL);
        g_autofree char *sentence = season_sentence(finding, rows, of, label, kind);
        report_row(table);
        report_cell_text(table, of->feature->expression);
        report_cell_text(table, mark);
        report_cell_text(table, sentence);
        report_cell_text(table, season_how(finding, kind));
        cell_interval(report_cell(table, finding->here.value), finding->here.low,
                      finding->here.high);
        cell_interval(report_cell(table, finding->elsewhere.value), finding->elsewhere.low,
                      finding->elsewhere.high);
        report_cell(table, finding->adjusted);
        report_cell(table, finding->repeats);
        report_cell(table, finding->again);
    }
    report_text(report, "season_words", NULL, words);
}

void
page_seasons_say(Report *page, const char *expression, const Report *computed)
{
    const ReportTable *table = report_find_table(computed, "seasons");
    guint at = 1; /* after what the feature is */

    for (guint row = 0; table && row < table->rows->len; row++)
        if (strcmp(report_at(table, row, 0)->text, expression) == 0)
            g_ptr_array_insert(page->sentences, (int)at++,
                               g_strconcat(report_at(table, row, 2)->text, ".", NULL));
}

/* ---- season by season -------------------------------------------------------------------------
 */

static ReportTable *
name_columns(Report *page, const Task *task, const FeatureValues *values, gint32 code)
{
    ReportTable *table = report_table(page, "seasons", "SEASON BY SEASON, TRAINING");
    g_autofree char *value =
        code >= 0 && (guint32)code < dictionary_size(values->dictionary)
            ? text_clean(dictionary_text(values->dictionary, (guint32)code), -1)
            : g_strdup("mean");

    report_column(table, "season", "season", UNIT_NONE, 0);
    report_column(table, "rows", table_noun(task->frame->table->name, 2), UNIT_COUNT, 0)->right =
        TRUE;
    ReportColumn *level = report_column(table, "level", value, code < 0 ? UNIT_DECIMAL : UNIT_SHARE,
                                        code < 0 ? 2 : 1);
    ReportColumn *power = report_column(table, "power", "alone", UNIT_DECIMAL, 2);
    level->right = level->interval = power->right = power->interval = TRUE;
    return table;
}

static void
add_season(ReportTable *table, const SeasonFigures *figures, const char *expression,
           SeasonKind kind, guint level)
{
    g_autofree char *season = season_write(kind, level);

    report_row(table);
    report_cell_text(table, season_name(kind, level));
    cell_rows(report_cell(table, figures->rows), "feature=1;part=train;season=%s;value=%s", season,
              expression);
    cell_interval(report_cell(table, figures->level.value), figures->level.low,
                  figures->level.high);
    cell_interval(report_cell(table, figures->power.value), figures->power.low,
                  figures->power.high);
}

void
page_seasons(Report *page, const Task *task, const Feature *feature, const FeatureValues *values,
             const guint32 *row)
{
    g_autoptr(SeasonRows) rows = season_rows_new(task, row, values->n);
    g_autofree double *label = g_new(double, (gsize)values->n + 1);
    g_autofree char *words = season_rows_words(rows);
    gint32 code = values->code ? feature_commonest(values) : -2;

    if (!words)
        return;
    for (guint32 i = 0; i < values->n; i++)
        label[i] = task->label[row[i]];
    report_say(page, "%s.", words);
    ReportTable *table = name_columns(page, task, values, code);
    for (guint kind = 0; kind < SEASON_KINDS; kind++)
        for (guint i = rows->cut[kind].levels; rows->cut[kind].there && i-- > 0;) {
            guint level = kind == SEASON_QUARTER ? rows->cut[kind].levels - 1 - i : i;
            SeasonFigures figures =
                season_figures(rows, values, label, task->kind, (SeasonKind)kind, level, code);
            if (figures.rows)
                add_season(table, &figures, feature->expression, (SeasonKind)kind, level);
        }
}
