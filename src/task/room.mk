libengine_a_SOURCES += \
	include/foredesk/task.h \
	src/task/ahead.c \
	src/task/ahead.h \
	src/task/ahead_sql.c \
	src/task/kinds.c \
	src/task/apart.c \
	src/task/label.c \
	src/task/labels.c \
	src/task/linked.c src/task/linked.h \
	src/task/moments.c \
	src/task/offer.c src/task/offer.h \
	src/task/offer_customer.c \
	src/task/offer_escalated.c \
	src/task/offer_flow.c \
	src/task/offer_make.c \
	src/task/offer_report.c \
	src/task/offer_time.c \
	src/task/offer_words.c \
	src/task/outcomes.c \
	src/task/overlap.c \
	src/task/parts.c \
	src/task/query_spec.c \
	src/task/record.c \
	src/task/report.c \
	src/task/report_apart.c \
	src/task/regime.c \
	src/task/resolve.c \
	src/task/routing.c \
	src/task/rows.c \
	src/task/seasons.c \
	src/task/split.c \
	src/task/sql.c \
	src/task/store.c \
	src/task/task.c src/task/task-private.h \
	src/task/twins.c \
	src/task/words.c \
	src/task/why_not.c
