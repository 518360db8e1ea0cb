/* personal, inside frame: whether a column holds personal data through and through, from a sample
 * of its cells and from its heading. */
#pragma once

#include <foredesk/pii.h>

/* Cells looked at in a column. */
#define PERSONAL_SAMPLE 4096

typedef struct {
    guint32 cells, names, numbers;
    guint32 whole[PII_KINDS]; /* cells that are nothing but such data */
} PersonalSample;

void personal_look(PersonalSample *sample, const char *bytes, gsize length);
/* The kind of personal data, NULL: none, or only within longer texts. `words`: heading_words;
 * static. */
const char *personal_kind(const PersonalSample *sample, const char *words, const char *table);
