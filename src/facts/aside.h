/* aside, inside facts: which rows of a table are no tickets. Conditions in PQL, the caller's; NULL
 * without error where no row is meant. */
#pragma once

#include <foredesk/facts.h>

typedef struct {
    const char *why;                                        /* as presets call it: "merged" */
    const char *reason;                                     /* for people */
    const char *const *tags, *const *states, *const *flags; /* NULL-terminated, folded */
} AsideKind;

/* By the vendor's preset (NULL: none), and where that says nothing by tags, states, yes/no columns.
 */
char *aside_condition(const Frame *whole, const Preset *preset, const AsideKind *kind);
/* By addresses of the setting "own-domains" in the table's own columns. */
gboolean aside_own_staff(const Frame *whole, sqlite3 *database, char **condition, GError **error);
/* By addresses of robots and by subjects that no person writes. */
gboolean aside_automatic(const Frame *whole, sqlite3 *database, char **condition, GError **error);
/* "@acme.com", folded; empty: none. g_strfreev. */
char **own_domains(sqlite3 *database);
/* Whether a column holds addresses of those who ask. */
gboolean aside_is_address(const ColumnInfo *column);
