# pii: personal data in text.
libengine_a_SOURCES += include/foredesk/pii.h src/pii/pii_private.h \
	src/pii/context.c \
	src/pii/digits.c \
	src/pii/machine.c \
	src/pii/mail.c \
	src/pii/mask.c \
	src/pii/name.c \
	src/pii/national.c \
	src/pii/number.c \
	src/pii/phone.c \
	src/pii/scan.c \
	src/pii/secret.c
