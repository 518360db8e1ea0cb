/* Help, the manual's sections and the completion: all made from the table of verbs and the
 * session's commands, so that none of them can drift. */
#include "config.h"

#include "cli/verb.h"

#include <string.h>

/* ---- for people ---------------------------------------------------------------------------------
 */

void
help_overview(const Verb *const *verbs, GString *out)
{
    g_string_append(out,
                    "foredesk: a workbench for the support desk's data, in the terminal\n\n"
                    "  foredesk                     welcome: recent workspaces, sample, import\n"
                    "  foredesk tickets.csv         import into tickets.foredesk beside it, and "
                    "open\n"
                    "  foredesk acme.foredesk       open\n"
                    "  foredesk VERB WORKSPACE …    the same work without a screen\n\nVerbs:\n");
    for (const Verb *const *verb = verbs; *verb; verb++)
        g_string_append_printf(out, "  %-10s %s\n", (*verb)->name, (*verb)->help);
    g_string_append(out, "\nEach prints a report for people; --json and --csv print it for "
                         "programs.\n`foredesk VERB --help` says more, `man foredesk` all.\n");
}

static void
append_options(GString *out, const Option *option)
{
    for (; option && option->name; option++) {
        g_autofree char *form = option->value
                                    ? g_strdup_printf("--%s %s", option->name, option->value)
                                    : g_strdup_printf("--%s", option->name);
        g_string_append_printf(out, "  %-24s %s\n", form, option->help);
    }
}

void
help_verb(const Verb *verb, GString *out)
{
    g_string_append_printf(out, "foredesk %s %s\n\n%c%s.\n", verb->name, verb->arguments,
                           g_ascii_toupper(verb->help[0]), verb->help + 1);
    if (verb->details) {
        g_auto(GStrv) lines = text_wrap(verb->details, 78);
        for (char **line = lines; *line; line++)
            g_string_append_printf(out, "%s\n", *line);
    }
    g_string_append(out, "\nOptions:\n");
    append_options(out, verb->options);
    append_options(out, common_options);
    if (verb->example)
        g_string_append_printf(out, "\nExample:\n  %s\n", verb->example);
}

/* ---- the manual
 * ------------------------------------------------------------------------------------ */

static void
roff_text(GString *out, const char *text)
{
    if (*text == '.' || *text == '\'')
        g_string_append(out, "\\&");
    for (const char *p = text; *p; p++)
        if (*p == '\\')
            g_string_append(out, "\\e");
        else if (*p == '-')
            g_string_append(out, "\\-");
        else
            g_string_append_c(out, *p);
}

static void
roff_options(GString *out, const Option *option)
{
    for (; option && option->name; option++) {
        g_string_append(out, ".TP\n\\fB\\-\\-");
        roff_text(out, option->name);
        g_string_append(out, "\\fR");
        if (option->value)
            g_string_append_printf(out, " \\fI%s\\fR", option->value);
        g_string_append_c(out, '\n');
        roff_text(out, option->help);
        g_string_append(out, ".\n");
    }
}

static void
roff_verb(GString *out, const Verb *verb)
{
    g_string_append_printf(out, ".SS foredesk %s ", verb->name);
    roff_text(out, verb->arguments);
    g_string_append_printf(out, "\n%c", g_ascii_toupper(verb->help[0]));
    roff_text(out, verb->help + 1);
    g_string_append(out, ".\n");
    if (verb->details) {
        roff_text(out, verb->details);
        g_string_append_c(out, '\n');
    }
    roff_options(out, verb->options);
    if (verb->example) {
        g_string_append(out, ".PP\n.EX\n");
        roff_text(out, verb->example);
        g_string_append(out, "\n.EE\n");
    }
}

typedef struct {
    GString *out;
    char *place;
} KeysOut;

static void
roff_key(const char *place, const char *keys, const char *help, gpointer data)
{
    KeysOut *keys_out = data;

    if (g_strcmp0(keys_out->place, place) != 0) {
        g_string_append_printf(keys_out->out, ".SS Keys: %s\n", place);
        g_free(keys_out->place);
        keys_out->place = g_strdup(place);
    }
    g_string_append(keys_out->out, ".TP\n\\fB");
    roff_text(keys_out->out, keys);
    g_string_append(keys_out->out, "\\fR\n");
    roff_text(keys_out->out, help);
    g_string_append_c(keys_out->out, '\n');
}

static void
roff_command(const char *name, const char *arguments, const char *help, gpointer data)
{
    GString *out = data;

    g_string_append(out, ".TP\n\\fB");
    roff_text(out, name);
    g_string_append(out, "\\fR ");
    roff_text(out, arguments ? arguments : "");
    g_string_append_c(out, '\n');
    roff_text(out, help);
    g_string_append(out, ".\n");
}

void
help_roff(const Verb *const *verbs, const CliScreen *screen, GString *out)
{
    g_string_append(out, ".SH VERBS\n");
    for (const Verb *const *verb = verbs; *verb; verb++)
        roff_verb(out, *verb);
    g_string_append(out, ".SH OPTIONS OF EVERY VERB\n");
    roff_options(out, common_options);
    g_string_append(out,
                    ".SH COMMANDS\nWhat a script of \\fBrun\\fR, the line behind \\fB:\\fR and "
                    "\\fBdo\\fR understand, one a line; # begins a comment.\n");
    for (const Command *const *command = session_commands(); *command; command++)
        roff_command((*command)->name, (*command)->arguments, (*command)->help, out);
    if (screen && screen->commands) {
        g_string_append(out, ".SH COMMANDS OF THE WORKBENCH\nThe line behind \\fB:\\fR understands "
                             "these too.\n");
        screen->commands(roff_command, out);
    }
    if (screen && screen->bindings) {
        KeysOut keys = {out, NULL};
        g_string_append(out, ".SH KEYS\n");
        screen->bindings(roff_key, &keys);
        g_free(keys.place);
    }
}

/* ---- completion
 * ---------------------------------------------------------------------------------------- */

void
help_completion(const Verb *const *verbs, GString *out)
{
    g_string_append(out,
                    "# bash completion for foredesk, made by `foredesk help --completion`\n"
                    "_foredesk()\n{\n    local word=${COMP_WORDS[COMP_CWORD]} options=\n"
                    "    if [ \"$COMP_CWORD\" = 1 ]; then\n        COMPREPLY=($(compgen -W \"");
    for (const Verb *const *verb = verbs; *verb; verb++)
        g_string_append_printf(out, "%s ", (*verb)->name);
    g_string_append(out, "--help --version\" -- \"$word\"))\n        return\n    fi\n"
                         "    case ${COMP_WORDS[1]} in\n");
    for (const Verb *const *verb = verbs; *verb; verb++) {
        g_string_append_printf(out, "    %s) options=\"", (*verb)->name);
        for (const Option *option = (*verb)->options; option && option->name; option++)
            g_string_append_printf(out, "--%s ", option->name);
        g_string_append(out, "\" ;;\n");
    }
    g_string_append(
        out, "    esac\n    [ \"${word#-}\" = \"$word\" ] || COMPREPLY=($(compgen -W \"$options");
    for (const Option *option = common_options; option->name; option++)
        g_string_append_printf(out, " --%s", option->name);
    g_string_append(out, "\" -- \"$word\"))\n}\n"
                         "complete -o default -F _foredesk foredesk\n");
}
