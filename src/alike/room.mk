# alike: texts that are nearly the same.
libengine_a_SOURCES += \
	include/foredesk/alike.h \
	src/alike/shingles.c \
	src/alike/texts.c
