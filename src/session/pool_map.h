/* What the commands on the mapping of several sources share. Private to the session room. */
#pragma once

#include "session_private.h"

#include <foredesk/pool.h>

/* What a command says of the mapping, as pairs of `map set`, and what takes it back. */
typedef struct {
    GString *set, *before;
    guint n; /* that were said otherwise until now */
} Saying;
#define SAYING_INIT                                         \
    {                                                       \
        g_string_new("map set"), g_string_new("map set"), 0 \
    }
void saying_clear(Saying *saying);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Saying, saying_clear)
/* Says one thing, as pool_say. */
gboolean saying_add(Session *session, Saying *saying, const char *subject, const char *meaning,
                    GError **error);
/* Hands both over to the journal, and reads the catalogue anew. */
gboolean saying_end(Session *session, const Saying *saying, GString *resolved, GString *inverse,
                    GError **error);
/* The mapping as it stands. Under a screen ERROR_USAGE unless the sources are in memory: counting
 * their values is quick, reading them isn't. */
PoolPlan *session_pool_plan(Session *session, GError **error);
/* Of map_commands, in a file of their own. */
extern const Command map_export_command, map_import_command;
