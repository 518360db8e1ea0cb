# operate: using a model on open and new tickets.
libengine_a_SOURCES += \
	include/foredesk/operate.h \
	src/operate/query.c \
	src/operate/query.h \
	src/operate/query_explain.c \
	src/operate/query_predict.c \
	src/operate/score.c \
	src/operate/source.c \
	src/operate/source.h
