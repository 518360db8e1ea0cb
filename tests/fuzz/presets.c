/* Any text as a vendor's preset: refused with one line, or asked about any heading. */
#include "config.h"

#include "fuzz.h"

#include <foredesk/workspace.h>

const char *const fuzz_seeds[] = {
    "# a comment\n[preset]\nname=Acme\nmatch=Ticket ID;Created at;Status\nleast=2\n\n[roles]\n"
    "id=Ticket ID\ncreated=Created at\n\n[known]\nlater=Status;Closed*\narrival=Subject\n",
    "[preset]\nname=Mine\nmatch=a;b\nleast=1\n[kinds]\ncategory=a\nkey=* [id]\n[lists]\nspace=b\n"
    "semicolon=a\n[units]\nseconds=a\n[dates]\nd/m/y=b\n[gather]\nlist=Comment\n",
    NULL,
};

static void
ask(const Preset *preset)
{
    static const char *const headings[] = {"Ticket ID", "Created at", "a",
                                           "",          "Closed by",  "\xc3\xa9\xff"};
    for (guint i = 0; i < G_N_ELEMENTS(headings); i++) {
        KnownAt known;
        ColumnKind kind;
        preset_known(preset, headings[i], &known);
        preset_kind(preset, headings[i], &kind);
        for (int role = ROLE_NONE; role <= ROLE_TAGS; role++)
            preset_role_place(preset, (ColumnRole)role, headings[i]);
        preset_separator(preset, headings[i]);
        preset_gathers(preset, headings[i]);
        preset_date_order(preset, headings[i]);
        g_free(preset_unit(preset, headings[i]));
        g_free(preset_meaning(preset, headings[i]));
        g_strfreev(preset_nulls(preset, headings[i]));
    }
    g_assert_nonnull(preset_name(preset));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Preset) preset = preset_parse("fuzz.preset", (const char *)data, size, &error);
    if (preset)
        ask(preset);
    else
        fuzz_one_line(error);
    return 0;
}
