/* What a search for duplicates found, kept in the file by the fingerprint of what it looked at. */
#include "duplicates/duplicates-private.h"

#include <jansson.h>
#include <math.h>

static char *
search_fingerprint(const Frame *frame, sqlite3 *database)
{
    DuplicateOptions options;
    Fingerprint *print = fingerprint_new("duplicates");
    const ColumnInfo *customer = table_role(frame->table, ROLE_CUSTOMER);

    duplicate_options_read(database, frame->table, &options);
    fingerprint_text(print, program_build());
    fingerprint_text(print, frame->fingerprint);
    fingerprint_text(print, frame->table->key ? frame->table->key->name : NULL);
    fingerprint_text(print, frame->table->time ? frame->table->time->name : NULL);
    fingerprint_text(print, customer ? customer->name : NULL);
    for (guint i = 0; i < frame->table->columns->len; i++)
        fingerprint_integer(
            print, ((const ColumnInfo *)g_ptr_array_index(frame->table->columns, i))->role);
    fingerprint_integer(print, options.any_customer);
    fingerprint_integer(print, options.alike.window);
    fingerprint_double(print, options.alike.least);
    return fingerprint_end(print);
}

/* ---- writing ----------------------------------------------------------------------------------
 */

static gboolean
write_pairs(const Duplicates *duplicates, gint64 table, sqlite3 *database, WriteSlice *slice,
            GError **error)
{
    g_autoptr(sqlite3_stmt) insert =
        db_prepare(database, error, "INSERT INTO duplicate_pair VALUES (?, ?, ?, ?, ?)", "");

    for (guint i = 0; insert && i < duplicates->found->len; i++) {
        const Duplicate *one = &g_array_index(duplicates->found, Duplicate, i);
        GError *failure = NULL;
        sqlite3_reset(insert);
        sqlite3_bind_int64(insert, 1, table);
        sqlite3_bind_int64(insert, 2, one->row);
        sqlite3_bind_int64(insert, 3, one->earlier);
        sqlite3_bind_text(insert, 4, duplicate_kind_name(one->kind), -1, SQLITE_STATIC);
        if (isnan(one->alike))
            sqlite3_bind_null(insert, 5);
        else
            sqlite3_bind_double(insert, 5, one->alike);
        db_step(insert, &failure);
        if (failure) {
            g_propagate_error(error, failure);
            return FALSE;
        }
        if (!slice_tick(slice, error))
            return FALSE;
    }
    return insert != NULL;
}

static char *
summary_json(const Duplicates *duplicates)
{
    json_t *summary = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:b, s:s?, s:s?}", "rows", (json_int_t)duplicates->rows,
        "texts", (json_int_t)duplicates->texts, "no_customer", (json_int_t)duplicates->no_customer,
        "no_time", (json_int_t)duplicates->no_time, "short", (json_int_t)duplicates->short_text,
        "crowded", (json_int_t)duplicates->crowded, "near", duplicates->searched_near, "customer",
        duplicates->customer, "time", duplicates->time);
    char *text = json_dumps(summary, JSON_COMPACT);
    json_decref(summary);
    return text;
}

/* The search's own row goes in last: pairs without it count as none. */
static gboolean
store(const Duplicates *duplicates, const Frame *frame, sqlite3 *database, GError **error)
{
    gint64 table = frame->table->id;
    g_autofree char *print = search_fingerprint(frame, database);
    char *summary = summary_json(duplicates);
    WriteSlice slice;
    gboolean ok =
        summary && slice_begin(&slice, database, error) &&
        db_run(database, error, "DELETE FROM duplicate_search WHERE table_id = ?", "i", table) &&
        db_run(database, error, "DELETE FROM duplicate_pair WHERE table_id = ?", "i", table) &&
        write_pairs(duplicates, table, database, &slice, error) &&
        db_run(database, error, "INSERT INTO duplicate_search VALUES (?, ?, ?)", "iss", table,
               print, summary) &&
        slice_end(&slice, error);

    if (!ok && summary)
        slice_abandon(&slice);
    free(summary);
    return ok;
}

void
duplicates_store(const Duplicates *duplicates, const Frame *frame, sqlite3 *database)
{
    store(duplicates, frame, database, NULL);
}

/* ---- reading ----------------------------------------------------------------------------------
 */

/* NULL where it is null; the caller frees. */
static char *
text_of(const json_t *summary, const char *name)
{
    return g_strdup(json_string_value(json_object_get(summary, name)));
}

static Duplicates *
from_summary(const char *text)
{
    json_t *summary = json_loads(text, 0, NULL);
    Duplicates *duplicates = g_new0(Duplicates, 1);
    json_int_t rows = 0, texts = 0, no_customer = 0, no_time = 0, short_text = 0, crowded = 0;
    int near = 0;

    json_unpack(summary, "{s:I, s:I, s:I, s:I, s:I, s:I, s:b}", "rows", &rows, "texts", &texts,
                "no_customer", &no_customer, "no_time", &no_time, "short", &short_text, "crowded",
                &crowded, "near", &near);
    *duplicates = (Duplicates){.found = g_array_new(FALSE, FALSE, sizeof(Duplicate)),
                               .rows = rows,
                               .texts = texts,
                               .no_customer = no_customer,
                               .no_time = no_time,
                               .short_text = short_text,
                               .crowded = crowded,
                               .searched_near = near,
                               .customer = text_of(summary, "customer"),
                               .time = text_of(summary, "time")};
    json_decref(summary);
    return duplicates;
}

Duplicates *
duplicates_load(const Frame *frame, sqlite3 *database, GError **error)
{
    g_autofree char *print = search_fingerprint(frame, database);
    g_autofree char *summary = db_text(
        database, "SELECT summary FROM duplicate_search WHERE table_id = ? AND fingerprint = ?",
        "is", frame->table->id, print);
    GError *failure = NULL;

    if (!summary)
        return NULL;
    g_autoptr(sqlite3_stmt) pairs = db_prepare(
        database, error,
        "SELECT row, earlier, kind, alike FROM duplicate_pair WHERE table_id = ? ORDER BY row", "i",
        frame->table->id);
    if (!pairs)
        return NULL;
    g_autoptr(Duplicates) duplicates = from_summary(summary);
    while (db_step(pairs, &failure)) {
        Duplicate one = {.row = sqlite3_column_int64(pairs, 0),
                         .earlier = sqlite3_column_int64(pairs, 1)};
        one.alike =
            sqlite3_column_type(pairs, 3) == SQLITE_NULL ? NAN : sqlite3_column_double(pairs, 3);
        if (!duplicate_kind_from_name((const char *)sqlite3_column_text(pairs, 2), &one.kind,
                                      &failure))
            break;
        duplicates->count[one.kind]++;
        g_array_append_val(duplicates->found, one);
    }
    if (failure) {
        g_propagate_error(error, failure);
        return NULL;
    }
    return g_steal_pointer(&duplicates);
}
