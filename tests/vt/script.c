/* script: reading .vt files, and writing them with new blocks. Lines that are blank or begin with
 * '#' say nothing; a line of three backquotes opens and closes the block of the step above it. */
#include "config.h"

#include "script.h"
#include <string.h>

static gboolean
is_fence(const char *line)
{
    return g_str_has_prefix(line, "```");
}

static void
step_free(gpointer data)
{
    Step *step = data;
    g_clear_pointer(&step->words, g_ptr_array_unref);
    g_clear_pointer(&step->block, g_ptr_array_unref);
    g_clear_pointer(&step->replacement, g_ptr_array_unref);
    g_free(step);
}

/* The block that opens at line `at`; *at moves to its closing fence. NULL where it does not close.
 */
static GPtrArray *
read_block(GPtrArray *lines, guint *at, GError **error)
{
    g_autoptr(GPtrArray) block = g_ptr_array_new_with_free_func(g_free);
    guint opened = *at;
    while (++*at < lines->len) {
        if (is_fence(lines->pdata[*at]))
            return g_steal_pointer(&block);
        g_ptr_array_add(block, g_strdup(lines->pdata[*at]));
    }
    g_set_error(error, VT_ERROR, 0, "line %u: this block is never closed", opened + 1);
    return NULL;
}

static gboolean
read_steps(Script *script, GError **error)
{
    for (guint at = 0; at < script->lines->len; at++) {
        const char *line = script->lines->pdata[at];
        if (line[strspn(line, " \t\r")] == '\0' || line[0] == '#')
            continue;
        if (is_fence(line)) {
            guint opened = at;
            Step *above =
                script->steps->len > 0 ? script->steps->pdata[script->steps->len - 1] : NULL;
            if (above == NULL || above->line != opened) {
                g_set_error(error, VT_ERROR, 0, "line %u: a block must follow its step at once",
                            opened + 1);
                return FALSE;
            }
            above->block = read_block(script->lines, &at, error);
            if (above->block == NULL)
                return FALSE;
            continue;
        }
        Step *step = g_new0(Step, 1);
        step->line = at + 1;
        g_ptr_array_add(script->steps, step);
        step->words = words_split(line, error);
        if (step->words == NULL) {
            g_prefix_error(error, "line %u: ", at + 1);
            return FALSE;
        }
    }
    return TRUE;
}

Script *
script_read(const char *path, GError **error)
{
    g_autofree char *text = NULL;
    gsize length;
    if (!g_file_get_contents(path, &text, &length, error))
        return NULL;
    if (!g_utf8_validate(text, (gssize)length, NULL)) {
        g_set_error(error, VT_ERROR, 0, "the script is not UTF-8");
        return NULL;
    }
    g_autoptr(Script) script = g_new0(Script, 1);
    script->path = g_strdup(path);
    script->lines = g_ptr_array_new_with_free_func(g_free);
    script->steps = g_ptr_array_new_with_free_func(step_free);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++)
        g_ptr_array_add(script->lines, g_strdup(lines[i]));
    if (!read_steps(script, error))
        return NULL;
    return g_steal_pointer(&script);
}

static void
append_lines(GString *text, GPtrArray *lines, guint first, guint end)
{
    for (guint i = first; i < end; i++)
        g_string_append_printf(text, i + 1 < end ? "%s\n" : "%s", (const char *)lines->pdata[i]);
}

gboolean
script_write_replacements(Script *script, gboolean *changed, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint copied = 0;
    *changed = FALSE;
    for (guint i = 0; i < script->steps->len; i++) {
        const Step *step = script->steps->pdata[i];
        if (step->replacement == NULL)
            continue;
        *changed = TRUE;
        append_lines(text, script->lines, copied, step->line);
        g_string_append(text, "\n```\n");
        append_lines(text, step->replacement, 0, step->replacement->len);
        g_string_append(text, step->replacement->len > 0 ? "\n```\n" : "```\n");
        copied = step->line + (step->block != NULL ? step->block->len + 2 : 0);
    }
    append_lines(text, script->lines, copied, script->lines->len);
    return !*changed || g_file_set_contents(script->path, text->str, (gssize)text->len, error);
}

void
script_free(Script *script)
{
    g_free(script->path);
    g_clear_pointer(&script->lines, g_ptr_array_unref);
    g_clear_pointer(&script->steps, g_ptr_array_unref);
    g_free(script);
}
