# session: what a person works in: commands, jobs, journal, reports, row lists.
libengine_a_SOURCES += \
	include/foredesk/session.h \
	src/session/cleaning.c \
	src/session/command.c \
	src/session/commands_clean.c \
	src/session/commands_data.c \
	src/session/commands_duplicates.c \
	src/session/commands_events.c \
	src/session/commands_import.c \
	src/session/commands_model.c \
	src/session/commands_check.c \
	src/session/commands_target.c \
	src/session/commands_task.c \
	src/session/commands_train.c \
	src/session/due.c \
	src/session/exports.c \
	src/session/figures.c \
	src/session/job.c \
	src/session/jobs.c \
	src/session/journal.c \
	src/session/report_steps.c \
	src/session/reports.c \
	src/session/reports_clerk.c \
	src/session/reports_computed.c \
	src/session/reports_private.h \
	src/session/rows.c \
	src/session/rows_order.c \
	src/session/rows_check.c \
	src/session/rows_rules.c \
	src/session/rows_private.h \
	src/session/rows_versions.c \
	src/session/session.c \
	src/session/session_private.h \
	src/session/ticket.c \
	src/session/transaction.c \
	src/session/words.c
