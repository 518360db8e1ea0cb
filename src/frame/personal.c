/* personal: a column is personal where at least half of its cells are nothing but an address, a
 * number or a key that proves itself, or where its heading says so and its cells look alike: a name
 * or a telephone number proves nothing alone. */
#include "frame/personal.h"

#include "frame/heading.h"

#include <string.h>

#define SHARE 0.5
#define SHARE_BY_HEADING 0.6

/* ---- cells --------------------------------------------------------------------------------- */

typedef struct {
    PersonalSample *sample;
    gsize length;
} Look;

static gboolean
look_at_span(const PiiSpan *span, gpointer data)
{
    Look *look = data;
    if (span->length * 5 >= look->length * 4)
        look->sample->whole[span->kind]++;
    return TRUE;
}

/* One to four words, each a capital and small letters: "Lucía O'Neill". */
static gboolean
looks_like_name(const char *bytes, gsize length)
{
    guint words = 0;
    gboolean inside = FALSE;

    if (length < 3 || length > 60)
        return FALSE;
    for (gsize i = 0; i < length; i++) {
        guchar c = (guchar)bytes[i];
        if (c == ' ') {
            inside = FALSE;
            continue;
        }
        if (c < 0x80 && !g_ascii_isalpha((gchar)c) && !strchr("'-.", c))
            return FALSE;
        if (!inside) {
            if (c < 0x80 && !g_ascii_isupper((gchar)c) && length - i > 3)
                return FALSE;
            words++;
        }
        inside = TRUE;
    }
    return words >= 1 && words <= 4;
}

static gboolean
looks_like_number(const char *bytes, gsize length)
{
    guint digits = 0;
    for (gsize i = 0; i < length; i++) {
        if (g_ascii_isdigit(bytes[i]))
            digits++;
        else if (!strchr("+-./() x", bytes[i]))
            return FALSE;
    }
    return digits >= 7 && digits <= 17;
}

void
personal_look(PersonalSample *sample, const char *bytes, gsize length)
{
    while (length > 0 && *bytes == ' ')
        bytes++, length--;
    while (length > 0 && bytes[length - 1] == ' ')
        length--;
    if (length == 0 || sample->cells >= PERSONAL_SAMPLE)
        return;
    Look look = {sample, length};
    sample->cells++;
    sample->names += looks_like_name(bytes, length);
    sample->numbers += looks_like_number(bytes, length);
    if (length <= 300)
        pii_scan(bytes, length, look_at_span, &look);
}

/* ---- headings ------------------------------------------------------------------------------ */

/* Headings that name a person, and those that name something else though they say "name". */
static gboolean
names_person(const char *words, const char *table)
{
    static const char *const persons[] = {
        "first name",  "last name",      "full name",     "surname",        "family name",
        "given name",  "vorname",        "nachname",      "customer name",  "contact name",
        "requester",   "requester name", "submitter",     "submitter name", "reporter",
        "caller",      "assignee",       "assignee name", "agent name",     "user name",
        "owner name",  "author",         "cardholder",    "employee name",  "contact",
        "assigned to", "opened by",      "closed by",     "resolved by",    NULL};
    static const char *const others[] = {
        "company", "account", "organization", "organisation", "product", "event", "plan",
        "queue",   "team",    "group",        "file",         "host",    "id",    "type",
        "status",  "method",  "number",       "reason",       NULL};
    static const char *const people[] = {
        "user",      "users",      "agent",   "agents",  "customer", "customers", "contact",
        "contacts",  "person",     "persons", "people",  "employee", "employees", "staff",
        "requester", "requesters", "member",  "members", NULL};
    if (words_have_any(words, others))
        return FALSE;
    if (words_have_any(words, persons))
        return TRUE;
    g_autofree char *of = heading_words(table);
    return strcmp(words, " name ") == 0 && words_have_any(of, people);
}

static gboolean
names_phone(const char *words)
{
    static const char *const phones[] = {"phone",   "telephone", "mobile", "fax", "cell",
                                         "telefon", "handy",     "msisdn", NULL};
    static const char *const others[] = {"id", "model", "type", "service", "plan", "count", NULL};
    return words_have_any(words, phones) && !words_have_any(words, others);
}

const char *
personal_kind(const PersonalSample *sample, const char *words, const char *table)
{
    double cells = sample->cells;

    if (sample->cells == 0)
        return NULL;
    for (guint kind = 0; kind < PII_KINDS; kind++)
        if (sample->whole[kind] >= SHARE * cells && kind != PII_NAME)
            return pii_kind_name((PiiKind)kind);
    if (sample->numbers >= SHARE_BY_HEADING * cells && names_phone(words))
        return pii_kind_name(PII_PHONE);
    if (sample->names >= SHARE_BY_HEADING * cells && names_person(words, table))
        return pii_kind_name(PII_NAME);
    return NULL;
}
