/* keys: names of keys to presses, and presses to the terminal. Special keys go through libvterm's
 * keyboard, so that the program gets what its terminal's mode would send. */
#include "config.h"

#include "keys.h"
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *name;
    VTermKey special;
    VTermModifier modifier;
    gunichar character;
} names[] = {
    {"Enter", VTERM_KEY_ENTER, VTERM_MOD_NONE, 0},   {"Esc", VTERM_KEY_NONE, VTERM_MOD_NONE, 27},
    {"Tab", VTERM_KEY_NONE, VTERM_MOD_NONE, '\t'},   {"BackTab", VTERM_KEY_TAB, VTERM_MOD_SHIFT, 0},
    {"Space", VTERM_KEY_NONE, VTERM_MOD_NONE, ' '},  {"Up", VTERM_KEY_UP, VTERM_MOD_NONE, 0},
    {"Down", VTERM_KEY_DOWN, VTERM_MOD_NONE, 0},     {"Left", VTERM_KEY_LEFT, VTERM_MOD_NONE, 0},
    {"Right", VTERM_KEY_RIGHT, VTERM_MOD_NONE, 0},   {"PgUp", VTERM_KEY_PAGEUP, VTERM_MOD_NONE, 0},
    {"PgDn", VTERM_KEY_PAGEDOWN, VTERM_MOD_NONE, 0}, {"Home", VTERM_KEY_HOME, VTERM_MOD_NONE, 0},
    {"End", VTERM_KEY_END, VTERM_MOD_NONE, 0},       {"BS", VTERM_KEY_BACKSPACE, VTERM_MOD_NONE, 0},
    {"Ins", VTERM_KEY_INS, VTERM_MOD_NONE, 0},       {"Del", VTERM_KEY_DEL, VTERM_MOD_NONE, 0},
};

static gboolean
key_named(const char *name, Key *key)
{
    *key = (Key){VTERM_KEY_NONE, VTERM_MOD_NONE, 0};
    if (g_utf8_strlen(name, -1) == 1) {
        key->character = g_utf8_get_char(name);
        return TRUE;
    }
    for (guint i = 0; i < G_N_ELEMENTS(names); i++)
        if (strcmp(name, names[i].name) == 0) {
            *key = (Key){names[i].special, names[i].modifier, names[i].character};
            return TRUE;
        }
    if (name[0] == 'F' && g_ascii_isdigit(name[1])) {
        int number = atoi(name + 1);
        key->special = VTERM_KEY_FUNCTION(number);
        return number >= 1 && number <= 12;
    }
    if (g_str_has_prefix(name, "C-") && strlen(name) == 3 &&
        (g_ascii_isalpha(name[2]) || strchr("[\\]^_", name[2]) != NULL))
        key->character = (gunichar)g_ascii_toupper(name[2]) & 0x1f;
    return key->character != 0;
}

gboolean
keys_parse_word(const Word *word, GArray *keys, GError **error)
{
    if (word->quoted) {
        for (const char *at = word->text; *at != '\0'; at = g_utf8_next_char(at)) {
            Key key = {VTERM_KEY_NONE, VTERM_MOD_NONE, g_utf8_get_char(at)};
            g_array_append_val(keys, key);
        }
        return TRUE;
    }
    g_autofree char *name = g_strdup(word->text);
    char *star = strrchr(name, '*');
    int repeat = 1;
    if (star != NULL && star > name && star[1] != '\0') {
        repeat = atoi(star + 1);
        *star = '\0';
    }
    Key key;
    if (repeat < 1 || !key_named(name, &key)) {
        g_set_error(error, VT_ERROR, 0,
                    "unknown key '%s': name one (Enter, Esc, Down, F5, C-r, Down*10), or quote a "
                    "text to type it",
                    word->text);
        return FALSE;
    }
    for (int i = 0; i < repeat; i++)
        g_array_append_val(keys, key);
    return TRUE;
}

GArray *
keys_parse(GPtrArray *words, GError **error)
{
    g_autoptr(GArray) keys = g_array_new(FALSE, FALSE, sizeof(Key));
    for (guint i = 0; i < words->len; i++)
        if (!keys_parse_word(words->pdata[i], keys, error))
            return NULL;
    return g_steal_pointer(&keys);
}

void
key_press(VTerm *vterm, const Key *key)
{
    if (key->special != VTERM_KEY_NONE)
        vterm_keyboard_key(vterm, key->special, key->modifier);
    else
        vterm_keyboard_unichar(vterm, key->character, VTERM_MOD_NONE);
}
