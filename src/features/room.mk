libengine_a_SOURCES += \
	include/foredesk/features.h \
	src/features/encoder.c \
	src/features/encoder.h \
	src/features/kernel.c \
	src/features/matrix.c \
	src/features/matrix.h
