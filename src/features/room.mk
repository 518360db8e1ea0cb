libengine_a_SOURCES += \
	include/foredesk/features.h \
	src/features/combined.c \
	src/features/combined.h \
	src/features/compute.c \
	src/features/compute.h \
	src/features/describe.c \
	src/features/describe_combined.c \
	src/features/encoder.c \
	src/features/encoder.h \
	src/features/engine.c \
	src/features/engine.h \
	src/features/evidence.c \
	src/features/factors.c \
	src/features/factors.h \
	src/features/feature.c \
	src/features/given.c \
	src/features/grouping.c \
	src/features/grouping.h \
	src/features/hops.c \
	src/features/hops.h \
	src/features/keywords.c \
	src/features/learned.c \
	src/features/learned.h \
	src/features/matrix.c \
	src/features/matrix.h \
	src/features/measures.c \
	src/features/outcomes_frame.c \
	src/features/own_facts.c \
	src/features/own_facts.h \
	src/features/paired.c \
	src/features/paired.h \
	src/features/parts.c \
	src/features/parts.h \
	src/features/plan.c \
	src/features/plan.h \
	src/features/proposal.c \
	src/features/phrases.c \
	src/features/phrases.h \
	src/features/propose.c \
	src/features/propose.h \
	src/features/propose_all.c \
	src/features/propose_families.c \
	src/features/propose_matches.c \
	src/features/propose_one.c \
	src/features/propose_outcomes.c \
	src/features/propose_pairs.c \
	src/features/propose_relations.c \
	src/features/propose_text.c \
	src/features/propose_windows.c \
	src/features/request_texts.c \
	src/features/request_texts.h \
	src/features/row_values.c \
	src/features/sentiment.c \
	src/features/sentiment.h \
	src/features/sentiment_lexicon.c \
	src/features/siblings.c \
	src/features/siblings.h \
	src/features/sources.c \
	src/features/stems.c \
	src/features/stems.h \
	src/features/store.c \
	src/features/synthesis.c \
	src/features/team.c \
	src/features/text_score.c \
	src/features/text_score.h \
	src/features/texts.c \
	src/features/texts.h \
	src/features/thin.c \
	src/features/topic_texts.c \
	src/features/topic_texts.h \
	src/features/topic_values.c \
	src/features/topics.c \
	src/features/topics.h \
	src/features/values.c

# The words that KEYWORDS counts.
keywordsdir = $(pkgdatadir)
dist_keywords_DATA = src/features/keywords.txt
# What SENTIMENT weighs: VADER's lexicon as its authors publish it, with their license.
lexiconsdir = $(pkgdatadir)/lexicons
dist_lexicons_DATA = lexicons/vader_lexicon.txt lexicons/VADER_LICENSE.txt
