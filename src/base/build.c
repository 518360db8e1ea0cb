/* Which build of the program this is, so that what another one kept in a workspace is computed
 * anew: the linker's build id, a checksum of the program's own bytes. */
#include "config.h"

#include <foredesk/base.h>

#include <link.h>
#include <string.h>

#define NOTE_ALIGNED(size) (((size) + 3u) & ~3u)

/* The note "GNU" of the build id, as hexadecimal digits; NULL: not among these notes. */
static char *
id_of_notes(const char *notes, gsize size)
{
    ElfW(Nhdr) note;
    for (gsize at = 0; at + sizeof note <= size;) {
        memcpy(&note, notes + at, sizeof note);
        gsize name = at + sizeof note, words = name + NOTE_ALIGNED(note.n_namesz);
        if (words + note.n_descsz > size)
            return NULL;
        if (note.n_type == NT_GNU_BUILD_ID && note.n_namesz == 4 &&
            memcmp(notes + name, "GNU", 4) == 0) {
            GString *id = g_string_new(NULL);
            for (gsize i = 0; i < note.n_descsz; i++)
                g_string_append_printf(id, "%02x", (guchar)notes[words + i]);
            return g_string_free(id, FALSE);
        }
        at = words + NOTE_ALIGNED(note.n_descsz);
    }
    return NULL;
}

/* The first object is the program itself; others aren't asked. */
static int
take_id(struct dl_phdr_info *info, size_t size, void *data)
{
    char **id = data;
    for (int i = 0; i < info->dlpi_phnum && !*id; i++) {
        const ElfW(Phdr) *part = &info->dlpi_phdr[i];
        if (part->p_type == PT_NOTE)
            *id = id_of_notes((const char *)(info->dlpi_addr + part->p_vaddr), part->p_memsz);
    }
    return 1;
}

static gpointer
find_id(gpointer unused)
{
    char *id = NULL;
    dl_iterate_phdr(take_id, &id);
    return id ? id : g_strdup(PACKAGE_VERSION);
}

const char *
program_build(void)
{
    static GOnce once = G_ONCE_INIT;
    return g_once(&once, find_id, NULL);
}
