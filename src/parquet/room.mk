# parquet: tables in Parquet files, through a library found at run time.
libengine_a_SOURCES += \
	include/foredesk/parquet.h \
	src/parquet/duck.c src/parquet/duck.h \
	src/parquet/reader.c \
	src/parquet/report.c \
	src/parquet/writer.c
