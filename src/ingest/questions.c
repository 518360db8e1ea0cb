/* The three questions of an import and their defaults: the time zone of dates that name none, the
 * desk's own e-mail domains, and what becomes of names. Each default carries its reason. */
#include "ingest/encoding.h"
#include "ingest/peek.h"
#include <foredesk/ingest.h>

#include <string.h>

/* An address' domain counts as the desk's own from this share of its agents' addresses on. */
#define OWN_SHARE 0.1
#define MOST_DOMAINS 4

void
import_questions_free(ImportQuestions *questions)
{
    if (questions == NULL)
        return;
    g_free(questions->zone);
    g_free(questions->zone_reason);
    g_free(questions->own_domains);
    g_free(questions->domains_reason);
    g_free(questions->names);
    g_free(questions->names_reason);
    g_free(questions);
}

/* ---- what the answers may be ---------------------------------------------------------------- */

static gboolean
is_domain(const char *text)
{
    gsize length = strlen(text);
    const char *dot = strchr(text, '.');
    for (const char *at = text; *at != '\0'; at++)
        if (!g_ascii_isalnum(*at) && *at != '.' && *at != '-' && (guchar)*at < 0x80)
            return FALSE;
    return length > 3 && length < 254 && dot != NULL && dot != text && text[length - 1] != '.' &&
           strstr(text, "..") == NULL;
}

char *
own_domains_check(const char *text, GError **error)
{
    g_auto(GStrv) parts = g_strsplit_set(text, ", ;", -1);
    g_autoptr(GString) domains = g_string_new(NULL);
    if (g_ascii_strcasecmp(text, "none") == 0)
        return g_strdup("none");
    for (char **part = parts; *part != NULL; part++) {
        g_autofree char *domain = g_ascii_strdown(**part == '@' ? *part + 1 : *part, -1);
        if (*domain == '\0')
            continue;
        if (!is_domain(domain)) {
            g_autofree char *shown = text_clean(domain, -1);
            g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                        "\"%s\" is no e-mail domain: write acme.com, several with commas between "
                        "them, or none",
                        shown);
            return NULL;
        }
        g_string_append_printf(domains, "%s%s", domains->len > 0 ? "," : "", domain);
    }
    return g_strdup(domains->len > 0 ? domains->str : "none");
}

gboolean
names_check(const char *text, GError **error)
{
    static const char *const choices[] = {"keep", "hash", "drop", NULL};
    if (g_strv_contains(choices, text))
        return TRUE;
    g_autofree char *shown = text_clean(text, -1);
    g_set_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE,
                "names can be keep, hash or drop, not \"%s\"", shown);
    return FALSE;
}

/* ---- what the files say --------------------------------------------------------------------- */

typedef struct {
    GHashTable *domains; /* of agents' addresses → GINT count */
    guint addresses;
    GArray *dates; /* DatedOffset */
    guint without; /* times of day that name no offset */
    gboolean personal;
} Evidence;

typedef struct {
    TimePoint time;
    int offset;
} DatedOffset;

static void
count_domain(Evidence *evidence, const char *cell, gsize length)
{
    const char *at = memchr(cell, '@', length);
    if (at == NULL || at == cell)
        return;
    gsize rest = length - (gsize)(at + 1 - cell);
    while (rest > 0 && !g_ascii_isalnum(at[rest]))
        rest--;
    g_autofree char *domain = g_ascii_strdown(at + 1, (gssize)rest);
    if (!is_domain(domain))
        return;
    evidence->addresses++;
    gpointer count = g_hash_table_lookup(evidence->domains, domain);
    g_hash_table_insert(evidence->domains, g_steal_pointer(&domain),
                        GUINT_TO_POINTER(GPOINTER_TO_UINT(count) + 1));
}

static void
look_at_date(Evidence *evidence, const char *cell, gsize length)
{
    DatedOffset dated;
    guint orders = date_orders_possible(cell, (gssize)length);
    if (orders == 0 || (orders & 1u << DATE_EPOCH) || memchr(cell, ':', length) == NULL)
        return;
    if (date_offset(cell, (gssize)length, &dated.time, &dated.offset))
        g_array_append_val(evidence->dates, dated);
    else
        evidence->without++;
}

/* Different addresses count once: forty agents, not their thousand tickets. */
static void
look_at_column(Evidence *evidence, const CsvLoad *load, FilePeek *peek, guint column)
{
    guint rows = file_peek_column(peek, column);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    ColumnPeek says;
    column_peek(g_ptr_array_index(load->headings, column), load->table, peek->cell, peek->length,
                rows, &says);
    evidence->personal |= personal_names_person(says.personal);
    for (guint row = 0; row < rows; row++) {
        const char *cell = peek->cell[row];
        gsize length = peek->length[row];
        if (length == 0 || length > 300)
            continue;
        if (says.agents && g_hash_table_add(seen, g_strndup(cell, length)))
            count_domain(evidence, cell, length);
        look_at_date(evidence, cell, length);
    }
}

static void
look_at_file(Evidence *evidence, const char *file)
{
    g_autoptr(CsvLoad) load = csv_load_new(file, NULL, 0, ENCODING_PEEK, NULL);
    g_autoptr(FilePeek) peek = load == NULL ? NULL : file_peek_new(load, NULL);
    for (guint i = 0; peek != NULL && i < peek->width; i++)
        look_at_column(evidence, load, peek, i);
}

/* ---- own domains ---------------------------------------------------------------------------- */

/* Where everybody can have an address. */
static gboolean
is_public(const char *domain)
{
    static const char *const providers[] = {
        "gmail.com",  "googlemail.com", "outlook.com", "hotmail.com", "live.com",    "yahoo.com",
        "icloud.com", "me.com",         "aol.com",     "gmx.de",      "gmx.net",     "web.de",
        "mail.ru",    "qq.com",         "163.com",     "proton.me",   "msn.com",     "t-online.de",
        "orange.fr",  "protonmail.com", "yandex.ru",   "free.fr",     "comcast.net", NULL};
    return g_strv_contains(providers, domain);
}

typedef struct {
    const char *domain;
    guint count;
} DomainCount;

static gint
by_count(gconstpointer a, gconstpointer b)
{
    const DomainCount *one = a, *other = b;
    return one->count != other->count ? (one->count < other->count) - (one->count > other->count)
                                      : strcmp(one->domain, other->domain);
}

static GArray *
own_candidates(const Evidence *evidence)
{
    GArray *found = g_array_new(FALSE, FALSE, sizeof(DomainCount));
    GHashTableIter iter;
    gpointer domain, count;
    g_hash_table_iter_init(&iter, evidence->domains);
    while (g_hash_table_iter_next(&iter, &domain, &count)) {
        DomainCount one = {domain, GPOINTER_TO_UINT(count)};
        if (!is_public(domain) && one.count >= OWN_SHARE * evidence->addresses)
            g_array_append_val(found, one);
    }
    g_array_sort(found, by_count);
    if (found->len > MOST_DOMAINS)
        g_array_set_size(found, MOST_DOMAINS);
    return found;
}

static void
answer_domains(ImportQuestions *questions, const Evidence *evidence)
{
    g_autoptr(GArray) found = own_candidates(evidence);
    g_autoptr(GString) domains = g_string_new(NULL), reason = g_string_new(NULL);
    for (guint i = 0; i < found->len; i++) {
        const DomainCount *one = &g_array_index(found, DomainCount, i);
        g_string_append_printf(domains, "%s%s", i > 0 ? "," : "", one->domain);
        g_string_append_printf(reason, "%s%u of %u agents' addresses end in %s", i > 0 ? ", " : "",
                               one->count, evidence->addresses, one->domain);
    }
    if (found->len == 0)
        g_string_assign(reason, evidence->addresses > 0
                                    ? "agents' addresses share no domain of their own"
                                    : "no column of agents holds e-mail addresses");
    questions->own_domains = g_strdup(found->len > 0 ? domains->str : "none");
    questions->domains_reason = g_string_free(g_steal_pointer(&reason), FALSE);
}

/* ---- the zone ------------------------------------------------------------------------------- */

/* This machine's zone by a name that other machines know; NULL: it has none. */
static char *
machine_zone(void)
{
    g_autoptr(GTimeZone) local = g_time_zone_new_local();
    g_autoptr(GTimeZone) same = NULL;
    const char *name = local == NULL ? NULL : g_time_zone_get_identifier(local);
    if (name != NULL && strcmp(name, "Etc/UTC") == 0)
        name = "UTC";
    return name != NULL && (same = zone_from_name(name, NULL)) != NULL ? g_strdup(name) : NULL;
}

static gboolean
zone_agrees(const char *name, const GArray *dates)
{
    g_autoptr(GTimeZone) zone = name == NULL ? NULL : zone_from_name(name, NULL);
    for (guint i = 0; zone != NULL && i < dates->len; i++) {
        const DatedOffset *dated = &g_array_index(dates, DatedOffset, i);
        gint interval =
            g_time_zone_find_interval(zone, G_TIME_TYPE_UNIVERSAL, dated->time / TIME_SECOND);
        if (interval < 0 || g_time_zone_get_offset(zone, interval) != dated->offset)
            return FALSE;
    }
    return zone != NULL;
}

static int
most_frequent_offset(const GArray *dates, guint *count)
{
    g_autoptr(GHashTable) counts = g_hash_table_new(NULL, NULL);
    int best = 0;
    *count = 0;
    for (guint i = 0; i < dates->len; i++) {
        int offset = g_array_index(dates, DatedOffset, i).offset;
        gpointer key = GINT_TO_POINTER(offset);
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, key)) + 1;
        g_hash_table_insert(counts, key, GUINT_TO_POINTER(n));
        if (n > *count) {
            *count = n;
            best = offset;
        }
    }
    return best;
}

static void
answer_zone_from_dates(ImportQuestions *questions, const GArray *dates)
{
    g_autofree char *machine = machine_zone();
    guint count;
    int offset = most_frequent_offset(dates, &count);
    g_autofree char *shown = number_count(count), *all = number_count(dates->len);
    if (zone_agrees(machine, dates)) {
        questions->zone = g_steal_pointer(&machine);
        questions->zone_reason = g_strdup_printf(
            "%s dates name their offset, and all agree with this machine's zone", all);
        return;
    }
    questions->zone = offset == 0 ? g_strdup("UTC")
                                  : g_strdup_printf("%c%02d:%02d", offset < 0 ? '-' : '+',
                                                    ABS(offset) / 3600, ABS(offset) / 60 % 60);
    questions->zone_reason = g_strdup_printf("%s of %s dates that name an offset name %s", shown,
                                             all, offset == 0 ? "UTC" : questions->zone);
}

static void
answer_zone(ImportQuestions *questions, const Evidence *evidence)
{
    if (evidence->dates->len > 0) {
        answer_zone_from_dates(questions, evidence->dates);
        return;
    }
    questions->zone = machine_zone();
    questions->zone_reason =
        g_strdup(questions->zone == NULL ? "neither the dates nor this machine name a zone"
                 : evidence->without > 0 ? "the dates name no zone; this machine is set to it"
                                         : "this machine is set to it");
    if (questions->zone == NULL)
        questions->zone = g_strdup("UTC");
}

/* ---- all three ------------------------------------------------------------------------------ */

/* What the workspace has already; NULL: not answered yet. */
static char *
answered(sqlite3 *database, const char *setting, char **reason)
{
    char *value = database == NULL ? NULL : setting_get(database, setting);
    if (value != NULL)
        *reason = g_strdup("as this workspace has it");
    return value;
}

ImportQuestions *
import_questions(sqlite3 *database, char *const *files)
{
    g_autoptr(ImportQuestions) questions = g_new0(ImportQuestions, 1);
    questions->zone = answered(database, "zone", &questions->zone_reason);
    questions->own_domains = answered(database, "own-domains", &questions->domains_reason);
    questions->names = answered(database, "names", &questions->names_reason);
    if (questions->zone != NULL && questions->own_domains != NULL && questions->names != NULL)
        return g_steal_pointer(&questions);
    Evidence evidence = {
        .domains = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
        .dates = g_array_new(FALSE, FALSE, sizeof(DatedOffset)),
    };
    for (; *files != NULL; files++)
        look_at_file(&evidence, *files);
    if (questions->zone == NULL)
        answer_zone(questions, &evidence);
    if (questions->own_domains == NULL)
        answer_domains(questions, &evidence);
    if (questions->names == NULL) {
        questions->names = g_strdup("keep");
        questions->names_reason = g_strdup(
            evidence.personal ? "they link tickets to customers, are masked wherever shown, and no "
                                "model reads them"
                              : "no column of names, addresses or telephones among the first rows");
    }
    g_hash_table_unref(evidence.domains);
    g_array_unref(evidence.dates);
    return g_steal_pointer(&questions);
}
