libengine_a_SOURCES += \
	include/foredesk/features.h \
	src/features/kernel.c
