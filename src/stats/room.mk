libengine_a_SOURCES += \
	include/foredesk/stats.h \
	src/stats/assignment.c \
	src/stats/association.c \
	src/stats/auc.c \
	src/stats/bootstrap.c \
	src/stats/classes.c \
	src/stats/calibration.c \
	src/stats/decision.c \
	src/stats/descriptive.c \
	src/stats/distribution.c \
	src/stats/drift.c \
	src/stats/levels.c \
	src/stats/nested.c \
	src/stats/order.c \
	src/stats/probability.c \
	src/stats/rates.c \
	src/stats/survival.c
