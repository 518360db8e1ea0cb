/* Any bytes as a file to import: it is refused with one line, or every record becomes a row or is
 * set aside, and its columns get a kind. */
#include "config.h"

#include "fuzz.h"

#include "ingest/load.h"
#include "workspace/schema.h"

#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

const char *const fuzz_seeds[] = {
    "id,created_at,escalated,hours\nT1,2025-01-02 10:00,yes,3.5\nT2,2025-01-03 11:00,no,7\n",
    "a;b;c\r\n1,5;\"x\r\ny\";\r\n2;\"\"\"q\"\"\";z\r\n",
    "sep=;\nid;tags\n1;a,b\n2;\n",
    "\xef\xbb\xbfid\tname\n1\t\xc3\xa9\n2\t\"never\n3\tx\n",
    "id,when\r1,31.12.2024 23:59\r2,1/2/2025\r",
    "a,a,A,a_2\n1,2,3\n1,2,3,4\n1,2,3,4,5\n",
    NULL,
};

static sqlite3 *
scratch(void)
{
    static sqlite3 *database;
    if (database)
        return database;
    if (sqlite3_open(":memory:", &database) != SQLITE_OK ||
        !db_exec(database, workspace_schema, NULL))
        g_error("no scratch database");
    return database;
}

static void
load(const char *path)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(CsvLoad) load = csv_load_new(path, NULL, 0, NULL, &error);
    sqlite3 *database = scratch();

    if (!load) {
        fuzz_one_line(error);
        return;
    }
    g_assert_true(db_exec(database, "BEGIN", NULL));
    if (csv_load_run(load, database, NULL, NULL, &error) &&
        table_typer_finish(load->typer, NULL, &error)) {
        g_autofree char *count =
            g_strdup_printf("SELECT count(*) FROM raw_%" G_GINT64_FORMAT, load->table_id);
        g_assert_cmpint(db_integer(database, -1, count, NULL), ==, load->rows);
        g_assert_cmpint(db_integer(database, -1, "SELECT count(*) FROM aside", NULL), ==,
                        load->aside);
    } else {
        fuzz_one_line(error);
    }
    g_assert_true(db_exec(database, "ROLLBACK", NULL));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    int descriptor = memfd_create("fuzz.csv", MFD_CLOEXEC);
    g_autofree char *path = g_strdup_printf("/proc/self/fd/%d", descriptor);

    if (descriptor < 0 || write(descriptor, data, size) != (gssize)size)
        g_error("no file in memory");
    load(path);
    close(descriptor);
    return 0;
}
