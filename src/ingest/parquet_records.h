/* Records of a Parquet file in the batches of records.h: its columns' names first, as a heading,
 * then its rows. Private to the ingest room. */
#pragma once

#include "ingest/records.h"

typedef struct ParquetRecords ParquetRecords;
ParquetRecords *parquet_records_new(const CsvSource *source); /* borrows it */
void parquet_records_free(ParquetRecords *records);
/* As record_reader_fill; `hash` grows by the cells' text. */
gboolean parquet_records_fill(ParquetRecords *records, RecordBatch *batch, guint most,
                              guint64 *hash, GError **error);
