/* What the files of pane 2 share: the offers' view, what is put together by key, and the block that
 * says what the offer under the cursor means. */
#pragma once

#include "tui/report_view.h"

/* The values put together: rules, owned, NULL-terminated. Kept with the workspace. */
typedef struct {
    char **any, **but_not;
} Together;
Together together_read(Session *session);
void together_clear(Together *together);
/* Puts a rule in (1: any of, −1: but not), or takes it out where it is in there already. */
void together_toggle(Session *session, const char *rule, int direction);
void together_forget(Session *session);
/* The condition they make; NULL: nothing is put together. The caller frees. */
char *together_rule(const Together *together);
char *together_side(char *const *rules); /* joined by OR; NULL: none */

/* The block beside the offers, and the table whose row it tells about: that with the cursor, else
 * the outcomes; NULL: none. */
const Block *meaning_block(View *view);
int meaning_rows(View *view, int columns);
void meaning_draw(View *view, const Painter *painter, Area area, gboolean focused);
