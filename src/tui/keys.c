/* The bindings, key names, and the user's own file of keys. */
#include "config.h"

#include "keys.h"

#include <curses.h>
#include <string.h>

/* ---- the table ------------------------------------------------------------------------------ */

const Binding key_bindings[] = {
    {"audit", "+ =", "known {column} arrival", "at arrival", "it was filled in at arrival"},
    {"audit", "- _", "known {column} later", "later", "it was filled in later: features lose it"},
    {"audit", "m", "known {column} mixed", "mixed", "value by value; of no list: left open"},
    {"audit", "Enter", "open", "open", "the column, or the tickets behind a number"},
    {"audit", "t", "type {column} …", "type", "say what the column holds"},
    {"audit", "r", "repair", "repair", "mend what the alert is about; u takes it back"},
    {"audit", "Tab", "focus next", "next part", "the next field or table"},
    {"audit", "R", "role {column} …", NULL, "say what the column is to the desk"},
    {"audit", "i", "meaning {column} \"…", NULL, "write down what the column means"},
    {"audit", "a", "import …", NULL, "load another file"},
    {"audit", "D", "look duplicates", "duplicates", "rows that repeat an earlier one"},
    {"audit", "S", "look steps", "cleaning", "the cleaning steps: off, on, what each is worth"},
    {"audit", "P", "look privacy", "personal data", "where personal data stands, what models read"},
    {"audit", "L", "look leakage", "leaks", "which columns and features know what came later"},
    {"audit", "X", "look sources", NULL, "several sources of tickets mapped to one table"},
    {"audit", "H", "look headings", NULL, "what each heading was taken for, by which rule"},
    {"audit", "w", "look worth", NULL, "do fewer but cleaner tickets teach more?"},

    {"duplicates", "Enter", "open", "side by side", "the pair side by side, or the rows behind"},
    {"duplicates", "w", "duplicates {table} …", "look otherwise",
     "window=7d customer=any alike=0.8"},

    {"duplicates", "d", "clean duplicates {table}", "take aside",
     "set them aside; the earlier stays"},

    {"steps", "Space", "clean {switch} {step}", "on/off", "switch the step; u takes it back"},
    {"steps", "Enter", "open", "rows", "the rows that the step touches"},
    {"steps", "w", "look worth {step}", "worth", "what the step saves in money: trains twice"},
    {"steps", "d", "clean remove {step}", "remove", "take the step off the list; u brings it back"},

    {"sources", "Enter", "open", "open", "the tickets that have the value, or the column"},
    {"sources", "+ =", "map set {value} {becomes}", "yes", "take what is proposed for this value"},
    {"sources", "f", "map accept {field}", "whole field",
     "take all that is proposed of this field"},
    {"sources", "A", "map accept", "all", "take all that is proposed"},
    {"sources", "c", "map set {value} …", "becomes", "say which common value it is"},
    {"sources", "o", "map set {value} {spelling}", "its own",
     "a common value of its own, spelled so"},
    {"sources", "k", "map apart {column}", "apart",
     "keep the column as a field of its source alone"},
    {"sources", "d", "map out {column}", NULL, "leave the column out"},
    {"sources", "m", "map … {column}", NULL, "say which field the column is"},
    {"sources", "O", "pool", "pool", "make one table of all of them, once nothing is open"},

    {"pair", "Enter", "open", "whole text", "both texts below each other"},

    {"query", "Enter", "open", "open", "the row behind"},
    {"query", "Q", "query", "change", "change the question"},
    {"query", "E", "query-again EVALUATE", "how good", "how good such answers are (EVALUATE)"},
    {"query", "X", "query-again EXPLAIN", "explain",
     "what is learned from, what it reads (EXPLAIN)"},
    {"query", "P", "query-again", "answers", "the answers themselves (PREDICT)"},
    {"query", "K", "query-name", "keep", "keep the query by a name"},

    {"privacy", "Enter", "open", "open", "the rows behind a number, or the column"},
    {"privacy", "c", "personal {column} …", "this column", "show, mask, hash, drop or default"},
    {"privacy", "m", "personal mask", "mask", "mask personal data wherever it is shown"},
    {"privacy", "X", "look exports", "exports", "what left this workspace as a file"},

    {"headings", "Enter", "open", "open", "the column"},
    {"headings", "t", "type {column} …", "type", "say what the column holds"},
    {"headings", "R", "role {column} …", "role", "say what the column is to the desk"},
    {"headings", "+ =", "known {column} arrival", "at arrival", "it was filled in at arrival"},
    {"headings", "- _", "known {column} later", "later", "it was filled in later"},

    {"column", "+ =", "known {column} arrival", "at arrival", "it was filled in at arrival"},
    {"column", "- _", "known {column} later", "later", "it was filled in later"},
    {"column", "m", "known {column} mixed", "mixed", "value by value; of no list: left open"},
    {"column", "L", "look leakage {column}", "leak?", "all signs that it knows what came later"},
    {"column", "i", "meaning {meant} {meaning}…", "meaning", "what it means, or the value here"},
    {"column", "c", "personal {column} …", NULL, "its personal data: show, mask, hash, drop …"},

    {"leakage", "Enter", "open", "why", "all that was looked at, or the tickets behind a number"},
    {"leakage", "$", "look too-good {column}", "too good by", "what it would seem to save (a job)"},
    {"leakage", "+ =", "known {column} arrival", "at arrival", "it was filled in at arrival"},
    {"leakage", "- _", "known {column} later", "later", "it was filled in later"},

    {"offers", "Enter", "open", "choose", "predict this value, or open the tickets behind"},
    {"offers", "+ =", "any-of", "any of", "predict any of these: put this in, or take it out"},
    {"offers", "- _", "but-not", "but not", "but not those: take this away, or let it be"},
    {"offers", "f", "freeze", "freeze", "make a target of what is put together, or of this"},
    {"offers", "c", "overlap", "overlap", "how what is put together overlaps"},
    {"offers", "n", "target …", "write one", "write a target: column, or rule=\"hours > 72\""},
    {"offers", "w", "use task …", NULL, "work on a target frozen before"},

    {"target", "Enter", "open", "open", "the tickets behind a number"},
    {"target", "k", "read-labels", "check labels", "read 40 tickets: is their label right?"},
    {"target", "a", "apart-menu", "apart", "what must not both teach and judge: customers, copies"},
    {"target", "o", "offers", "others", "what else could be predicted"},
    {"target", "n", "target …", "write one", "write a target: column, or rule=\"hours > 72\""},
    {"target", "w", "use task …", NULL, "work on a target frozen before"},

    {"check", "1", "check right {ticket}", "right", "the label is right: next ticket"},
    {"check", "2", "check wrong {ticket}", "wrong label", "the label is wrong: next ticket"},
    {"check", "3", "check unsure {ticket}", "can't say", "nobody can say from this: next ticket"},
    {"check", "4", "check skip {ticket}", "later", "ask a colleague: it comes again at the end"},
    {"check", "u", "undo", "undo", "take the last verdict back"},
    {"check", "b", "back", "break", "leave; your place is kept"},

    {"features", "Space", "switch", "on/off", "switch this feature; on a group's line the group"},
    {"features", "f", "group {group-switch} {group}", "whole group", "switch its whole group"},
    {"features", "Enter", "open", "look",
     "its values by outcome, month by month, how it is computed"},
    {"features", "z", "fold", "fold", "hide the features of this group, or show them again"},
    {"features", "Z", "fold all", NULL, "hide the features of all groups, or show them again"},
    {"features", "K", "feature keep {feature}", "keep one",
     "of features that say the same keep this one; the others go off"},
    {"features", "m", "look smallest", "fewer", "do fewer features as well? (a job)"},
    {"features", "w", "look sets", NULL, "sets of features side by side in money (a job)"},
    {"features", "S", "look seasons", NULL,
     "does a model that never saw a season hold in it? (a job)"},
    {"features", "C", "look channels", NULL,
     "one model for all channels, or one for each? (a job)"},
    {"features", "F", "look cuts", NULL,
     "how old may the past be that features look back on? (a job)"},
    {"features", "X", "look combinations", NULL, "which conditions together raise the risk most"},
    {"features", "A", "look agents", NULL, "who knows what, and who should get which open ticket"},
    {"models", "A", "look agents", NULL, "who knows what, and who should get which open ticket"},
    {"agents", "Enter", "open", "open", "the tickets behind the record, or the open ticket"},
    {"agents", "c", "agents …", "otherwise", "agent=COLUMN topic=COLUMN measure=event capacity=3"},
    {"features", "B", "look claims", NULL,
     "do events bear out what texts claim: confirmed or contradicted"},
    {"claims", "Enter", "open", "tickets", "the tickets behind, or the open ticket"},
    {"claims", "c", "claim set {claim} …", "otherwise", "words=500,error least=3"},
    {"claims", "d", "claim off {claim}", "not a claim", "this claim is none; u takes it back"},
    {"claims", "+ =", "feature add {expression}", "as feature", "let the model see this line"},
    {"combinations", "Enter", "open", "tickets", "the tickets behind a number"},

    {"feature", "Space", "feature {switch} {feature}", "on/off", "let the model see it, or not"},
    {"feature", "Enter", "open", "open", "the tickets that have this value"},
    {"feature", "K", "feature keep {feature}", "keep one",
     "of features that say the same keep this one; the others go off"},
    {"feature", "L", "look leakage {feature}", "leak?", "all signs that it knows what came later"},
    {"feature", "Tab", "focus next", "next part", "the next field or table"},

    {"fewer", "+ =", "feature smallest", "use them", "leave only the smallest set on"},
    {"sets", "+ =", "feature load {set}", "use it", "let the model see this set and no others"},
    {"sets", "K", "feature save …", "keep", "keep the features that are on as a set"},
    {"sets", "d", "feature forget {set}", "forget", "forget the set under the cursor"},
    {"features", "L", "look leakage {feature}", "leak?", "all signs that it knows what came later"},
    {"features", "a", "feature add \"…", "add", "add a feature of your own, in PQL"},
    {"features", "d", "feature remove {feature}", NULL, "take the feature off the list"},

    {"models", "Enter", "open", "open", "the model, or the tickets behind a number"},
    {"models", "t", "train-menu", "train", "choose what to train"},
    {"models", "O", "train boost open=yes", NULL,
     "what the columns that wait for answers would add"},
    {"models", "=", "use model {model}", "use", "let this model decide"},
    {"models", "Space", "mark", "mark two", "mark two to compare them"},
    {"models", "c", "capacity …", "capacity", "say how many checks a day the team can do"},
    {"models", "U", "unseal sure=yes", NULL, "open the sealed test set (asks twice)"},
    {"models", "S", "seal", NULL, "show validation again"},
    {"models", "d", "delete model {model}", NULL, "delete the model (asks)"},

    {"models", "F", "look cuts", NULL, "how old may the past be? (a job)"},
    {"models", "P", "look priorities", NULL, "tickets whose priority disagrees with their risk"},

    {"cuts", "Enter", "open", "tickets", "the tickets behind a number, as scored with that past"},
    {"cuts", "c", "look cuts …", "other ends", "say when the past ends: 1w,4w,13w, or dates"},

    {"priorities", "Enter", "open", "open", "the ticket with its reasons, or the rows behind"},
    {"priorities", "c", "priorities …", "otherwise", "say from which percentiles: low=25 high=75"},

    {"model", "=", "use model {model}", "use", "let this model decide"},
    {"model", "d", "delete model {model}", NULL, "delete the model (asks)"},
    {"model", "U", "unseal sure=yes", NULL, "open the sealed test set (asks twice)"},

    {"threshold", "h", "line -0.1", "/move line", "flag 0.1 in 100 fewer"},
    {"threshold", "l", "line +0.1", NULL, "flag 0.1 in 100 more"},
    {"threshold", "H", "line -1", "/×10", "flag 1 in 100 fewer"},
    {"threshold", "L", "line +1", NULL, "flag 1 in 100 more"},
    {"threshold", "o", "threshold cheapest", "cheapest", "put the line where it is cheapest"},
    {"threshold", "c", "threshold capacity", "capacity", "put the line where the team keeps up"},
    {"threshold", "Tab", "focus next", "field", "the next field or table"},
    {"threshold", "+ =", "change +", "/change", "raise the field"},
    {"threshold", "- _", "change -", NULL, "lower the field"},
    {"threshold", "Enter", "open", "tickets", "the tickets behind, or type the field's value"},
    {"threshold", "P", "look priorities", NULL, "tickets whose priority disagrees with their risk"},
    {"threshold", "U", "unseal sure=yes", NULL, "open the sealed test set (asks twice)"},
    {"threshold", "S", "seal", NULL, "show validation again"},

    {"list", "Enter", "open", "open", "the ticket under the cursor"},
    {"list", "s", "sort", "sort", "sort by this column; again reverses"},
    {"list", "/", "search", "search", "find a text"},
    {"list", "\\", "filter", "filter", "keep rows with a text, or a condition: priority = 'P1'"},
    {"list", "e", "export", "export", "write the list as CSV"},
    {"list", "y", "copy", "copy", "copy the row's key to the clipboard"},

    {"ticket", "Enter", "open", "open",
     "the whole of a field, or the rows that a value was made of"},
    {"ticket", "J", "next-row", "next", "the next ticket of the list"},
    {"ticket", "K", "previous-row", "previous", "the one before"},

    {"journal", "e", "export", "export", "write the journal as a script"},
    {"jobs", "x", "cancel {job}", "stop", "stop this job"},

    {"welcome", "Enter", "open", "open", "open the workspace under the cursor"},
    {"welcome", "i", "import-file", "import", "import a file"},
    {"welcome", "o", "open-file", "open a file", "open a workspace by its path"},
    {"welcome", "b", "sample", "sample", "open the sample desk"},

    {"importing", "x", "cancel", "stop", "stop the import; nothing is kept"},
    {"importing", "Esc", "welcome", "back", "back to the welcome screen"},

    {"anywhere", "x", "cancel", "stop", "stop the running job"},
    {"anywhere", "Up k", "move up", NULL, "up"},
    {"anywhere", "Down j", "move down", NULL, "down"},
    {"anywhere", "Left h", "move left", NULL, "left"},
    {"anywhere", "Right l", "move right", NULL, "right"},
    {"anywhere", "PgUp C-b", "move page-up", NULL, "a page up"},
    {"anywhere", "PgDn C-f", "move page-down", NULL, "a page down"},
    {"anywhere", "g Home", "move top", NULL, "to the top"},
    {"anywhere", "G End", "move bottom", NULL, "to the bottom"},
    {"anywhere", "Tab", "focus next", "next part", "the next field or table"},
    {"anywhere", "BackTab", "focus previous", NULL, "the one before"},
    {"anywhere", "Enter", "open", "open", "what is behind the number under the cursor"},
    {"anywhere", "Esc BS C-c", "back", NULL, "go back"},
    {"anywhere", "1", "pane 1", NULL, "Audit: what the data is worth"},
    {"anywhere", "2", "pane 2", NULL, "Target: what is predicted"},
    {"anywhere", "4", "pane 4", NULL, "Features: what the model may see"},
    {"anywhere", "5", "pane 5", NULL, "Models: approaches side by side"},
    {"anywhere", "6", "pane 6", NULL, "Threshold: where the line stands"},
    {"anywhere", "s", "sort", "sort", "sort by this column; again reverses"},
    {"anywhere", "/", "search", NULL, "find a text"},
    {"anywhere", "n", "search-next", NULL, "the next that was searched for"},
    {"anywhere", "N", "search-previous", NULL, "the one before"},
    {"anywhere", "\\", "filter", NULL, "show only rows with a text"},
    {"anywhere", "Space", "mark", NULL, "mark the row"},
    {"anywhere", "v", "columns", "expert columns", "plain or expert columns"},
    {"anywhere", "u", "undo", "undo", "take the last change back"},
    {"anywhere", "C-r", "redo", NULL, "do it again"},
    {"anywhere", "y", "copy", NULL, "copy what is under the cursor to the clipboard"},
    {"anywhere", "e", "export", NULL, "write this table as CSV"},
    {"anywhere", "p", "figure", NULL, "write the curve as a picture, by gnuplot"},
    {"anywhere", "Q", "query", NULL, "ask what will happen, in the query language"},
    {"anywhere", "W", "jobs", NULL, "jobs: what runs and what ran"},
    {"anywhere", "Z", "journal", NULL, "journal: everything that was done"},
    {"anywhere", "T", "theme", NULL, "the next theme"},
    {"anywhere", "C-l", "redraw", NULL, "draw the screen anew"},
    {"anywhere", ": C-x", "command", "command", "type a command"},
    {"anywhere", "C-p", "palette", NULL, "find a command by a few letters"},
    {"anywhere", "?", "help", "help", "what the keys do here"},
    {"anywhere", "q", "quit", "quit", "leave; all is saved"},

    {"line", "Enter", "accept", NULL, "do it"},
    {"line", "Esc C-c", "cancel", NULL, "leave it"},
    {"line", "Tab", "complete", NULL, "complete the word; again: the next that fits"},
    {"line", "Up C-p", "older", NULL, "what was typed before"},
    {"line", "Down C-n", "newer", NULL, "what was typed after it"},
    {"line", "Left C-b", "left", NULL, "left"},
    {"line", "Right C-f", "right", NULL, "right"},
    {"line", "Home C-a", "start", NULL, "to the start"},
    {"line", "End C-e", "end", NULL, "to the end"},
    {"line", "BS", "erase", NULL, "erase the character before"},
    {"line", "Del C-d", "delete", NULL, "erase the character here"},
    {"line", "C-w", "erase-word", NULL, "erase the word before"},
    {"line", "C-u", "erase-all", NULL, "erase everything before"},
    {"line", "C-k", "erase-rest", NULL, "erase everything after"},
    {NULL, NULL, NULL, NULL, NULL},
};

/* ---- names ---------------------------------------------------------------------------------- */

static const struct {
    const char *name, *people;
    Key key;
} special_keys[] = {
    {"Enter", "Enter", '\r'},
    {"Enter", "Enter", '\n'},
    {"Enter", "Enter", KEY_FUNCTION + KEY_ENTER},
    {"Esc", "Esc", 27},
    {"Tab", "Tab", '\t'},
    {"BackTab", "Shift-Tab", KEY_FUNCTION + KEY_BTAB},
    {"Space", "space", ' '},
    {"Up", "↑", KEY_FUNCTION + KEY_UP},
    {"Down", "↓", KEY_FUNCTION + KEY_DOWN},
    {"Left", "←", KEY_FUNCTION + KEY_LEFT},
    {"Right", "→", KEY_FUNCTION + KEY_RIGHT},
    {"PgUp", "PgUp", KEY_FUNCTION + KEY_PPAGE},
    {"PgDn", "PgDn", KEY_FUNCTION + KEY_NPAGE},
    {"Home", "Home", KEY_FUNCTION + KEY_HOME},
    {"End", "End", KEY_FUNCTION + KEY_END},
    {"BS", "Backspace", KEY_FUNCTION + KEY_BACKSPACE},
    {"BS", "Backspace", 127},
    {"BS", "Backspace", 8},
    {"Ins", "Ins", KEY_FUNCTION + KEY_IC},
    {"Del", "Del", KEY_FUNCTION + KEY_DC},
};

char *
key_to_name(Key key)
{
    char text[8] = {0};

    for (guint i = 0; i < G_N_ELEMENTS(special_keys); i++)
        if (special_keys[i].key == key)
            return g_strdup(special_keys[i].name);
    if (key > KEY_FUNCTION + KEY_F0 && key <= KEY_FUNCTION + KEY_F(24))
        return g_strdup_printf("F%d", key - KEY_FUNCTION - KEY_F0);
    if (key > 0 && key < 32)
        return g_strdup_printf("C-%c", key + (key <= 26 ? 'a' - 1 : '@'));
    if (key >= 32 && key < KEY_FUNCTION && g_unichar_validate((gunichar)key)) {
        g_unichar_to_utf8((gunichar)key, text);
        return g_strdup(text);
    }
    return g_strdup("");
}

gboolean
key_from_name(const char *name, Key *key)
{
    for (guint i = 0; i < G_N_ELEMENTS(special_keys); i++)
        if (g_ascii_strcasecmp(special_keys[i].name, name) == 0) {
            *key = special_keys[i].key;
            return TRUE;
        }
    if (g_utf8_validate(name, -1, NULL) && g_utf8_strlen(name, -1) == 1) {
        *key = (Key)g_utf8_get_char(name);
        return TRUE;
    }
    if (strlen(name) == 3 && (g_str_has_prefix(name, "C-") || g_str_has_prefix(name, "c-")) &&
        g_ascii_isalpha(name[2])) {
        *key = g_ascii_tolower(name[2]) - 'a' + 1;
        return TRUE;
    }
    if ((name[0] == 'F' || name[0] == 'f') && g_ascii_isdigit(name[1])) {
        gint64 number;
        if (number_parse_integer(name + 1, -1, &number) && number >= 1 && number <= 24) {
            *key = KEY_FUNCTION + KEY_F0 + (Key)number;
            return TRUE;
        }
    }
    return FALSE;
}

char *
keys_for_people(const char *keys, gboolean first)
{
    g_auto(GStrv) names = g_strsplit(keys, " ", -1);
    GString *words = g_string_new(NULL);

    for (guint i = 0; names[i] && (!first || i == 0); i++) {
        const char *people = names[i];
        g_autofree char *control = NULL;
        for (guint k = 0; k < G_N_ELEMENTS(special_keys); k++)
            if (strcmp(special_keys[k].name, names[i]) == 0)
                people = special_keys[k].people;
        if (g_str_has_prefix(names[i], "C-"))
            people = control = g_strdup_printf("Ctrl-%c", g_ascii_toupper(names[i][2]));
        g_string_append_printf(words, "%s%s", i ? " " : "", people);
    }
    return g_string_free(words, FALSE);
}

/* ---- the map in use ------------------------------------------------------------------------- */

typedef struct {
    char *context, *key, *command;
} UserKey;

struct Keymap {
    GHashTable *commands; /* "context key" → command */
    GPtrArray *user;      /* UserKey* */
};

static void
user_key_free(gpointer data)
{
    UserKey *key = data;
    g_free(key->context);
    g_free(key->key);
    g_free(key->command);
    g_free(key);
}

static void
bind(Keymap *map, const char *context, const char *key, const char *command)
{
    g_hash_table_replace(map->commands, g_strconcat(context, " ", key, NULL), g_strdup(command));
}

static gboolean
is_context(const char *name)
{
    for (const Binding *binding = key_bindings; binding->context; binding++)
        if (strcmp(binding->context, name) == 0)
            return TRUE;
    return FALSE;
}

/* "context key = command"; an empty command frees the key. What is wrong, or NULL. */
static char *
read_user_line(Keymap *map, char *line)
{
    char *equals;
    Key key;

    g_strstrip(line);
    if (!*line || *line == '#')
        return NULL;
    equals = strstr(line, " = ");
    if (!equals && g_str_has_suffix(line, " ="))
        equals = line + strlen(line) - 2;
    if (!equals)
        return g_strdup("write: context key = command");
    *equals = 0;
    g_auto(GStrv) words = g_strsplit(g_strstrip(line), " ", 2);
    if (!words[0] || !words[1] || !is_context(words[0]))
        return g_strdup_printf("no place \"%s\": anywhere, audit, list … (see ?)",
                               words[0] ? words[0] : "");
    g_strstrip(words[1]);
    if (!key_from_name(words[1], &key))
        return g_strdup_printf("no key \"%s\": write g, C-g, F5, PgUp …", words[1]);
    UserKey *user = g_new0(UserKey, 1);
    user->context = g_strdup(words[0]);
    user->key = key_to_name(key);
    user->command = g_strdup(g_strstrip(equals + MIN(strlen(equals + 1) + 1, 2)));
    bind(map, user->context, user->key, user->command);
    g_ptr_array_add(map->user, user);
    return NULL;
}

static void
read_user_file(Keymap *map, GPtrArray *problems)
{
    g_autofree char *path = g_build_filename(g_get_user_config_dir(), "foredesk", "keys", NULL);
    g_autofree char *text = NULL;

    if (!g_file_get_contents(path, &text, NULL, NULL))
        return;
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i]; i++) {
        g_autofree char *wrong = read_user_line(map, lines[i]);
        g_autofree char *clean = text_clean(wrong, -1);
        if (wrong)
            g_ptr_array_add(problems, g_strdup_printf("keys, line %u: %s", i + 1, clean));
    }
}

Keymap *
keymap_new(GPtrArray *problems)
{
    Keymap *map = g_new0(Keymap, 1);

    map->commands = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    map->user = g_ptr_array_new_with_free_func(user_key_free);
    for (const Binding *binding = key_bindings; binding->context; binding++) {
        g_auto(GStrv) keys = g_strsplit(binding->keys, " ", -1);
        for (guint i = 0; keys[i]; i++)
            bind(map, binding->context, keys[i], binding->command);
    }
    read_user_file(map, problems);
    return map;
}

void
keymap_free(Keymap *map)
{
    if (!map)
        return;
    g_hash_table_unref(map->commands);
    g_ptr_array_unref(map->user);
    g_free(map);
}

const char *
keymap_find(const Keymap *map, const char *context, Key key)
{
    g_autofree char *name = key_to_name(key);
    g_autofree char *here = g_strconcat(context, " ", name, NULL);
    g_autofree char *anywhere = g_strconcat("anywhere ", name, NULL);
    const char *command = g_hash_table_lookup(map->commands, here);

    if (!command && strcmp(context, "line") != 0)
        command = g_hash_table_lookup(map->commands, anywhere);
    return command && *command ? command : NULL;
}

char *
keymap_keys(const Keymap *map, const Binding *binding)
{
    g_auto(GStrv) keys = g_strsplit(binding->keys, " ", -1);
    GString *words = g_string_new(NULL);

    for (guint i = 0; keys[i]; i++) {
        g_autofree char *name = g_strconcat(binding->context, " ", keys[i], NULL);
        if (g_strcmp0(g_hash_table_lookup(map->commands, name), binding->command) == 0)
            g_string_append_printf(words, "%s%s", words->len ? " " : "", keys[i]);
    }
    for (guint i = 0; i < map->user->len; i++) {
        const UserKey *user = g_ptr_array_index(map->user, i);
        if (strcmp(user->context, binding->context) == 0 &&
            strcmp(user->command, binding->command) == 0 && !strstr(words->str, user->key))
            g_string_append_printf(words, "%s%s", words->len ? " " : "", user->key);
    }
    return g_string_free(words, FALSE);
}

static gboolean
is_listed_command(const char *context, const char *command)
{
    for (const Binding *binding = key_bindings; binding->context; binding++)
        if (strcmp(binding->context, context) == 0 && strcmp(binding->command, command) == 0)
            return TRUE;
    return FALSE;
}

gboolean
keymap_own(const Keymap *map, const char *context, guint index, const char **key,
           const char **command)
{
    for (guint i = 0; i < map->user->len; i++) {
        const UserKey *user = g_ptr_array_index(map->user, i);
        if (strcmp(user->context, context) != 0 || !*user->command ||
            is_listed_command(context, user->command) || index-- > 0)
            continue;
        *key = user->key;
        *command = user->command;
        return TRUE;
    }
    return FALSE;
}
