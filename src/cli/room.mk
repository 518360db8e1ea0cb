# cli: the shell's verbs, one table for work, help, manual and completion.
foredesk_SOURCES += \
	include/foredesk/cli.h \
	src/cli/cli.c \
	src/cli/help.c \
	src/cli/invocation.c \
	src/cli/output.c \
	src/cli/ticker.c \
	src/cli/verb.h \
	src/cli/verbs_care.c \
	src/cli/verbs_clean.c \
	src/cli/verbs_data.c \
	src/cli/verbs_model.c \
	src/cli/verbs_open.c \
	src/cli/verbs_query.c \
	src/cli/verbs_session.c \
	src/cli/verbs_signals.c \
	src/cli/verbs_sources.c \
	src/cli/verbs_task.c \
	src/cli/work.c
