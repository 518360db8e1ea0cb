# The suite under the sanitizers, each in a build of its own beside this one; not part of `check`.
# `make check-asan` runs all of it under AddressSanitizer, LeakSanitizer and UBSan; `make check-tsan`
# runs the tests of the threads under ThreadSanitizer.
EXTRA_DIST += tests/sanitize/lsan.supp tests/sanitize/tsan.supp tests/sanitize/glib-sync.c
sanitize_source = $(abs_top_srcdir)/tests/sanitize
threaded_tests = tests/unit/test-session tests/unit/test-lists tests/unit/test-session-faults tests/unit/test-learn \
	tests/unit/test-ingest tests/unit/test-type tests/unit/test-workspace

if SANITIZE_THREAD
libengine_a_SOURCES += tests/sanitize/glib-sync.c
AM_LDFLAGS = -Wl,--undefined=__wrap_g_mutex_lock -Wl,--wrap=g_async_queue_push,--wrap=g_async_queue_push_front \
	-Wl,--wrap=g_async_queue_pop,--wrap=g_async_queue_try_pop \
	-Wl,--wrap=g_mutex_lock,--wrap=g_mutex_unlock,--wrap=g_cond_wait,--wrap=g_once_impl
endif

check-asan:
	$(MKDIR_P) sanitize/address && cd sanitize/address && \
	{ test -f Makefile || $(abs_top_srcdir)/configure --quiet --enable-werror \
	  --enable-sanitize=address,undefined; } && \
	ASAN_OPTIONS=detect_stack_use_after_return=1:strict_string_checks=1:detect_leaks=1 \
	LSAN_OPTIONS=suppressions=$(sanitize_source)/lsan.supp:print_suppressions=0 \
	UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 VT_TIMEOUT=300 $(MAKE) check

check-tsan:
	$(MKDIR_P) sanitize/thread && cd sanitize/thread && \
	{ test -f Makefile || $(abs_top_srcdir)/configure --quiet --enable-werror \
	  --enable-sanitize=thread; } && \
	TSAN_OPTIONS=suppressions=$(sanitize_source)/tsan.supp:halt_on_error=1 OMP_NUM_THREADS=1 \
	  $(MAKE) check TESTS="$(threaded_tests)"

.PHONY: check-asan check-tsan
