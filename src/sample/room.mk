libengine_a_SOURCES += \
	include/foredesk/sample.h \
	src/sample/dice.c src/sample/dice.h \
	src/sample/world.h \
	src/sample/people.c \
	src/sample/arrivals.c \
	src/sample/outcome.c \
	src/sample/plants.c \
	src/sample/telemetry.c \
	src/sample/words.h \
	src/sample/names.c \
	src/sample/issues.c \
	src/sample/phrases.c \
	src/sample/text.c \
	src/sample/life.c src/sample/life.h \
	src/sample/write.h \
	src/sample/tables.c \
	src/sample/tickets.c \
	src/sample/sample.c
