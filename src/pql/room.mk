libengine_a_SOURCES += \
	include/foredesk/pql.h \
	src/pql/condition.c \
	src/pql/lexer.c src/pql/lexer.h \
	src/pql/parser.c src/pql/parser.h \
	src/pql/place.c \
	src/pql/print.c \
	src/pql/query.c \
	src/pql/tree.c src/pql/tree.h \
	src/pql/words.c src/pql/words.h
