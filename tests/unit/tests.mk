# Unit tests: one program a room, GTest speaking TAP.

EXTRA_DIST += tests/unit/commands.h tests/unit/folder.h
check_PROGRAMS += tests/unit/test-stats
tests_unit_test_stats_SOURCES = tests/unit/test-stats.c tests/unit/reference.h
tests_unit_test_stats_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/stats.py tests/reference/stats.txt
check_PROGRAMS += tests/unit/test-apart
tests_unit_test_apart_SOURCES = tests/unit/test-apart.c
tests_unit_test_apart_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-kernel
tests_unit_test_kernel_SOURCES = tests/unit/test-kernel.c
tests_unit_test_kernel_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-relations
tests_unit_test_relations_SOURCES = tests/unit/test-relations.c tests/unit/relations.c \
	tests/unit/relations-asked.c tests/unit/relations.h tests/unit/raw-table.h
tests_unit_test_relations_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-features
tests_unit_test_features_SOURCES = tests/unit/test-features.c tests/unit/raw-table.h
tests_unit_test_features_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-cuts
tests_unit_test_cuts_SOURCES = tests/unit/test-cuts.c
tests_unit_test_cuts_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-refit
tests_unit_test_refit_SOURCES = tests/unit/test-refit.c
tests_unit_test_refit_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-sentiment
tests_unit_test_sentiment_SOURCES = tests/unit/test-sentiment.c
tests_unit_test_sentiment_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/sentiment.py tests/reference/sentiment.txt
check_PROGRAMS += tests/unit/test-conjunction
tests_unit_test_conjunction_SOURCES = tests/unit/test-conjunction.c
tests_unit_test_conjunction_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-topics
tests_unit_test_topics_SOURCES = tests/unit/test-topics.c tests/unit/reference.h
tests_unit_test_topics_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/topics.py tests/reference/topics.txt tests/reference/topics-texts.txt
check_PROGRAMS += tests/unit/test-pql
tests_unit_test_pql_SOURCES = tests/unit/test-pql.c
tests_unit_test_pql_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-pql-rules tests/unit/test-several
tests_unit_test_pql_rules_SOURCES = tests/unit/test-pql-rules.c tests/unit/raw-table.h
tests_unit_test_pql_rules_LDADD = $(engine_libs)
tests_unit_test_several_SOURCES = tests/unit/test-several.c tests/unit/reference.h
tests_unit_test_several_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/several.py tests/reference/several.txt

check_PROGRAMS += tests/unit/test-base tests/unit/test-dates tests/unit/test-text \
	tests/unit/test-report
tests_unit_test_base_SOURCES = tests/unit/test-base.c
tests_unit_test_base_LDADD = $(engine_libs)
tests_unit_test_dates_SOURCES = tests/unit/test-dates.c
tests_unit_test_dates_LDADD = $(engine_libs)
tests_unit_test_text_SOURCES = tests/unit/test-text.c
tests_unit_test_text_LDADD = $(engine_libs)
tests_unit_test_report_SOURCES = tests/unit/test-report.c
tests_unit_test_report_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/dates.py tests/reference/dates.txt

check_PROGRAMS += tests/unit/test-chart
tests_unit_test_chart_SOURCES = tests/unit/test-chart.c
tests_unit_test_chart_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-workspace
tests_unit_test_workspace_SOURCES = tests/unit/test-workspace.c
tests_unit_test_workspace_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-type
tests_unit_test_type_SOURCES = tests/unit/test-type.c tests/unit/raw-table.h
tests_unit_test_type_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-ingest
tests_unit_test_ingest_SOURCES = tests/unit/test-ingest.c
tests_unit_test_ingest_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-figures
tests_unit_test_figures_SOURCES = tests/unit/test-figures.c tests/unit/raw-table.h
tests_unit_test_figures_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-nothing
tests_unit_test_nothing_SOURCES = tests/unit/test-nothing.c
tests_unit_test_nothing_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-presets
tests_unit_test_presets_SOURCES = tests/unit/test-presets.c
tests_unit_test_presets_LDADD = $(engine_libs)
EXTRA_DIST += tests/fixtures/make-vendors.py tests/fixtures/freshdesk.csv \
	tests/fixtures/hp-service-manager.csv tests/fixtures/intercom.csv \
	tests/fixtures/jira-cloud.csv tests/fixtures/jira-server.csv \
	tests/fixtures/salesforce-dataloader.csv tests/fixtures/salesforce-export.csv \
	tests/fixtures/servicenow-audit.csv tests/fixtures/servicenow-labels.csv \
	tests/fixtures/servicenow-list.csv tests/fixtures/zendesk.csv
check_PROGRAMS += tests/unit/test-encodings
tests_unit_test_encodings_SOURCES = tests/unit/test-encodings.c
tests_unit_test_encodings_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-task
tests_unit_test_task_SOURCES = tests/unit/test-task.c tests/unit/raw-table.h
tests_unit_test_task_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-seasons
tests_unit_test_seasons_SOURCES = tests/unit/test-seasons.c
tests_unit_test_seasons_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-frame
tests_unit_test_frame_SOURCES = tests/unit/test-frame.c tests/unit/raw-table.h
tests_unit_test_frame_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-steps
tests_unit_test_steps_SOURCES = tests/unit/test-steps.c tests/unit/raw-table.h
tests_unit_test_steps_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-cleaning
tests_unit_test_cleaning_SOURCES = tests/unit/test-cleaning.c
tests_unit_test_cleaning_LDADD = $(engine_libs)


check_PROGRAMS += tests/unit/test-alerts
tests_unit_test_alerts_SOURCES = tests/unit/test-alerts.c
tests_unit_test_alerts_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-audit
tests_unit_test_audit_SOURCES = tests/unit/test-audit.c
tests_unit_test_audit_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-learn
tests_unit_test_learn_SOURCES = tests/unit/test-learn.c tests/unit/raw-table.h
tests_unit_test_learn_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-sample tests/unit/test-sample-files
tests_unit_test_sample_SOURCES = tests/unit/test-sample.c tests/unit/sample-reader.c \
	tests/unit/sample-reader.h
tests_unit_test_sample_LDADD = $(engine_libs)
tests_unit_test_sample_files_SOURCES = tests/unit/test-sample-files.c tests/unit/sample-reader.c \
	tests/unit/sample-reader.h
tests_unit_test_sample_files_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-evaluate
tests_unit_test_evaluate_SOURCES = tests/unit/test-evaluate.c
tests_unit_test_evaluate_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-lists
tests_unit_test_lists_SOURCES = tests/unit/test-lists.c
tests_unit_test_lists_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-feature-figures
tests_unit_test_feature_figures_SOURCES = tests/unit/test-feature-figures.c tests/unit/reference.h
tests_unit_test_feature_figures_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/importance.py tests/reference/importance.txt \
	tests/reference/importance.csv
check_PROGRAMS += tests/unit/test-session
tests_unit_test_session_SOURCES = tests/unit/test-session.c
tests_unit_test_session_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-learn-reference
tests_unit_test_learn_reference_SOURCES = tests/unit/test-learn-reference.c tests/unit/reference.h
tests_unit_test_learn_reference_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/learn.py tests/reference/learn.txt tests/reference/learn-load.py

check_PROGRAMS += tests/unit/test-session-faults
tests_unit_test_session_faults_SOURCES = tests/unit/test-session-faults.c
tests_unit_test_session_faults_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-pii
tests_unit_test_pii_SOURCES = tests/unit/test-pii.c
tests_unit_test_pii_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/pii.py tests/fixtures/pii.tsv
check_PROGRAMS += tests/unit/test-as-of
tests_unit_test_as_of_SOURCES = tests/unit/test-as-of.c
tests_unit_test_as_of_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-entries
tests_unit_test_entries_SOURCES = tests/unit/test-entries.c tests/unit/folder.h
tests_unit_test_entries_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-versions
tests_unit_test_versions_SOURCES = tests/unit/test-versions.c
tests_unit_test_versions_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-alike tests/unit/test-duplicates
tests_unit_test_alike_SOURCES = tests/unit/test-alike.c tests/unit/reference.h
tests_unit_test_alike_LDADD = $(engine_libs)
tests_unit_test_duplicates_SOURCES = tests/unit/test-duplicates.c
tests_unit_test_duplicates_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/alike.py tests/reference/alike.txt tests/fixtures/alike.tsv
check_PROGRAMS += tests/unit/test-ahead
tests_unit_test_ahead_SOURCES = tests/unit/test-ahead.c
tests_unit_test_ahead_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-questions
tests_unit_test_questions_SOURCES = tests/unit/test-questions.c
tests_unit_test_questions_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-parquet
tests_unit_test_parquet_SOURCES = tests/unit/test-parquet.c
tests_unit_test_parquet_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-desk
tests_unit_test_desk_SOURCES = tests/unit/test-desk.c tests/unit/reference.h
tests_unit_test_desk_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/desk.py tests/reference/desk.txt
check_PROGRAMS += tests/unit/test-target
tests_unit_test_target_SOURCES = tests/unit/test-target.c tests/unit/raw-table.h
tests_unit_test_target_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-care
tests_unit_test_care_SOURCES = tests/unit/test-care.c
tests_unit_test_care_LDADD = $(engine_libs)

check_PROGRAMS += tests/unit/test-links
tests_unit_test_links_SOURCES = tests/unit/test-links.c
tests_unit_test_links_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-known
tests_unit_test_known_SOURCES = tests/unit/test-known.c
tests_unit_test_known_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-leakage-query
tests_unit_test_leakage_query_SOURCES = tests/unit/test-leakage-query.c
tests_unit_test_leakage_query_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-leakage
tests_unit_test_leakage_SOURCES = tests/unit/test-leakage.c tests/unit/reference.h
tests_unit_test_leakage_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/leakage.py tests/reference/leakage.txt
check_PROGRAMS += tests/unit/test-feature-seasons
tests_unit_test_feature_seasons_SOURCES = tests/unit/test-feature-seasons.c \
	tests/unit/reference.h
tests_unit_test_feature_seasons_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/seasons.py tests/reference/seasons.txt
check_PROGRAMS += tests/unit/test-pool
tests_unit_test_pool_SOURCES = tests/unit/test-pool.c
tests_unit_test_pool_LDADD = $(engine_libs)
check_PROGRAMS += tests/unit/test-signals
tests_unit_test_signals_SOURCES = tests/unit/test-signals.c tests/unit/reference.h
tests_unit_test_signals_LDADD = $(engine_libs)
EXTRA_DIST += tests/reference/signals.py tests/reference/signals.txt
