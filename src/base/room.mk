libengine_a_SOURCES += \
	include/foredesk/base.h
