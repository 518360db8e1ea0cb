# frame: typed columns in memory, and typing. Relies on workspace and pii.
libengine_a_SOURCES += \
	include/foredesk/frame.h include/foredesk/steps.h \
	src/frame/cache.c \
	src/frame/cache.h \
	src/frame/cell.c \
	src/frame/cell.h \
	src/frame/clean.c \
	src/frame/column.c \
	src/frame/column.h \
	src/frame/definition.c \
	src/frame/definition.h \
	src/frame/dictionary.c \
	src/frame/dictionary.h \
	src/frame/figure.c \
	src/frame/figure.h \
	src/frame/frame.c \
	src/frame/frame.h \
	src/frame/heading.c \
	src/frame/heading.h \
	src/frame/known.c \
	src/frame/peek.c \
	src/frame/personal.c \
	src/frame/personal.h \
	src/frame/pipe.c \
	src/frame/pipe.h \
	src/frame/raw.c \
	src/frame/raw.h \
	src/frame/readings.c \
	src/frame/readings.h \
	src/frame/repeat.c \
	src/frame/rows.c \
	src/frame/scan.c \
	src/frame/scan.h \
	src/frame/steps.c \
	src/frame/store.c \
	src/frame/type.c \
	src/frame/type.h \
	src/frame/type_dates.c \
	src/frame/type_figures.c \
	src/frame/type_kind.c \
	src/frame/type_preset.c \
	src/frame/type_roles.c \
	src/frame/type_stats.c \
	src/frame/type_times.c
