libengine_a_SOURCES += \
	include/foredesk/chart.h \
	src/chart/canvas.c \
	src/chart/canvas.h \
	src/chart/chart.c \
	src/chart/curve.c \
	src/chart/gnuplot.c \
	src/chart/sparkline.c
