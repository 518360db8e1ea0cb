# Fuzzers of what reads text from outside: CSV files, dates, encodings, presets, PQL, files of keys and themes, words. `make
# fuzz` builds them beside this build, with clang's libFuzzer where there is one, else with a mutator
# of our own, and lets each run for FUZZ_SECONDS. A finding is kept as a file there.
fuzz_targets = tests/fuzz/csv tests/fuzz/records tests/fuzz/lines tests/fuzz/dates \
	tests/fuzz/encodings tests/fuzz/presets tests/fuzz/pql tests/fuzz/settings tests/fuzz/words
EXTRA_PROGRAMS += $(fuzz_targets)
FUZZ_SECONDS = 120
if LIBFUZZER
fuzz_sources = tests/fuzz/fuzz.c tests/fuzz/fuzz.h
fuzz_ldflags = $(AM_LDFLAGS) -fsanitize=fuzzer -Wl,--wrap=pread
fuzz_corpus = corpus/$$target
fuzz_arguments = -max_total_time=$(FUZZ_SECONDS) -max_len=16384 -timeout=20 -print_final_stats=1
else
fuzz_sources = tests/fuzz/fuzz.c tests/fuzz/fuzz.h tests/fuzz/driver.c
fuzz_ldflags = $(AM_LDFLAGS) -Wl,--wrap=pread
fuzz_arguments = $(FUZZ_SECONDS) 1
fuzz_corpus =
endif
EXTRA_DIST += tests/fuzz/driver.c
second_reader = tests/fuzz/second-reader.c tests/fuzz/second-reader.h
tests_fuzz_csv_SOURCES = tests/fuzz/csv.c $(fuzz_sources)
tests_fuzz_csv_LDADD = $(engine_libs)
tests_fuzz_csv_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_records_SOURCES = tests/fuzz/records.c $(second_reader) $(fuzz_sources)
tests_fuzz_records_LDADD = $(engine_libs)
tests_fuzz_records_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_lines_SOURCES = tests/fuzz/lines.c $(second_reader) $(fuzz_sources)
tests_fuzz_lines_LDADD = $(engine_libs)
tests_fuzz_lines_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_dates_SOURCES = tests/fuzz/dates.c $(fuzz_sources)
tests_fuzz_dates_LDADD = $(engine_libs)
tests_fuzz_dates_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_encodings_SOURCES = tests/fuzz/encodings.c $(fuzz_sources)
tests_fuzz_encodings_LDADD = $(engine_libs)
tests_fuzz_encodings_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_presets_SOURCES = tests/fuzz/presets.c $(fuzz_sources)
tests_fuzz_presets_LDADD = $(engine_libs)
tests_fuzz_presets_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_pql_SOURCES = tests/fuzz/pql.c tests/unit/raw-table.h $(fuzz_sources)
tests_fuzz_pql_LDADD = $(engine_libs)
tests_fuzz_pql_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_settings_SOURCES = tests/fuzz/settings.c $(fuzz_sources)
tests_fuzz_settings_LDADD = libtui.a $(engine_libs) $(CURSES_LIBS)
tests_fuzz_settings_LDFLAGS = $(fuzz_ldflags)
tests_fuzz_words_SOURCES = tests/fuzz/words.c $(fuzz_sources)
tests_fuzz_words_LDADD = $(engine_libs)
tests_fuzz_words_LDFLAGS = $(fuzz_ldflags)

fuzz-run: $(fuzz_targets)
	for target in $(fuzz_targets); do \
	  $(MKDIR_P) corpus/$$target && ./$$target $(fuzz_arguments) $(fuzz_corpus) || exit 1; done

fuzz:
	$(MKDIR_P) sanitize/fuzz && cd sanitize/fuzz && \
	{ test -f Makefile || if echo 'int LLVMFuzzerTestOneInput(void){return 0;}' | \
	    clang -xc -fsanitize=fuzzer -o fuzz-probe - 2>/dev/null; then \
	    $(abs_top_srcdir)/configure --quiet CC=clang \
	      --enable-sanitize=address,undefined,fuzzer-no-link; \
	  else $(abs_top_srcdir)/configure --quiet --enable-sanitize=address,undefined; fi; } && \
	ASAN_OPTIONS=detect_leaks=1:quarantine_size_mb=16 LSAN_OPTIONS=suppressions=$(sanitize_source)/lsan.supp \
	UBSAN_OPTIONS=halt_on_error=1:print_stacktrace=1 FOREDESK_DATA=$(abs_top_srcdir) \
	$(MAKE) fuzz-run FUZZ_SECONDS=$(FUZZ_SECONDS)

.PHONY: fuzz fuzz-run
