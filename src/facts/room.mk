libengine_a_SOURCES += \
	include/foredesk/facts.h \
	src/facts/aggregate.c \
	src/facts/aside.c \
	src/facts/aside.h \
	src/facts/facts.c \
	src/facts/kernel.c \
	src/facts/kernel.h \
	src/facts/kernel_order.c \
	src/facts/kernel_recent.c \
	src/facts/kernel_spread.c \
	src/facts/kernel_window.c \
	src/facts/keys.c \
	src/facts/mentions.c \
	src/facts/order.c \
	src/facts/paths.c \
	src/facts/propose.c \
	src/facts/rowbind.c \
	src/facts/rowtest.c \
	src/facts/rowtest.h \
	src/facts/rowtexts.c \
	src/facts/steps.c \
	src/facts/text.c
