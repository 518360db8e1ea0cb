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

# The sample that ships: what `foredesk sample sample-data` writes, byte for byte, and its truths.
sampledatadir = $(pkgdatadir)/sample-data
dist_sampledata_DATA = \
	sample-data/tickets.csv \
	sample-data/accounts.csv \
	sample-data/account_health.csv \
	sample-data/users.csv \
	sample-data/product_events.csv \
	sample-data/agents.csv \
	sample-data/deployments.csv \
	sample-data/TRUTH.tsv \
	sample-data/TRUTH.md
