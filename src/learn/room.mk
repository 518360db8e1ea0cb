libengine_a_SOURCES += \
	include/foredesk/learn.h \
	src/learn/bins.c \
	src/learn/bins.h \
	src/learn/boost.c \
	src/learn/booster.c \
	src/learn/booster.h \
	src/learn/category.c \
	src/learn/columns.c \
	src/learn/data.c \
	src/learn/design.c \
	src/learn/design.h \
	src/learn/forest.c \
	src/learn/kinds.c \
	src/learn/learn_private.h \
	src/learn/logistic.c \
	src/learn/model.c \
	src/learn/newton.c \
	src/learn/newton.h \
	src/learn/priority.c \
	src/learn/rules.c \
	src/learn/store.c \
	src/learn/threads.c \
	src/learn/tokens.c \
	src/learn/tokens.h \
	src/learn/train.c \
	src/learn/trees.c \
	src/learn/words.c
