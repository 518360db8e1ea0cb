/* preset: what a vendor's exports hold, in a key file that users can copy and change. A heading is
 * looked up by the most exact of the patterns that fit it. */
#include "workspace/names.h"
#include <foredesk/workspace.h>

#include <string.h>

#define ENDING ".preset"

struct Preset {
    char *path, *name, *text;
    GKeyFile *file;
    char **match; /* folded patterns */
    guint least;
};

void
preset_free(Preset *preset)
{
    if (preset == NULL)
        return;
    g_free(preset->path);
    g_free(preset->name);
    g_free(preset->text);
    g_key_file_unref(preset->file);
    g_strfreev(preset->match);
    g_free(preset);
}

const char *
preset_name(const Preset *preset)
{
    return preset->name;
}

const char *
preset_path(const Preset *preset)
{
    return preset->path;
}

const char *
preset_text(const Preset *preset)
{
    return preset->text;
}

gboolean
preset_same(const Preset *a, const Preset *b)
{
    return strcmp(a->text, b->text) == 0;
}

/* ---- patterns ------------------------------------------------------------------------------- */

/* How exactly a folded pattern fits a folded heading: 0 not at all, else the longer the better, and
 * one without * best. */
static gsize
fit(const char *pattern, const char *heading)
{
    if (strchr(pattern, '*') == NULL)
        return strcmp(pattern, heading) == 0 ? 1000000 : 0;
    return g_pattern_match_simple(pattern, heading) ? strlen(pattern) : 0;
}

/* How exactly the best of a key's patterns fits a folded heading; `which` (may be NULL) becomes
 * that pattern, the caller's, where one fits better than `most`. */
static gsize
key_fit_over(const Preset *preset, const char *group, const char *key, const char *folded,
             gsize most, char **which)
{
    gsize best = 0;
    g_auto(GStrv) patterns = g_key_file_get_string_list(preset->file, group, key, NULL, NULL);
    for (char **pattern = patterns; patterns != NULL && *pattern != NULL; pattern++) {
        g_autofree char *folded_pattern = g_utf8_casefold(*pattern, -1);
        gsize fits = fit(folded_pattern, folded);
        if (which != NULL && fits > MAX(best, most)) {
            g_free(*which);
            *which = g_strdup(*pattern);
        }
        best = MAX(best, fits);
    }
    return best;
}

static gsize
key_fit(const Preset *preset, const char *group, const char *key, const char *folded)
{
    return key_fit_over(preset, group, key, folded, 0, NULL);
}

/* The key of the group whose patterns fit the heading best; NULL: none. The caller frees it, and
 * the pattern. */
static char *
best_rule(const Preset *preset, const char *group, const char *heading, char **pattern)
{
    g_autofree char *folded = g_utf8_casefold(heading, -1);
    g_auto(GStrv) keys = g_key_file_get_keys(preset->file, group, NULL, NULL);
    const char *best = NULL;
    gsize most = 0;
    for (char **key = keys; keys != NULL && *key != NULL; key++) {
        gsize fits = key_fit_over(preset, group, *key, folded, most, pattern);
        if (fits > most) {
            most = fits;
            best = *key;
        }
    }
    return g_strdup(best);
}

static char *
best_key(const Preset *preset, const char *group, const char *heading)
{
    return best_rule(preset, group, heading, NULL);
}

/* ---- reading -------------------------------------------------------------------------------- */

static gboolean
refuse(const char *path, const char *what, GError **error)
{
    g_autofree char *shown = text_clean(path, -1), *reason = text_clean(what, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "the preset %s can't be used: %s: mend it or move it away", shown, reason);
    return FALSE;
}

static gboolean
is_role(const char *key, GError **error)
{
    ColumnRole role;
    return role_from_name(key, &role, error);
}

static gboolean
is_kind(const char *key, GError **error)
{
    ColumnKind kind;
    return kind_from_name(key, &kind, error);
}

static gboolean
is_table(const char *key, GError **error)
{
    if (key[strspn(key, G_CSET_a_2_z G_CSET_A_2_Z "_")] == '\0')
        return TRUE;
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT,
                "\"%s\" can't name a table of entries: use letters and _", key);
    return FALSE;
}

static gboolean
is_one_of(const char *key, const char *const *words, GError **error)
{
    if (g_strv_contains(words, key))
        return TRUE;
    g_autofree char *all = g_strjoinv(", ", (char **)words);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT, "\"%s\" is none of %s", key, all);
    return FALSE;
}

static gboolean
is_key_of(const char *group, const char *key, GError **error)
{
    static const char *const known[] = {"arrival", "later", "ask", NULL};
    static const char *const lists[] = {"space", "comma", "semicolon", "bar", "gather", NULL};
    static const char *const units[] = {"seconds", "minutes", "hours", "days", NULL};
    static const char *const dates[] = {"ISO",        "d/m/y", "m/d/y", "d month y",
                                        "month d, y", "epoch", NULL};
    static const char *const about[] = {"name", "match", "least", NULL};
    static const char *const aside[] = {"merged", "spam", "tests", "alerts", NULL};
    static const char *const exports[] = {"tickets",   "resolutions", "ratings",
                                          "customers", "agents",      NULL};
    static const char *const groups[] = {"preset",  "roles",   "known", "kinds", "lists",
                                         "units",   "dates",   "nulls", "aside", "meanings",
                                         "entries", "exports", NULL};
    return strcmp(group, "roles") == 0      ? is_role(key, error)
           : strcmp(group, "kinds") == 0    ? is_kind(key, error)
           : strcmp(group, "known") == 0    ? is_one_of(key, known, error)
           : strcmp(group, "lists") == 0    ? is_one_of(key, lists, error)
           : strcmp(group, "units") == 0    ? is_one_of(key, units, error)
           : strcmp(group, "dates") == 0    ? is_one_of(key, dates, error)
           : strcmp(group, "aside") == 0    ? is_one_of(key, aside, error)
           : strcmp(group, "exports") == 0  ? is_one_of(key, exports, error)
           : strcmp(group, "meanings") == 0 ? TRUE
           : strcmp(group, "entries") == 0  ? is_table(key, error)
           : strcmp(group, "nulls") == 0    ? TRUE
           : strcmp(group, "preset") == 0   ? is_one_of(key, about, error)
                                            : is_one_of(group, groups, error);
}

static gboolean
check_words(const Preset *preset, GError **error)
{
    g_auto(GStrv) groups = g_key_file_get_groups(preset->file, NULL);
    for (char **group = groups; *group != NULL; group++) {
        g_auto(GStrv) keys = g_key_file_get_keys(preset->file, *group, NULL, NULL);
        for (char **key = keys; keys != NULL && *key != NULL; key++) {
            g_autoptr(GError) failure = NULL;
            if (!is_key_of(*group, *key, &failure))
                return refuse(preset->path, failure->message, error);
        }
    }
    return TRUE;
}

Preset *
preset_parse(const char *path, const char *text, gsize length, GError **error)
{
    g_autoptr(Preset) preset = g_new0(Preset, 1);
    g_autoptr(GError) failure = NULL;
    preset->path = g_strdup(path);
    preset->text = g_strndup(text, length);
    preset->file = g_key_file_new();
    if (!g_key_file_load_from_data(preset->file, text, length, G_KEY_FILE_NONE, &failure)) {
        refuse(path, failure->message, error);
        return NULL;
    }
    preset->name = g_key_file_get_string(preset->file, "preset", "name", NULL);
    g_auto(GStrv) match = g_key_file_get_string_list(preset->file, "preset", "match", NULL, NULL);
    int least = g_key_file_get_integer(preset->file, "preset", "least", NULL);
    if (preset->name == NULL || *preset->name == '\0' || match == NULL || least < 1) {
        refuse(path, "its group [preset] needs name, match and least", error);
        return NULL;
    }
    preset->least = (guint)least;
    preset->match = g_new0(char *, g_strv_length(match) + 1);
    for (guint i = 0; match[i] != NULL; i++)
        preset->match[i] = g_utf8_casefold(match[i], -1);
    return check_words(preset, error) ? g_steal_pointer(&preset) : NULL;
}

Preset *
preset_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length = 0;
    g_autoptr(GError) failure = NULL;
    if (g_file_get_contents(path, &text, &length, &failure))
        return preset_parse(path, text, length, error);
    refuse(path, failure->message, error);
    return NULL;
}

/* ---- finding -------------------------------------------------------------------------------- */

static gint
by_name(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Reads the presets of a folder whose file names aren't in `seen` yet. */
static gboolean
read_folder(const char *folder, GHashTable *seen, GPtrArray *presets, GError **error)
{
    g_autoptr(GDir) directory = folder == NULL ? NULL : g_dir_open(folder, 0, NULL);
    g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
    if (directory == NULL)
        return TRUE;
    for (const char *name; (name = g_dir_read_name(directory)) != NULL;)
        if (g_str_has_suffix(name, ENDING) && *name != '.')
            g_ptr_array_add(names, g_strdup(name));
    g_ptr_array_sort(names, by_name);
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        if (!g_hash_table_add(seen, g_strdup(name)))
            continue;
        g_autofree char *path = g_build_filename(folder, name, NULL);
        Preset *preset = preset_read(path, error);
        if (preset == NULL)
            return FALSE;
        g_ptr_array_add(presets, preset);
    }
    return TRUE;
}

GPtrArray *
presets_read(GError **error)
{
    g_autoptr(GPtrArray) presets = g_ptr_array_new_with_free_func((GDestroyNotify)preset_free);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "foredesk", "presets", NULL);
    g_autofree char *shipped = data_path("presets");
    if (!read_folder(own, seen, presets, error) || !read_folder(shipped, seen, presets, error))
        return NULL;
    return g_steal_pointer(&presets);
}

/* Takes one out of the list, which frees the others. */
static Preset *
take(GPtrArray *presets, guint index)
{
    return g_ptr_array_steal_index(presets, index);
}

Preset *
preset_named(const char *name, GError **error)
{
    g_autoptr(GPtrArray) presets = presets_read(error);
    if (presets == NULL)
        return NULL;
    g_autoptr(GPtrArray) names = g_ptr_array_new();
    for (guint i = 0; i < presets->len; i++) {
        const Preset *preset = g_ptr_array_index(presets, i);
        if (g_ascii_strcasecmp(preset->name, name) == 0)
            return take(presets, i);
        g_ptr_array_add(names, preset->name);
    }
    g_ptr_array_add(names, NULL);
    g_autofree char *all = g_strjoinv(", ", (char **)names->pdata);
    g_autofree char *shown = text_clean(name, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "no preset is called \"%s\": there are %s, and none for no preset", shown, all);
    return NULL;
}

/* How many of its headings are there; some of them as words. */
static guint
count_matches(const Preset *preset, char *const *folded, const GPtrArray *headings, GString *some)
{
    guint found = 0;
    for (char **pattern = preset->match; *pattern != NULL; pattern++)
        for (guint i = 0; i < headings->len; i++)
            if (fit(*pattern, folded[i]) > 0) {
                g_autofree char *shown = text_clean(g_ptr_array_index(headings, i), -1);
                if (found++ < 3)
                    g_string_append_printf(some, "%s“%s”", some->len > 0 ? ", " : "", shown);
                break;
            }
    return found;
}

Preset *
preset_recognise(const GPtrArray *headings, const Preset *own, char **evidence, GError **error)
{
    g_autoptr(GPtrArray) presets = presets_read(error);
    g_auto(GStrv) folded = g_new0(char *, headings->len + 1);
    double highest = 0;
    guint best = 0;
    *evidence = NULL;
    if (presets != NULL && own != NULL)
        g_ptr_array_insert(presets, 0, preset_parse(own->path, own->text, strlen(own->text), NULL));
    for (guint i = 0; i < headings->len; i++)
        folded[i] = g_utf8_casefold(g_ptr_array_index(headings, i), -1);
    for (guint i = 0; presets != NULL && i < presets->len; i++) {
        const Preset *preset = g_ptr_array_index(presets, i);
        g_autoptr(GString) some = g_string_new(NULL);
        guint found = count_matches(preset, folded, headings, some),
              all = g_strv_length(preset->match);
        double share = (double)found / all;
        if (found < preset->least || share <= highest)
            continue;
        highest = share;
        best = i;
        g_free(*evidence);
        *evidence =
            g_strdup_printf("%u of %u headings of its exports, such as %s", found, all, some->str);
    }
    return highest > 0 ? take(presets, best) : NULL;
}

/* ---- what it says of a heading -------------------------------------------------------------- */

gboolean
preset_known(const Preset *preset, const char *heading, KnownAt *known)
{
    g_autofree char *key = best_key(preset, "known", heading);
    if (key == NULL)
        return FALSE;
    *known = strcmp(key, "arrival") == 0 ? KNOWN_ARRIVAL
             : strcmp(key, "later") == 0 ? KNOWN_LATER
                                         : KNOWN_ASK;
    return TRUE;
}

char *
preset_meaning(const Preset *preset, const char *heading)
{
    return best_key(preset, "meanings", heading);
}

gboolean
preset_kind(const Preset *preset, const char *heading, ColumnKind *kind)
{
    g_autofree char *key = best_key(preset, "kinds", heading);
    return key != NULL && kind_from_name(key, kind, NULL);
}

guint
preset_role_place(const Preset *preset, ColumnRole role, const char *heading)
{
    g_autofree char *folded = g_utf8_casefold(heading, -1);
    g_auto(GStrv) patterns =
        g_key_file_get_string_list(preset->file, "roles", role_name(role), NULL, NULL);
    for (guint i = 0; patterns != NULL && patterns[i] != NULL; i++) {
        g_autofree char *pattern = g_utf8_casefold(patterns[i], -1);
        if (fit(pattern, folded) > 0)
            return i + 1;
    }
    return 0;
}

char
preset_separator(const Preset *preset, const char *heading)
{
    static const struct {
        const char *key;
        char separator;
    } names[] = {{"space", ' '}, {"comma", ','}, {"semicolon", ';'}, {"bar", '|'}};
    g_autofree char *key = best_key(preset, "lists", heading);
    for (gsize i = 0; key != NULL && i < G_N_ELEMENTS(names); i++)
        if (strcmp(key, names[i].key) == 0)
            return names[i].separator;
    return 0;
}

gboolean
preset_gathers(const Preset *preset, const char *heading)
{
    g_autofree char *key = best_key(preset, "lists", heading);
    return key != NULL && strcmp(key, "gather") == 0;
}

char *
preset_entries(const Preset *preset, const char *heading)
{
    return best_key(preset, "entries", heading);
}

DateOrder
preset_date_order(const Preset *preset, const char *heading)
{
    g_autofree char *key = best_key(preset, "dates", heading);
    return key == NULL ? DATE_UNKNOWN : date_order_from_name(key);
}

char **
preset_nulls(const Preset *preset, const char *heading)
{
    g_autofree char *folded = g_utf8_casefold(heading, -1);
    g_auto(GStrv) spellings = g_key_file_get_keys(preset->file, "nulls", NULL, NULL);
    g_autoptr(GPtrArray) found = g_ptr_array_new();
    for (char **spelling = spellings; spellings != NULL && *spelling != NULL; spelling++)
        if (key_fit(preset, "nulls", *spelling, folded) > 0)
            g_ptr_array_add(found, g_strdup(*spelling));
    if (found->len == 0)
        return NULL;
    g_ptr_array_add(found, NULL);
    return (char **)g_ptr_array_free(g_steal_pointer(&found), FALSE);
}

char *
preset_unit(const Preset *preset, const char *heading)
{
    return best_key(preset, "units", heading);
}

char *
preset_heading(const Preset *preset, ColumnRole role)
{
    g_auto(GStrv) headings =
        g_key_file_get_string_list(preset->file, "roles", role_name(role), NULL, NULL);
    return headings != NULL ? g_strdup(headings[0]) : NULL;
}

char *
preset_export(const Preset *preset, const char *entity)
{
    return g_key_file_get_string(preset->file, "exports", entity, NULL);
}

char **
preset_aside(const Preset *preset, const char *why)
{
    return g_key_file_get_string_list(preset->file, "aside", why, NULL, NULL);
}

static void
preset_rule_free(PresetRule *rule)
{
    g_free(rule->group);
    g_free(rule->key);
    g_free(rule->pattern);
    g_free(rule);
}

GPtrArray *
preset_rules(const Preset *preset, const char *heading)
{
    static const char *const groups[] = {"roles", "known", "kinds",   "lists",
                                         "units", "dates", "meanings"};
    GPtrArray *rules = g_ptr_array_new_with_free_func((GDestroyNotify)preset_rule_free);
    for (gsize i = 0; i < G_N_ELEMENTS(groups); i++) {
        g_autofree char *pattern = NULL, *key = best_rule(preset, groups[i], heading, &pattern);
        if (key == NULL || strcmp(pattern, "*") == 0)
            continue;
        PresetRule *rule = g_new0(PresetRule, 1);
        rule->group = g_strdup(groups[i]);
        rule->exact = strchr(pattern, '*') == NULL;
        rule->key = g_steal_pointer(&key);
        rule->pattern = g_steal_pointer(&pattern);
        g_ptr_array_add(rules, rule);
    }
    return rules;
}
