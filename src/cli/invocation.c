/* One command line: words and options, checked against the verb's table. */
#include "cli/verb.h"

#include <string.h>

const Option common_options[] = {
    {"json", NULL, "print the report for programs"},
    {"csv", NULL, "print its first table as CSV; --csv=TABLE another one"},
    {"parquet", "FILE.parquet",
     "write its first table to a Parquet file; another one by --csv=TABLE"},
    {"text", NULL, "print it for people (what it does anyway)"},
    {"expert", NULL, "with the columns of a data scientist"},
    {"help", NULL, "say what this verb does"},
    {NULL, NULL, NULL},
};

const Verb *
verb_find(const Verb *const *verbs, const char *name)
{
    for (; *verbs; verbs++)
        if (strcmp((*verbs)->name, name) == 0)
            return *verbs;
    return NULL;
}

char *
verb_near(const Verb *const *verbs, const char *name)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (; *verbs; verbs++)
        g_ptr_array_add(names, (gpointer)(*verbs)->name);
    g_ptr_array_add(names, NULL);
    return nearest_names(name, (const char *const *)names->pdata);
}

static const Option *
find_option(const Verb *verb, const char *name)
{
    const Option *tables[] = {verb->options, common_options};
    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const Option *option = tables[t]; option && option->name; option++)
            if (strcmp(option->name, name) == 0)
                return option;
    return NULL;
}

static void
set_unknown(const Verb *verb, const char *name, GError **error)
{
    const Option *tables[] = {verb->options, common_options};
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint t = 0; t < G_N_ELEMENTS(tables); t++)
        for (const Option *option = tables[t]; option && option->name; option++)
            g_ptr_array_add(names, (gpointer)option->name);
    g_ptr_array_add(names, NULL);
    g_autofree char *near = nearest_names(name, (const char *const *)names->pdata);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                near ? "%s: no option --%s; did you mean --%s?"
                     : "%s: no option --%s; `foredesk %s --help` lists them",
                verb->name, name, near ? near : verb->name);
}

/* `--name VALUE`, `--name=VALUE`, `--switch`; only --csv may come either way. */
static gboolean
take_option(Invocation *call, char *const **argument, GError **error)
{
    const char *text = **argument + 2;
    const char *equals = strchr(text, '=');
    g_autofree char *name = equals ? g_strndup(text, (gsize)(equals - text)) : g_strdup(text);
    const Option *option = find_option(call->verb, name);
    const char *value = equals ? equals + 1 : "";

    if (!option) {
        set_unknown(call->verb, name, error);
        return FALSE;
    }
    if (option->value && !equals) {
        if (!(*argument)[1]) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s: --%s needs a value: %s",
                        call->verb->name, name, option->value);
            return FALSE;
        }
        value = *++*argument;
    }
    if (!option->value && equals && strcmp(name, "csv") != 0) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s: --%s takes no value",
                    call->verb->name, name);
        return FALSE;
    }
    g_hash_table_replace(call->options, g_strdup(name), g_strdup(value));
    return TRUE;
}

static gboolean
check_words(const Invocation *call, GError **error)
{
    const Verb *verb = call->verb;

    if (verb_option(call, "help"))
        return TRUE;
    for (guint i = 0; i < call->words->len; i++)
        if (!*verb_word(call, i)) {
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "%s: word %u is empty; write: foredesk %s %s", verb->name, i + 1,
                        verb->name, verb->arguments);
            return FALSE;
        }
    if (call->words->len < verb->least) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: something is missing; write: foredesk %s %s", verb->name, verb->name,
                    verb->arguments);
        return FALSE;
    }
    if (call->words->len > verb->most) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: \"%s\" is one word too many; write: foredesk %s %s", verb->name,
                    verb_word(call, verb->most), verb->name, verb->arguments);
        return FALSE;
    }
    return TRUE;
}

static gboolean
choose_format(Invocation *call, GError **error)
{
    const char *csv = verb_option(call, "csv");

    call->expert = verb_option(call, "expert") != NULL;
    if (csv && verb_option(call, "json")) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE, "%s: --json or --csv, not both",
                    call->verb->name);
        return FALSE;
    }
    const char *parquet = verb_option(call, "parquet");
    if (parquet && (!g_str_has_suffix(parquet, ".parquet") || verb_option(call, "json"))) {
        g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                    "%s: write --parquet FILE.parquet, and no --json beside it", call->verb->name);
        return FALSE;
    }
    call->format = csv ? FORMAT_CSV : verb_option(call, "json") ? FORMAT_JSON : FORMAT_TEXT;
    call->csv_table = csv && *csv ? csv : NULL;
    return TRUE;
}

Invocation *
invocation_new(const Verb *verb, char *const *arguments, GError **error)
{
    g_autoptr(Invocation) call = g_new0(Invocation, 1);
    call->rows = -1;
    gboolean only_words = FALSE;

    call->verb = verb;
    call->words = g_ptr_array_new_with_free_func(g_free);
    call->options = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    for (; *arguments; arguments++) {
        if (only_words || strncmp(*arguments, "--", 2) != 0)
            g_ptr_array_add(call->words, g_strdup(*arguments));
        else if (strcmp(*arguments, "--") == 0)
            only_words = TRUE;
        else if (!take_option(call, &arguments, error))
            return NULL;
    }
    if (!check_words(call, error) || !choose_format(call, error))
        return NULL;
    return g_steal_pointer(&call);
}

void
invocation_free(Invocation *call)
{
    if (!call)
        return;
    g_ptr_array_unref(call->words);
    g_hash_table_unref(call->options);
    g_free(call->asked);
    g_free(call);
}

const char *
verb_word(const Invocation *call, guint index)
{
    return index < call->words->len ? g_ptr_array_index(call->words, index) : NULL;
}

const char *
verb_option(const Invocation *call, const char *name)
{
    return g_hash_table_lookup(call->options, name);
}

void
verb_asks(Invocation *call, const char *const *options)
{
    const char *only = NULL;
    for (guint given = 0; *options; options++)
        if (verb_option(call, *options))
            only = given++ ? NULL : verb_option(call, *options);
    g_free(call->asked);
    call->asked = g_strdup(only);
}

gboolean
verb_number(const Invocation *call, const char *name, double low, double high, double *value,
            GError **error)
{
    const char *text = verb_option(call, name);
    double number;

    if (!text)
        return TRUE;
    if (number_parse_decimal(text, -1, &number) && number >= low && number <= high) {
        *value = number;
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s: --%s is \"%s\"; it must be a number from %g to %g", call->verb->name, name,
                text, low, high);
    return FALSE;
}

gboolean
verb_integer(const Invocation *call, const char *name, gint64 low, gint64 high, gint64 *value,
             GError **error)
{
    const char *text = verb_option(call, name);
    gint64 number;

    if (!text)
        return TRUE;
    if (number_parse_integer(text, -1, &number) && number >= low && number <= high) {
        *value = number;
        return TRUE;
    }
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "%s: --%s is \"%s\"; it must be a whole number from %" G_GINT64_FORMAT
                " to %" G_GINT64_FORMAT,
                call->verb->name, name, text, low, high);
    return FALSE;
}
