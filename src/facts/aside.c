/* Rows that are no tickets: merged, spam, tests, the desk's own staff, automatic messages. What the
 * vendor's preset says, what tags, states and flags are called, who wrote, and how subjects begin;
 * each becomes a condition that a person can read, with the values that are really there. */
#include "facts/aside.h"

#include <string.h>

/* ---- writing a condition -------------------------------------------------------------------- */

static void
append_marked(GString *text, const char *word, char mark)
{
    g_string_append_c(text, mark);
    for (const char *p = word; *p; p++) {
        if (*p == mark)
            g_string_append_c(text, mark);
        g_string_append_c(text, *p);
    }
    g_string_append_c(text, mark);
}

static void
add_part(GString *condition, const ColumnInfo *column, const char *relation, const char *value)
{
    if (condition->len)
        g_string_append(condition, " OR ");
    append_marked(condition, column->name, '`');
    g_string_append_printf(condition, " %s", relation);
    if (value) {
        g_string_append_c(condition, ' ');
        append_marked(condition, value, '\'');
    }
}

static gboolean
same_folded(const char *a, const char *b)
{
    g_autofree char *one = text_fold(a, -1), *other = text_fold(b, -1);
    return strcmp(one, other) == 0;
}

/* As the cells spell it; nothing where no cell does. */
static void
add_value(GString *condition, const FrameColumn *column, const char *value)
{
    if (column->kind == KIND_BOOLEAN && (same_folded(value, "yes") || same_folded(value, "true")))
        for (guint32 row = 0; row < column->n; row++)
            if (column->code[row] == 1) {
                add_part(condition, column->info, "= TRUE", NULL);
                return;
            }
    if (!column->dictionary || column->kind == KIND_BOOLEAN)
        return;
    guint32 n = dictionary_size(column->dictionary);
    for (guint32 code = 0; code < n; code++) {
        g_autofree char *text = g_strdup(dictionary_text(column->dictionary, code));
        if (same_folded(g_strstrip(text), value))
            add_part(condition, column->info, "=", text);
    }
}

/* ---- what the vendor says ------------------------------------------------------------------- */

static const FrameColumn *
column_headed(const Frame *whole, const char *heading)
{
    for (guint i = 0; i < whole->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(whole->columns, i);
        if (same_folded(column->info->heading, heading))
            return column;
    }
    return NULL;
}

static gboolean
has_filled(const FrameColumn *column)
{
    if (column->kind == KIND_EMPTY)
        return FALSE;
    for (guint32 row = 0; row < column->n; row++)
        if (column->code ? column->code[row] >= 0 : column->filled && column->filled[row])
            return TRUE;
    return FALSE;
}

static void
add_preset(GString *condition, const Frame *whole, const Preset *preset, const char *why)
{
    g_auto(GStrv) parts = preset ? preset_aside(preset, why) : NULL;
    for (guint i = 0; parts && parts[i]; i++) {
        char *colon = strstr(parts[i], ": ");
        if (!colon)
            continue;
        *colon = '\0';
        const FrameColumn *column = column_headed(whole, g_strstrip(parts[i]));
        const char *value = g_strstrip(colon + 2);
        if (column && strcmp(value, "*") != 0)
            add_value(condition, column, value);
        else if (column && has_filled(column))
            add_part(condition, column->info, "IS NOT NULL", NULL);
    }
}

/* ---- what tags, states and flags are called ------------------------------------------------- */

/* Values of the tags and of the state, and names of yes/no columns. */
static void
add_named(GString *condition, const Frame *whole, const AsideKind *kind)
{
    for (guint i = 0; i < whole->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(whole->columns, i);
        const char *const *values = column->info->role == ROLE_TAGS     ? kind->tags
                                    : column->info->role == ROLE_STATUS ? kind->states
                                                                        : NULL;
        for (guint v = 0; values && values[v]; v++)
            add_value(condition, column, values[v]);
        for (guint v = 0; column->kind == KIND_BOOLEAN && kind->flags[v]; v++)
            if (same_folded(column->info->name, kind->flags[v]))
                add_value(condition, column, "yes");
    }
}

char *
aside_condition(const Frame *whole, const Preset *preset, const AsideKind *kind)
{
    g_autoptr(GString) condition = g_string_new(NULL);
    add_preset(condition, whole, preset, kind->why);
    if (!condition->len)
        add_named(condition, whole, kind);
    return condition->len ? g_string_free(g_steal_pointer(&condition), FALSE) : NULL;
}

/* ---- who wrote ------------------------------------------------------------------------------ */

gboolean
aside_is_address(const ColumnInfo *column)
{
    g_autofree char *folded = text_fold(column->heading, -1);
    return g_strcmp0(column->pii, "e-mail") == 0 && column->role != ROLE_AGENT &&
           !strstr(folded, "agent") && !strstr(folded, "assign") && !strstr(folded, "owner") &&
           !strstr(folded, "cc");
}

typedef struct {
    char **ends;   /* folded "@acme.com": own domains; NULL: */
    char **starts; /* folded "noreply@" */
    gboolean *met;
} AddressLook;

static gboolean
look_at_address(guint32 row, const char *text, gsize length, gpointer data)
{
    AddressLook *look = data;
    g_autofree char *folded = text ? text_fold(text, (gssize)length) : NULL;
    for (guint i = 0; folded && look->ends && look->ends[i]; i++)
        look->met[i] = look->met[i] || g_str_has_suffix(folded, look->ends[i]);
    for (guint i = 0; folded && look->starts && look->starts[i]; i++)
        look->met[i] = look->met[i] || g_str_has_prefix(folded, look->starts[i]);
    return TRUE;
}

/* A part for every beginning or end that some address of the table has. */
static gboolean
add_addresses(GString *condition, const Frame *whole, sqlite3 *database, char **ends, char **starts,
              GError **error)
{
    char **all = ends ? ends : starts;
    for (guint i = 0; i < whole->columns->len; i++) {
        const FrameColumn *column = g_ptr_array_index(whole->columns, i);
        g_autofree gboolean *met = g_new0(gboolean, g_strv_length(all) + 1);
        AddressLook look = {ends, starts, met};
        if (!aside_is_address(column->info))
            continue;
        if (!frame_texts(whole, database, column->info, look_at_address, &look, error))
            return FALSE;
        for (guint a = 0; all[a]; a++)
            if (met[a])
                add_part(condition, column->info, ends ? "ENDS WITH" : "STARTS WITH", all[a]);
    }
    return TRUE;
}

char **
own_domains(sqlite3 *database)
{
    g_autofree char *setting = setting_get(database, "own-domains");
    g_auto(GStrv) parts = g_strsplit_set(setting ? setting : "", ",; ", -1);
    GPtrArray *domains = g_ptr_array_new();
    for (guint i = 0; parts[i]; i++)
        if (*parts[i] && g_ascii_strcasecmp(parts[i], "none") != 0) {
            g_autofree char *folded = text_fold(parts[i], -1);
            g_ptr_array_add(domains, g_strconcat("@", folded, NULL));
        }
    g_ptr_array_add(domains, NULL);
    return (char **)g_ptr_array_free(domains, FALSE);
}

gboolean
aside_own_staff(const Frame *whole, sqlite3 *database, char **condition, GError **error)
{
    g_auto(GStrv) domains = own_domains(database);
    g_autoptr(GString) text = g_string_new(NULL);
    *condition = NULL;
    if (!add_addresses(text, whole, database, domains, NULL, error))
        return FALSE;
    if (text->len)
        *condition = g_string_free(g_steal_pointer(&text), FALSE);
    return TRUE;
}

/* ---- automatic messages --------------------------------------------------------------------- */

/* How answers of machines begin, whatever desk they come to. */
static const char *const replies[] = {"automatic reply",
                                      "auto-reply",
                                      "auto reply",
                                      "autoreply",
                                      "out of office",
                                      "undeliverable",
                                      "undelivered mail",
                                      "delivery status notification",
                                      "mail delivery failed",
                                      "mail delivery subsystem",
                                      "returned mail",
                                      "abwesenheitsnotiz",
                                      "automatische antwort",
                                      "réponse automatique",
                                      "respuesta automática",
                                      "risposta automatica",
                                      "** problem",
                                      "** recovery",
                                      "problem:",
                                      "recovery:",
                                      "alert:",
                                      "[firing",
                                      "[resolved]"};
static const char *const robots[] = {
    "noreply@",    "no-reply@", "no_reply@",  "donotreply@", "do-not-reply@",  "mailer-daemon@",
    "postmaster@", "alerts@",   "alert@",     "monitoring@", "notifications@", "notification@",
    "nagios@",     "zabbix@",   "pagerduty@", "jenkins@",    "bounce@",        "bounces@",
    "automailer@", "root@",     "cron@",      NULL};
static const char *const machines[] = {
    "alert",  "alerts",    "monitoring", "monitor", "ci",     "warning", "critical", "nagios",
    "zabbix", "pagerduty", "jenkins",    "cron",    "backup", "datadog", "sentry",   NULL};

/* "[CI]" → how many subjects begin so, and how many of those no customer wrote. */
typedef struct {
    guint n, nobody;
} PrefixCount;

typedef struct {
    const FrameColumn *customer; /* NULL: nobody knows who wrote */
    GHashTable *prefixes;        /* folded "[ci]" → PrefixCount */
    guint replies[G_N_ELEMENTS(replies)];
} SubjectLook;

static void
count_prefix(SubjectLook *look, const char *folded, guint32 row)
{
    const char *end = strchr(folded, ']');
    if (*folded != '[' || !end || end - folded > 24 || end - folded < 3)
        return;
    g_autofree char *prefix = g_strndup(folded, (gsize)(end - folded) + 1);
    PrefixCount *count = g_hash_table_lookup(look->prefixes, prefix);
    if (!count) {
        if (g_hash_table_size(look->prefixes) >= 10000)
            return; /* "[#4711]": no machine's word */
        count = g_new0(PrefixCount, 1);
        g_hash_table_insert(look->prefixes, g_steal_pointer(&prefix), count);
    }
    count->n++;
    count->nobody += look->customer && look->customer->code && look->customer->code[row] < 0;
}

static gboolean
look_at_subject(guint32 row, const char *text, gsize length, gpointer data)
{
    SubjectLook *look = data;
    /* Only the beginning matters. */
    g_autofree char *head = text ? text_fold(text, (gssize)MIN(length, 64)) : NULL;
    if (!head)
        return TRUE;
    count_prefix(look, head, row);
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++)
        look->replies[i] += g_str_has_prefix(head, replies[i]);
    return TRUE;
}

/* A word of machines that comes again or that nobody wrote, or any beginning that does both. */
static gboolean
is_machine(const char *prefix, const PrefixCount *count)
{
    g_autofree char *word = g_strndup(prefix + 1, strlen(prefix) - 2);
    gboolean known = g_strv_contains(machines, word);
    gboolean nobody = count->nobody * 10 >= count->n * 9;
    return (known && (nobody || count->n >= 3)) || (nobody && count->n >= 5);
}

static gint
by_text(gconstpointer a, gconstpointer b)
{
    return strcmp(a, b);
}

static void
add_subjects(GString *condition, const FrameColumn *subject, const SubjectLook *look)
{
    g_autoptr(GList) prefixes = g_list_sort(g_hash_table_get_keys(look->prefixes), by_text);
    for (GList *one = prefixes; one; one = one->next)
        if (is_machine(one->data, g_hash_table_lookup(look->prefixes, one->data)))
            add_part(condition, subject->info, "STARTS WITH", one->data);
    for (guint i = 0; i < G_N_ELEMENTS(replies); i++)
        if (look->replies[i])
            add_part(condition, subject->info, "STARTS WITH", replies[i]);
}

gboolean
aside_automatic(const Frame *whole, sqlite3 *database, char **condition, GError **error)
{
    const FrameColumn *subject = frame_column_of(whole, table_role(whole->table, ROLE_SUBJECT));
    g_autoptr(GString) text = g_string_new(NULL);
    SubjectLook look = {.customer =
                            frame_column_of(whole, table_role(whole->table, ROLE_CUSTOMER))};
    *condition = NULL;
    if (!add_addresses(text, whole, database, NULL, (char **)robots, error))
        return FALSE;
    if (subject) {
        look.prefixes = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        gboolean read = frame_texts(whole, database, subject->info, look_at_subject, &look, error);
        if (read)
            add_subjects(text, subject, &look);
        g_hash_table_unref(look.prefixes);
        if (!read)
            return FALSE;
    }
    if (text->len)
        *condition = g_string_free(g_steal_pointer(&text), FALSE);
    return TRUE;
}
