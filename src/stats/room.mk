libengine_a_SOURCES += \
	include/foredesk/stats.h
