# duplicates: rows of a table that repeat an earlier one.
libengine_a_SOURCES += \
	include/foredesk/duplicates.h \
	src/duplicates/duplicates-private.h \
	src/duplicates/find.c \
	src/duplicates/options.c \
	src/duplicates/search.c \
	src/duplicates/store.c
