# tui: the terminal workbench. A library of its own, so that only what shows a screen links curses.
noinst_LIBRARIES += libtui.a
libtui_a_SOURCES = \
	include/foredesk/tui.h \
	src/tui/app.c \
	src/tui/app.h \
	src/tui/commands.c \
	src/tui/commands_open.c \
	src/tui/commands_ask.c \
	src/tui/commands_screen.c \
	src/tui/commands_view.c \
	src/tui/confirm.c \
	src/tui/form.c \
	src/tui/frame.c \
	src/tui/help.c \
	src/tui/keys.c \
	src/tui/keys.h \
	src/tui/line_edit.c \
	src/tui/line_edit.h \
	src/tui/painter.c \
	src/tui/painter.h \
	src/tui/palette.c \
	src/tui/prompt.c \
	src/tui/recent.c \
	src/tui/report_draw.c \
	src/tui/report_keep.c \
	src/tui/report_rows.c \
	src/tui/report_values.c \
	src/tui/report_view.c \
	src/tui/report_view.h \
	src/tui/screen.c \
	src/tui/screen.h \
	src/tui/table.c \
	src/tui/table.h \
	src/tui/terminfo.c \
	src/tui/theme.c \
	src/tui/theme.h \
	src/tui/panes/about.c \
	src/tui/panes/about.h \
	src/tui/panes/audit.c \
	src/tui/panes/care.c \
	src/tui/panes/check.c \
	src/tui/panes/column.c \
	src/tui/panes/leakage.c \
	src/tui/panes/features.c \
	src/tui/panes/list.c \
	src/tui/panes/live.c \
	src/tui/panes/live.h \
	src/tui/panes/log.c \
	src/tui/panes/model.c \
	src/tui/panes/meaning.c \
	src/tui/panes/models.c \
	src/tui/panes/panes.c \
	src/tui/panes/query.c \
	src/tui/panes/questions.c \
	src/tui/panes/questions.h \
	src/tui/panes/signals.c \
	src/tui/panes/sources.c \
	src/tui/panes/steps.c \
	src/tui/panes/target.c \
	src/tui/panes/target.h \
	src/tui/panes/threshold.c \
	src/tui/panes/together.c \
	src/tui/panes/ticket.c \
	src/tui/panes/welcome.c

themesdir = $(pkgdatadir)/themes
dist_themes_DATA = \
	themes/colour-blind.theme \
	themes/dark.theme \
	themes/default.theme \
	themes/high-contrast.theme \
	themes/light.theme \
	themes/mono.theme
