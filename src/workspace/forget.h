/* The names of what is forgotten. Private to the workspace room. */
#pragma once

#include <foredesk/workspace.h>

/* Words that name it by themselves (ids, addresses) and are masked in all that is kept, the cells
 * of others too; weak ones and phrases (a person's name may be another's) only in what the program
 * itself wrote: journal, settings, reports. */
typedef struct {
    GHashTable *strong, *weak; /* char *, one word each */
    GPtrArray *phrases;        /* char *, of several words */
    guint8 first[256];         /* bytes that one of the words begins with */
} ForgetNames;
ForgetNames *forget_names_new(void);
void forget_names_free(ForgetNames *names);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(ForgetNames, forget_names_free)
/* Adds a name; NULL and what is shorter than three signs are passed over. */
void forget_name(ForgetNames *names, const char *text, gboolean strong);
/* Adds what names the rows of temp.forget_row (tbl, row): their keys and personal cells, cells that
 * stand in no other row (weak), and the value that was asked for. */
gboolean forget_gather_names(sqlite3 *database, const Catalogue *catalogue, const ForgetWhom *whom,
                             ForgetNames *names, Progress *progress, GError **error);
/* The text without the names; NULL: it has none. The caller frees. */
char *forget_mask(const ForgetNames *names, const char *text, gboolean weak);
/* Every text the program keeps (journal, settings, steps, notes …) through the SQL function
 * forget_mask(text, weak), which the caller has registered: null where nothing is to be masked. */
gboolean forget_mask_texts(sqlite3 *database, GError **error);
