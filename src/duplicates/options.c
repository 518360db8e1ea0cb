/* What a search for duplicates may be told, and the names of the kinds that it finds. */
#include "duplicates/duplicates-private.h"

#include <string.h>

static const char *const kind_names[DUPLICATE_KINDS] = {"exact", "key", "near"};

const char *
duplicate_kind_name(DuplicateKind kind)
{
    return kind_names[kind];
}

gboolean
duplicate_kind_from_name(const char *name, DuplicateKind *kind, GError **error)
{
    for (guint i = 0; i < DUPLICATE_KINDS; i++)
        if (name && strcmp(name, kind_names[i]) == 0) {
            *kind = (DuplicateKind)i;
            return TRUE;
        }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "\"%s\" is no kind of duplicate; write exact, key or near", name ? name : "");
    return FALSE;
}

char *
duplicate_setting(const TableInfo *table)
{
    return g_strconcat("duplicates.", table->name, NULL);
}

/* The setting is "window=7d customer=same alike=0.6", each part optional. */
void
duplicate_options_read(sqlite3 *database, const TableInfo *table, DuplicateOptions *options)
{
    g_autofree char *name = duplicate_setting(table);
    g_autofree char *setting = setting_get(database, name);
    g_auto(GStrv) parts = g_strsplit(setting ? setting : "", " ", -1);

    *options = (DuplicateOptions){.any_customer = FALSE};
    alike_options_init(&options->alike);
    for (char **part = parts; *part; part++) {
        const char *value = strchr(*part, '=');
        gint64 span;
        double least;
        if (!value)
            continue;
        value++;
        if (g_str_has_prefix(*part, "customer="))
            options->any_customer = strcmp(value, "any") == 0;
        else if (g_str_has_prefix(*part, "window=") && strcmp(value, "none") == 0)
            options->alike.window = 0;
        else if (g_str_has_prefix(*part, "window=") && duration_parse(value, &span, NULL))
            options->alike.window = span;
        else if (g_str_has_prefix(*part, "alike=") && number_parse_decimal(value, -1, &least))
            options->alike.least = least;
    }
}

void
duplicates_free(Duplicates *duplicates)
{
    if (!duplicates)
        return;
    g_clear_pointer(&duplicates->found, g_array_unref);
    g_free(duplicates->customer);
    g_free(duplicates->time);
    g_free(duplicates);
}
