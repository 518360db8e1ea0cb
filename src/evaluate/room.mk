# evaluate: scores and decision tables, figures, comparison, and the reports of panes 4 to 6.
libengine_a_SOURCES += \
	include/foredesk/evaluate.h \
	include/foredesk/worth.h \
	src/evaluate/brief.c \
	src/evaluate/decision.c \
	src/evaluate/feature_drops.c \
	src/evaluate/feature_figures.c \
	src/evaluate/feature_figures.h \
	src/evaluate/feature_page.c \
	src/evaluate/feature_page_seasons.c \
	src/evaluate/feature_pick.c \
	src/evaluate/feature_power.c \
	src/evaluate/feature_seasons.c \
	src/evaluate/feature_seasons.h \
	src/evaluate/feature_sets.c \
	src/evaluate/judged.c \
	src/evaluate/leak_marks.c \
	src/evaluate/quality.c \
	src/evaluate/report_features.c \
	src/evaluate/report_model.c \
	src/evaluate/report_models.c \
	src/evaluate/report_threshold.c \
	src/evaluate/reporting.c \
	src/evaluate/reporting.h \
	src/evaluate/scores.c \
	src/evaluate/season_blocks.c \
	src/evaluate/season_blocks.h \
	src/evaluate/season_rows.c \
	src/evaluate/season_trials.c \
	src/evaluate/season_words.c \
	src/evaluate/trials.h \
	src/evaluate/walk.c \
	src/evaluate/words.c \
	src/evaluate/worth.c
