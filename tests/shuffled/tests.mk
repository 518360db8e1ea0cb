# `make shuffled`: that the relational comparison finds nothing where there is nothing. Minutes, so
# not part of `check`.
EXTRA_PROGRAMS += tests/shuffled/shuffled
tests_shuffled_shuffled_SOURCES = tests/shuffled/shuffled.c
tests_shuffled_shuffled_LDADD = $(engine_libs)
shuffled: all-am tests/shuffled/shuffled$(EXEEXT)
	@FOREDESK_BUILD='$(abs_top_builddir)' FOREDESK_DATA='$(abs_top_srcdir)' \
	  sh '$(abs_top_srcdir)/tests/shuffled/run'
.PHONY: shuffled
EXTRA_DIST += tests/shuffled/run
