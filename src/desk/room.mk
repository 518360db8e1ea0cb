# desk: how the support desk does today. Relies on frame and stats.
libengine_a_SOURCES += \
	include/foredesk/desk.h \
	src/desk/baseline.c \
	src/desk/card.c \
	src/desk/clock.c \
	src/desk/contact.c \
	src/desk/desk_private.h \
	src/desk/durations.c \
	src/desk/hours.c \
	src/desk/measure.c \
	src/desk/measures.c \
	src/desk/promise.c \
	src/desk/satisfaction.c \
	src/desk/shares.c \
	src/desk/view.c
