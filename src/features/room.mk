libengine_a_SOURCES += \
	include/foredesk/features.h \
	src/features/compute.c \
	src/features/compute.h \
	src/features/describe.c \
	src/features/encoder.c \
	src/features/encoder.h \
	src/features/engine.c \
	src/features/engine.h \
	src/features/evidence.c \
	src/features/facts.c \
	src/features/facts.h \
	src/features/feature.c \
	src/features/grouping.c \
	src/features/grouping.h \
	src/features/kernel.c \
	src/features/keys.c \
	src/features/keys.h \
	src/features/keywords.c \
	src/features/matrix.c \
	src/features/matrix.h \
	src/features/order.c \
	src/features/order.h \
	src/features/outcomes_frame.c \
	src/features/paths.c \
	src/features/paths.h \
	src/features/plan.c \
	src/features/plan.h \
	src/features/propose.c \
	src/features/propose.h \
	src/features/propose_relations.c \
	src/features/row_values.c \
	src/features/store.c \
	src/features/texts.c \
	src/features/texts.h

# The words that KEYWORDS counts.
keywordsdir = $(pkgdatadir)
dist_keywords_DATA = src/features/keywords.txt
