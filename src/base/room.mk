# base: what GLib lacks, and the Report. Relies on GLib and jansson alone.
libengine_a_SOURCES += \
	include/foredesk/base.h \
	include/foredesk/report.h \
	src/base/ascii.c \
	src/base/build.c \
	src/base/calendar.c \
	src/base/calendar.h \
	src/base/data.c \
	src/base/date.c \
	src/base/error.c \
	src/base/fingerprint.c \
	src/base/number.c \
	src/base/progress.c \
	src/base/random.c \
	src/base/report.c \
	src/base/report_copy.c \
	src/base/report_csv.c \
	src/base/report_freeze.c \
	src/base/report_json.c \
	src/base/report_print.c \
	src/base/report_unit.h \
	src/base/text.c \
	src/base/threads.c \
	src/base/zone.c \
	src/base/zone_names.c
