# operate: using a model on open and new tickets.
libengine_a_SOURCES += \
	include/foredesk/operate.h \
	src/operate/score.c \
	src/operate/source.c \
	src/operate/source.h
