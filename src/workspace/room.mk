libengine_a_SOURCES += \
	include/foredesk/evidence.h \
	include/foredesk/workspace.h \
	src/workspace/catalogue.c src/workspace/catalogue.h \
	src/workspace/catalogue_find.c \
	src/workspace/catalogue_fingerprint.c \
	src/workspace/catalogue_read.c \
	src/workspace/column_personal.c \
	src/workspace/database.c \
	src/workspace/declare.c \
	src/workspace/drop.c \
	src/workspace/entry_author.c \
	src/workspace/due.c \
	src/workspace/evidence.c \
	src/workspace/backup.c \
	src/workspace/forget.c \
	src/workspace/forget.h \
	src/workspace/forget_gather.c \
	src/workspace/forget_names.c \
	src/workspace/forget_texts.c \
	src/workspace/journal.c \
	src/workspace/links.c \
	src/workspace/hash.c \
	src/workspace/lock.c src/workspace/lock.h \
	src/workspace/names.c src/workspace/names.h \
	src/workspace/preset.c \
	src/workspace/preset_kept.c \
	src/workspace/schema.c src/workspace/schema.h \
	src/workspace/spelling.c \
	src/workspace/statistics.c \
	src/workspace/versions.c \
	src/workspace/workspace.c
