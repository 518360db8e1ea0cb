# The screen tests' driver, and its own tests on a demo program. libvterm is needed; without it the
# scripts are skipped and say so.
if HAVE_VTERM
noinst_PROGRAMS += tests/vt/vt tests/vt/demo
VT_LOG_COMPILER = $(top_builddir)/tests/vt/vt$(EXEEXT)
else
VT_LOG_COMPILER = $(SHELL) $(top_srcdir)/tests/vt/without-vterm
endif
VT_LOG_DRIVER = $(LOG_DRIVER)
TEST_EXTENSIONS += .vt

tests_vt_vt_SOURCES = tests/vt/vt.c tests/vt/play.c tests/vt/play.h tests/vt/steps.c \
	tests/vt/steps.h tests/vt/expect.c tests/vt/expect.h tests/vt/script.c tests/vt/script.h \
	tests/vt/screen.c tests/vt/screen.h tests/vt/attributes.c tests/vt/terminal.c \
	tests/vt/terminal.h tests/vt/terminal_internal.h tests/vt/waiting.c \
	tests/vt/restored.c tests/vt/guardian.c tests/vt/guardian.h tests/vt/keys.c tests/vt/keys.h \
	tests/vt/words.c tests/vt/words.h tests/vt/latency.c tests/vt/latency.h
tests_vt_vt_CPPFLAGS = $(AM_CPPFLAGS) -DVT_SOURCE=\"$(abs_top_srcdir)\" \
	-DVT_BUILD=\"$(abs_top_builddir)\"
tests_vt_vt_CFLAGS = $(AM_CFLAGS) $(VTERM_CFLAGS)
tests_vt_vt_LDADD = $(VTERM_LIBS) $(GLIB_LIBS) $(MATH_LIBS) -lutil
tests_vt_demo_SOURCES = tests/vt/demo.c
tests_vt_demo_LDADD = $(CURSES_LIBS)
# Neither holds the engine, whose calls of GLib a build for ThreadSanitizer wraps.
tests_vt_vt_LDFLAGS =
tests_vt_demo_LDFLAGS =

screen_scripts = tests/vt/demo-keys.vt tests/vt/demo-attributes.vt tests/vt/demo-terminals.vt \
	tests/vt/demo-resize.vt tests/vt/demo-jobs.vt tests/vt/demo-endings.vt \
	tests/vt/demo-folder.vt tests/vt/demo-two.vt
TESTS += $(screen_scripts)
dist_check_SCRIPTS += tests/vt/test-driver
EXTRA_DIST += $(screen_scripts) tests/vt/README.md tests/vt/without-vterm
