/* Whether a file of rows comes from where a table came from: cells are read by what the table's
 * columns say, so that those of another vendor's export would become other numbers. */
#include "ingest/vendor.h"

#include <string.h>

/* What the table was read by and what the file is, each by name; NULL or "none": no preset. */
typedef struct {
    const CsvLoad *load;
    const TableInfo *table;
    const char *table_is, *file_is, *given;
} Vendors;

static gboolean
is_none(const char *name)
{
    return name == NULL || strcmp(name, "none") == 0;
}

static gboolean
refuse_other(const Vendors *vendors, GError **error)
{
    g_autofree char *table = is_none(vendors->table_is)
                                 ? g_strdup("no vendor's export")
                                 : g_strdup_printf("an export of %s", vendors->table_is);
    g_autofree char *file = is_none(vendors->file_is)
                                ? g_strdup("no vendor's export")
                                : g_strdup_printf("an export of %s", vendors->file_is);
    if (vendors->given == NULL)
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                    "%s is %s (it has %s), and %s was imported as %s: score a file of the same "
                    "export, or say --preset %s%s%s if it is one",
                    vendors->load->source->shown, file, vendors->load->preset_evidence,
                    vendors->table->name, table, is_none(vendors->table_is) ? "" : "\"",
                    is_none(vendors->table_is) ? "none" : vendors->table_is,
                    is_none(vendors->table_is) ? "" : "\"");
    else
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s would be read as %s, and %s was imported as %s: import the table by the "
                    "same preset, or leave --preset out",
                    vendors->load->source->shown, file, vendors->table->name, table);
    return FALSE;
}

/* A preset of the same name may say something else by now. */
static gboolean
refuse_changed(const Vendors *vendors, GError **error)
{
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "the preset %s is not what it was when %s was imported by it: import the table "
                "again, or leave --preset out to read %s as that import",
                vendors->file_is, vendors->table->name, vendors->load->source->shown);
    return FALSE;
}

static char *
words_of(const Vendors *vendors)
{
    const char *file = vendors->load->source->shown, *table = vendors->table->name;
    if (is_none(vendors->table_is))
        return NULL;
    if (vendors->file_is == NULL)
        return g_strdup_printf("%s has too few headings to be known as an export of %s; it is read "
                               "as one, as %s was.",
                               file, vendors->table_is, table);
    if (vendors->given != NULL)
        return g_strdup_printf("%s is read as an export of %s, as %s was.", file, vendors->file_is,
                               table);
    return g_strdup_printf("%s is an export of %s: it has %s. It is read as %s was.", file,
                           vendors->file_is, vendors->load->preset_evidence, table);
}

gboolean
vendor_check(sqlite3 *database, const TableInfo *table, CsvLoad *load, const char *given,
             char **words, GError **error)
{
    g_autofree char *name = NULL;
    gboolean kept;
    g_autoptr(Preset) own = preset_of_table(database, table->id, &name, &kept);
    Vendors vendors = {load, table, name, NULL, given};
    if (given == NULL && name != NULL && own == NULL)
        return TRUE; /* read without a preset, or by one that is gone: the columns know how */
    load->over = table;
    if (!csv_load_find_preset(load, database, given, error))
        return FALSE;
    vendors.file_is = load->preset;
    gboolean unknown = given == NULL && vendors.file_is == NULL;
    gboolean same = is_none(vendors.file_is) ? is_none(name)
                                             : name != NULL && strcmp(vendors.file_is, name) == 0;
    if (!unknown && !same)
        return refuse_other(&vendors, error);
    if (same && kept && load->preset_file != NULL && !preset_same(load->preset_file, own))
        return refuse_changed(&vendors, error);
    if (words != NULL)
        *words = words_of(&vendors);
    return TRUE;
}
