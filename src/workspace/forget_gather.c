/* What names a customer that is forgotten: the ids and personal cells of the rows that go, and what
 * stands in no other row. Relies on temp.forget_row, the rows that go. */
#include "workspace/forget.h"

#include <string.h>

enum { MOST_WORDS = 8, LONGEST_NAME = 80 };
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

typedef struct {
    sqlite3 *database;
    ForgetNames *names;
} Gathering;

/* Numbers and plain words name too many things besides. */
static gboolean
is_telling(const char *name)
{
    gboolean letter = FALSE, other = FALSE;
    for (; *name; name++) {
        letter = letter || g_ascii_isalpha(*name) || (guchar)*name >= 0x80;
        other = other || g_ascii_isdigit(*name) || *name == '@';
    }
    return letter && other;
}

static gboolean
gather_column(const Gathering *gathering, const TableInfo *table, const ColumnInfo *column,
              GError **error)
{
    g_autofree char *sql =
        g_strdup_printf("SELECT DISTINCT c%d FROM raw_%" G_GINT64_FORMAT
                        " r JOIN forget_row f ON f.row = r.row AND f.tbl = %" G_GINT64_FORMAT,
                        column->position, table->id, table->id);
    g_autoptr(sqlite3_stmt) cells = db_prepare(gathering->database, error, sql, "");
    GError *failure = NULL;

    while (cells && db_step(cells, &failure)) {
        const char *cell = (const char *)sqlite3_column_text(cells, 0);
        gboolean telling = cell && is_telling(cell);
        if (telling || column->pii)
            forget_name(gathering->names, cell, telling);
    }
    if (failure)
        g_propagate_error(error, failure);
    return cells && !failure;
}

/* Whether a cell says by itself whose it is, as a street or the name of a company does: words and
 * more than one, no text of its own. */
static gboolean
is_saying(const char *cell)
{
    guint blanks = 0;
    for (const char *p = cell; *p; p++)
        blanks += *p == ' ';
    return strlen(cell) <= LONGEST_NAME && blanks < MOST_WORDS &&
           (is_telling(cell) || (blanks > 0 && strpbrk(cell, LETTERS)));
}

/* Cells that stand in rows that go and in no other: streets, companies. Somebody may have written
 * them into a reason, where they are masked; in cells of others they aren't. */
static gboolean
gather_own(const Gathering *gathering, const TableInfo *table, const ColumnInfo *column,
           GError **error)
{
    g_autofree char *gone =
        g_strdup_printf("SELECT row FROM forget_row WHERE tbl = %" G_GINT64_FORMAT, table->id);
    g_autofree char *sql =
        g_strdup_printf("SELECT trim(c%d) FROM raw_%" G_GINT64_FORMAT " WHERE row IN (%s) EXCEPT "
                        "SELECT trim(c%d) FROM raw_%" G_GINT64_FORMAT " WHERE row NOT IN (%s)",
                        column->position, table->id, gone, column->position, table->id, gone);
    g_autoptr(sqlite3_stmt) cells = db_prepare(gathering->database, error, sql, "");
    GError *failure = NULL;

    while (cells && db_step(cells, &failure)) {
        const char *cell = (const char *)sqlite3_column_text(cells, 0);
        if (cell && is_saying(cell))
            forget_name(gathering->names, cell, FALSE);
    }
    if (failure)
        g_propagate_error(error, failure);
    return cells && !failure;
}

static gboolean
may_name(const ColumnInfo *column)
{
    return column->kind == KIND_TEXT || column->kind == KIND_CATEGORY || column->kind == KIND_KEY;
}

static gboolean
gather_of(const Gathering *gathering, const TableInfo *table, const ColumnInfo *column,
          GError **error)
{
    if (column->pii || column == table->key)
        return gather_column(gathering, table, column, error);
    return !may_name(column) || gather_own(gathering, table, column, error);
}

gboolean
forget_gather_names(sqlite3 *database, const Catalogue *catalogue, const ForgetWhom *whom,
                    ForgetNames *names, Progress *progress, GError **error)
{
    Gathering gathering = {database, names};

    forget_name(names, whom->value, is_telling(whom->value));
    for (guint t = 0; t < catalogue->tables->len; t++) {
        const TableInfo *table = g_ptr_array_index(catalogue->tables, t);
        for (guint i = 0; i < table->columns->len; i++)
            if (!gather_of(&gathering, table, g_ptr_array_index(table->columns, i), error) ||
                progress_stop(progress, error))
                return FALSE;
    }
    return TRUE;
}
