/* Any column as a key: a small number for each different value, found again by text from other
 * tables. Private to features. */
#pragma once

#include <foredesk/frame.h>

#define KEY_MISSING (-1) /* the cell is empty */
#define KEY_UNKNOWN (-2) /* no row of the other table has this value */

typedef struct {
    const FrameColumn *column; /* borrowed */
    guint32 size;              /* different values */
    const gint32 *code;        /* a row, KEY_MISSING where empty */
    gint32 *owned;             /* code, where the column has none of its own */
    GArray *number;            /* gint64, a value; NULL for columns with a dictionary */
    GHashTable *place;         /* gint64* → its place + 1 */
} KeyCodes;

/* Of a key, category, yes/no or whole-number column. */
KeyCodes *key_codes_new(const FrameColumn *column);
void key_codes_free(KeyCodes *codes);
/* The number in `codes` of the value that is `code` in `other`: by text, so that columns of
 * different kinds and tables meet. KEY_UNKNOWN where there is none. */
gint32 key_codes_match(const KeyCodes *codes, const KeyCodes *other, gint32 code);
