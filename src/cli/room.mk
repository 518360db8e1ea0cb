foredesk_SOURCES +=
