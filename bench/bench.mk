# `make bench`: speed and memory beside the peers that this machine has. Nothing here is a test.
EXTRA_PROGRAMS += bench/measure bench/bench-kernel bench/bench-learn bench/duckdb
bench_measure_SOURCES = bench/measure.c
bench_duckdb_SOURCES = bench/duckdb.c
bench_duckdb_LDADD = -ldl
bench_bench_kernel_SOURCES = bench/kernel.c
bench_bench_kernel_LDADD = $(engine_libs)
EXTRA_PROGRAMS += bench/bench-texts
bench_bench_texts_SOURCES = bench/texts.c
bench_bench_texts_LDADD = $(engine_libs)
bench_bench_learn_SOURCES = bench/learn.c
bench_bench_learn_LDADD = $(engine_libs)
BENCH_TICKETS = 1000000
BENCH_RUNS = 3

bench: all-am bench/measure$(EXEEXT) bench/bench-kernel$(EXEEXT) bench/bench-texts$(EXEEXT) bench/bench-learn$(EXEEXT) bench/duckdb$(EXEEXT)
	@BENCH_TICKETS='$(BENCH_TICKETS)' BENCH_RUNS='$(BENCH_RUNS)' BENCH_ONLY='$(BENCH_ONLY)' \
	  sh '$(abs_top_srcdir)/bench/run' '$(abs_top_srcdir)' '$(abs_top_builddir)'
.PHONY: bench
EXTRA_DIST += bench/run bench/table.awk bench/peer_audit.py bench/peer_engine.py bench/peer_features.py bench/peer_learn.py bench/engine.sh bench/features.sh bench/import.sh bench/audit.sh bench/target.sh \
	bench/keys.sh bench/lists.sh bench/start.sh bench/learn.sh
