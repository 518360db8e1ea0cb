# operate: using a model on open and new tickets.
libengine_a_SOURCES += \
	include/foredesk/operate.h \
	src/operate/answers.c \
	src/operate/candidates.c src/operate/candidates.h \
	src/operate/query.c \
	src/operate/query.h \
	src/operate/query_classes.c \
	src/operate/query_explain.c \
	src/operate/query_forecast.c \
	src/operate/query_learn.c \
	src/operate/query_predict.c \
	src/operate/query_ranking.c \
	src/operate/score.c \
	src/operate/source.c \
	src/operate/source.h \
	src/operate/whom.c
