# ingest: sources into raw tables.
libengine_a_SOURCES += \
	include/foredesk/ingest.h \
	include/foredesk/pool.h \
	src/ingest/derived.c src/ingest/derived.h \
	src/ingest/encoding.c src/ingest/encoding.h \
	src/ingest/entries.c src/ingest/entries.h \
	src/ingest/entry_cells.c src/ingest/entry_cells.h \
	src/ingest/event_evidence.c \
	src/ingest/event_log.c \
	src/ingest/events.c src/ingest/events.h \
	src/ingest/headings.c src/ingest/headings.h \
	src/ingest/import.c \
	src/ingest/load.c src/ingest/load.h \
	src/ingest/names.c \
	src/ingest/parquet_records.c src/ingest/parquet_records.h \
	src/ingest/peek.c src/ingest/peek.h \
	src/ingest/pool.c \
	src/ingest/pool_cells.c \
	src/ingest/pool_fields.c \
	src/ingest/pool_file.c \
	src/ingest/pool_layout.c \
	src/ingest/pool_parts.c \
	src/ingest/pool_plan.c \
	src/ingest/pool_private.h \
	src/ingest/pool_say.c \
	src/ingest/pool_values.c \
	src/ingest/pool_write.c src/ingest/pool_write.h \
	src/ingest/questions.c \
	src/ingest/record_batch.c \
	src/ingest/records.c src/ingest/records.h \
	src/ingest/reimport.c src/ingest/reimport.h \
	src/ingest/reimport_kept.c \
	src/ingest/reimport_known.c \
	src/ingest/reimport_private.h \
	src/ingest/reimport_rows.c \
	src/ingest/rows.c \
	src/ingest/source.c src/ingest/source.h \
	src/ingest/stream.c src/ingest/stream.h \
	src/ingest/vendor.c src/ingest/vendor.h \
	src/ingest/vocabulary.c
