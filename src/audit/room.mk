# audit: what the data is worth. It may draw sparklines by chart, which stands on base alone.
libengine_a_SOURCES += \
	include/foredesk/audit.h \
	src/audit/alert.c \
	src/audit/alert.h \
	src/audit/alert_categories.c \
	src/audit/alert_columns.c \
	src/audit/alert_dates.c \
	src/audit/alert_kinds.c \
	src/audit/alert_numbers.c \
	src/audit/alerts.c \
	src/audit/alone.c \
	src/audit/audit_private.h \
	src/audit/column.c \
	src/audit/duplicates.c \
	src/audit/duplicates.h \
	src/audit/duplicates_store.c \
	src/audit/report_duplicates.c \
	src/audit/evidence.c \
	src/audit/flow.c \
	src/audit/label_check.c \
	src/audit/report_check.c \
	src/audit/months.c \
	src/audit/pair.c \
	src/audit/pair.h \
	src/audit/personal.c \
	src/audit/privacy.c \
	src/audit/questions.c \
	src/audit/report.c \
	src/audit/report_alerts.c \
	src/audit/row_set.c \
	src/audit/timeline.c \
	src/audit/timing.c \
	src/audit/timing.h \
	src/audit/touched.c \
	src/audit/verdict.c
