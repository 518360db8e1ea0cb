# signals: what the data says that a person acts on.
libengine_a_SOURCES += \
	include/foredesk/signals.h \
	src/signals/claims.c \
	src/signals/claims.h \
	src/signals/claims_said.c \
	src/signals/claims_texts.c \
	src/signals/claims_told.c \
	src/signals/combinations.c \
	src/signals/combinations.h \
	src/signals/combinations_conditions.c \
	src/signals/combinations_search.c \
	src/signals/expertise.c \
	src/signals/expertise.h \
	src/signals/expertise_match.c \
	src/signals/expertise_told.c \
	src/signals/priorities.c \
	src/signals/priorities.h \
	src/signals/priorities_told.c
