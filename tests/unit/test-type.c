/* Typing: kinds with their evidence, date orders, missing cells that are never lost, roles, key,
 * time and what was known when; on made columns and on the real sets, where they are found. */
#include "raw-table.h"

#include <math.h>
#include <stdlib.h>

static char *folder;
static int files;

typedef struct {
    Workspace *workspace;
    sqlite3 *database;
    gint64 id;
    guint rows;
    Catalogue *catalogue;
    TableInfo *table;
} Typed;

static void
typed_load(Typed *typed)
{
    GError *error = NULL;
    g_clear_pointer(&typed->catalogue, catalogue_unref);
    typed->catalogue = catalogue_load(typed->database, &error);
    g_assert_no_error(error);
    typed->table = g_ptr_array_index(typed->catalogue->tables, 0);
}

static void
typed_clear(Typed *typed)
{
    catalogue_unref(typed->catalogue);
    workspace_close(typed->workspace);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Typed, typed_clear)

static Typed
typed_begin(void)
{
    g_autofree char *name = g_strdup_printf("%d.foredesk", files++);
    Typed typed = {.workspace = raw_workspace(folder, name)};
    typed.database = workspace_database(typed.workspace);
    return typed;
}

/* Rows of a text in which lines are rows, | separates cells and ~ is null. */
static GPtrArray *
rows_of(const char *text, guint n)
{
    GPtrArray *rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    for (char **line = lines; *line && (**line || line[1]); line++) {
        char **cells = g_strsplit(*line, "|", -1);
        g_assert_cmpuint(g_strv_length(cells), ==, n);
        g_ptr_array_add(rows, cells);
    }
    return rows;
}

static Typed
typed_text(const char *headings, const char *text)
{
    Typed typed = typed_begin();
    g_auto(GStrv) names = g_strsplit(headings, "|", -1);
    g_autoptr(GPtrArray) rows = rows_of(text, g_strv_length(names));
    typed.id = raw_table(typed.database, "tickets", names, rows);
    typed.rows = rows->len;
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    return typed;
}

/* One column whose cells are made by number. */
static Typed
typed_column(const char *heading, guint n, char *(*cell)(guint row))
{
    Typed typed = typed_begin();
    char *names[] = {(char *)heading, NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint row = 0; row < n; row++) {
        char **cells = g_new0(char *, 2);
        cells[0] = cell(row);
        g_ptr_array_add(rows, cells);
    }
    typed.id = raw_table(typed.database, "tickets", names, rows);
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    return typed;
}

static ColumnInfo *
column_of(const Typed *typed, const char *name)
{
    GError *error = NULL;
    ColumnInfo *column = table_column(typed->table, name, &error);
    g_assert_no_error(error);
    return column;
}

static void
assert_kind(const Typed *typed, const char *name, ColumnKind kind, const char *evidence)
{
    const ColumnInfo *column = column_of(typed, name);
    if (column->kind != kind || (evidence && !strstr(column->kind_evidence, evidence)))
        g_error("%s is %s (%s), expected %s (%s)", name, kind_name(column->kind),
                column->kind_evidence, kind_name(kind), evidence);
}

static void
assert_known(const Typed *typed, const char *name, KnownAt known)
{
    const ColumnInfo *column = column_of(typed, name);
    if (column->known != known)
        g_error("%s is known %s (%s), expected %s", name, known_name(column->known),
                column->known_reason, known_name(known));
    g_assert_nonnull(column->known_reason);
}

static void
assert_role(const Typed *typed, const char *name, ColumnRole role)
{
    const ColumnInfo *column = column_of(typed, name);
    if (column->role != role)
        g_error("%s is %s, expected %s", name, role_name(column->role), role_name(role));
}

static ColumnStats
stats_of(const Typed *typed, const char *name)
{
    GError *error = NULL;
    ColumnStats stats = {0};
    column_stats_load(typed->database, column_of(typed, name)->id, &stats, &error);
    g_assert_no_error(error);
    return stats;
}

/* ---- made columns
 * -------------------------------------------------------------------------------- */

static void
test_kinds(void)
{
    g_auto(Typed) typed =
        typed_text("id|n|d|yes|tf|bit|count of|one|empty|zip|mixed|only no",
                   "1|5|1.5|Yes|t|0|0|1| |01234|1|No\n2|-7|2|no|f|1|1|1||04109|x|No\n"
                   "3|+8|.5|YES|t|1|0|1|?|98765|2|No\n4|9|1e3|No|f|0|1|1|NULL|00501|y|No\n");
    assert_kind(&typed, "n", KIND_INTEGER, "4 of 4 cells are whole numbers");
    assert_kind(&typed, "d", KIND_DECIMAL, "4 of 4 cells are decimals");
    assert_kind(&typed, "yes", KIND_BOOLEAN, "are yes or no");
    assert_kind(&typed, "tf", KIND_BOOLEAN, "one letter");
    assert_kind(&typed, "bit", KIND_BOOLEAN, "are 0 or 1");
    assert_kind(&typed, "count of", KIND_INTEGER, NULL);
    assert_kind(&typed, "one", KIND_INTEGER, NULL);
    assert_kind(&typed, "empty", KIND_EMPTY, "no cell is filled");
    assert_kind(&typed, "zip", KIND_CATEGORY, "begin with 0");
    assert_kind(&typed, "mixed", KIND_CATEGORY, NULL);
    assert_kind(&typed, "only no", KIND_BOOLEAN, NULL);
    g_assert_cmpstr(typed.table->key->name, ==, "id");
    g_assert_null(typed.table->time);
    ColumnStats stats = stats_of(&typed, "n");
    g_assert_cmpfloat(stats.minimum, ==, -7);
    g_assert_cmpfloat(stats.maximum, ==, 9);
    g_assert_cmpfloat(stats.mean, ==, 3.75);
    g_assert_cmpint(stats.distinct, ==, 4);
    column_stats_clear(&stats);
    stats = stats_of(&typed, "empty");
    g_assert_cmpint(stats.missing, ==, 4);
    column_stats_clear(&stats);
}

static char *
mostly_numbers(guint row)
{
    return row % 200 == 7 ? g_strdup("n.v.t.") : g_strdup_printf("%u", row * 3);
}

static char *
often_words(guint row)
{
    return row % 50 == 7 ? g_strdup("n.v.t.") : g_strdup_printf("%u", row % 40);
}

static char *
numbers_with_no_value(guint row)
{
    return g_strdup(row % 3 == 0 ? "N/A" : row % 3 == 1 ? "12" : " 13 ");
}

static void
test_shares(void)
{
    g_auto(Typed) numbers = typed_column("hours", 1000, mostly_numbers);
    assert_kind(&numbers, "hours", KIND_INTEGER, "995 of 1,000 cells are whole numbers");
    assert_kind(&numbers, "hours", KIND_INTEGER, "5 can't be read, such as “n.v.t.”");
    ColumnStats stats = stats_of(&numbers, "hours");
    g_assert_cmpint(stats.unreadable, ==, 5);
    g_assert_cmpstr(stats.unreadable_example, ==, "n.v.t.");
    g_assert_cmpint(stats.missing, ==, 0);
    column_stats_clear(&stats);
    g_auto(Typed) words = typed_column("hours", 1000, often_words);
    assert_kind(&words, "hours", KIND_CATEGORY, "41 different values in 1,000 cells");
    g_auto(Typed) missing = typed_column("hours", 999, numbers_with_no_value);
    assert_kind(&missing, "hours", KIND_INTEGER, "666 of 666 cells are whole numbers");
    assert_kind(&missing, "hours", KIND_INTEGER, "333 say there is no value");
    stats = stats_of(&missing, "hours");
    g_assert_cmpint(stats.missing, ==, 333);
    column_stats_clear(&stats);
}

static void
test_date_orders(void)
{
    g_auto(Typed) typed = typed_text(
        "iso|dmy|us|named|words|offset|created epoch|case phone|midnight",
        "2025-07-14|14/7/2025|7/14/2025|14-Jul-25|Jul 14, 2025 6:59 PM|2025-07-14T18:59:51+02:00|"
        "1752505191|1752505191|2025-07-14 00:00:00\n"
        "2025-07-15|1/7/2025|7/1/2025|01-Jul-25|Jul 1, 2025 6:59 AM|2025-07-14T18:59:51Z|"
        "1752505192|1752505192|2025-07-15 00:00:00\n");
    assert_kind(&typed, "iso", KIND_DATE, "read as ISO");
    assert_kind(&typed, "dmy", KIND_DATE, "2 of 2 cells read as d/m/y; 1 have a day over 12");
    assert_kind(&typed, "us", KIND_DATE, "m/d/y; 1 have a day over 12");
    assert_kind(&typed, "named", KIND_DATE, "d month y");
    assert_kind(&typed, "words", KIND_DATE, "month d, y");
    assert_kind(&typed, "offset", KIND_DATE, "ISO");
    assert_kind(&typed, "created epoch", KIND_DATE, "epoch");
    assert_kind(&typed, "case phone", KIND_CATEGORY, "names a code");
    assert_kind(&typed, "midnight", KIND_DATE, "00:00, so they are days");
    g_assert_cmpint(column_of(&typed, "iso")->precision, ==, PRECISION_DAY);
    g_assert_cmpint(column_of(&typed, "midnight")->precision, ==, PRECISION_DAY);
    g_assert_cmpint(column_of(&typed, "words")->precision, ==, PRECISION_MINUTE);
    g_assert_cmpint(column_of(&typed, "offset")->precision, ==, PRECISION_SECOND);
}

/* 5 March 2025 plus row days, as m/d/y, only where both orders read it. */
static char *
rising_american(guint row)
{
    return g_strdup_printf("%u/%u/2025", 1 + row / 12, 1 + row % 12);
}

static void
test_ambiguous_dates(void)
{
    g_auto(Typed) rows = typed_column("opened", 60, rising_american);
    g_assert_cmpint(column_of(&rows, "opened")->date_order, ==, DATE_MDY);
    assert_kind(&rows, "opened", KIND_DATE, "ambiguous: no day is over 12");
    g_auto(Typed) others = typed_text("opened|closed", "1/2/2025|3/20/2025\n1/1/2025|4/1/2025\n");
    g_assert_cmpint(column_of(&others, "opened")->date_order, ==, DATE_MDY);
    g_auto(Typed) nothing = typed_text("opened", "1/2/2025\n");
    g_assert_cmpint(column_of(&nothing, "opened")->date_order, ==, DATE_DMY);
    assert_kind(&nothing, "opened", KIND_DATE, "ambiguous");
    /* The doubt stays with the column until a cell or a person decides. */
    g_assert_cmpstr(column_of(&rows, "opened")->doubt, ==, "so they span the shorter time");
    g_assert_cmpstr(column_of(&others, "opened")->doubt, ==, "like the table's other dates");
    g_assert_null(column_of(&others, "closed")->doubt);
    g_assert_cmpstr(column_of(&nothing, "opened")->doubt, ==, "as most of the world writes them");
}

static char *
tags_of(guint row)
{
    static const char *const tags[] = {"vip", "late", "refund", "api", "login", "beta"};
    return g_strdup_printf("%s;%s", tags[row % 6], tags[row * row % 5]);
}

static char *
blank_tags(guint row)
{
    return row % 2 ? g_strdup_printf("vip tag_%u", row % 7) : g_strdup("");
}

static char *
sentences(guint row)
{
    return g_strdup_printf("Opening, closing, or number %u, of an account", row % 5);
}

static void
test_lists(void)
{
    g_auto(Typed) typed = typed_column("skills", 200, tags_of);
    assert_kind(&typed, "skills", KIND_LIST, "separated by semicolons");
    g_assert_cmpstr(column_of(&typed, "skills")->separator, ==, ";");
    ColumnStats stats = stats_of(&typed, "skills");
    g_assert_cmpuint(stats.n_top, ==, 6);
    column_stats_clear(&stats);
    g_auto(Typed) blanks = typed_column("Tags", 200, blank_tags);
    assert_kind(&blanks, "Tags", KIND_LIST, "separated by blanks");
    assert_role(&blanks, "Tags", ROLE_TAGS);
    g_auto(Typed) text = typed_column("issue", 200, sentences);
    assert_kind(&text, "issue", KIND_CATEGORY, NULL);
}

static char *
unique_code(guint row)
{
    return g_strdup_printf("CI%06u", row * 7);
}

static char *
subject(guint row)
{
    return g_strdup_printf("Can't log in to server %u since %u", row % 300, row % 7);
}

static char *
city(guint row)
{
    return g_strdup_printf("%s York %c", row % 2 ? "New" : "Old", 'a' + row / 2 % 20);
}

static char *
few_accounts(guint row)
{
    return g_strdup_printf("%u", 4587 + row % 9);
}

static void
test_words(void)
{
    g_auto(Typed) code = typed_column("thing", 300, unique_code);
    assert_kind(&code, "thing", KIND_KEY, NULL);
    g_auto(Typed) text = typed_column("Subject", 1500, subject);
    assert_kind(&text, "Subject", KIND_TEXT, "words each");
    g_auto(Typed) places = typed_column("place", 1500, city);
    assert_kind(&places, "place", KIND_CATEGORY, "40 different values");
    g_auto(Typed) accounts = typed_column("account_id", 500, few_accounts);
    assert_kind(&accounts, "account_id", KIND_KEY, "the heading names a key");
    assert_role(&accounts, "account_id", ROLE_CUSTOMER);
    g_assert_null(accounts.table->key);
}

/* ---- what was declared, and what is replaced
 * -------------------------------------------------------- */

static void
test_declared(void)
{
    GError *error = NULL;
    g_auto(Typed) typed =
        typed_text("opened|n|note", "1/2/2025|1|a\n2/2/2025|2|b\n?|3|c\nsoon|x|d\n");
    assert_kind(&typed, "opened", KIND_CATEGORY, NULL);
    g_assert_true(column_set_kind(typed.database, column_of(&typed, "opened")->id, KIND_DATE,
                                  DATE_MDY, NULL, &error));
    g_assert_true(
        column_set_role(typed.database, column_of(&typed, "note")->id, ROLE_BODY, &error));
    g_assert_true(column_set_known(typed.database, column_of(&typed, "n")->id, KNOWN_LATER, "said",
                                   TRUE, &error));
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    assert_kind(&typed, "opened", KIND_DATE, "2 of 3 cells read as m/d/y");
    assert_kind(&typed, "opened", KIND_DATE, "1 can't be read, such as “soon”");
    assert_role(&typed, "note", ROLE_BODY);
    assert_known(&typed, "n", KNOWN_LATER);
    g_assert_cmpstr(typed.table->time->name, ==, "opened");
}

static void
test_replaced_rows(void)
{
    g_auto(Typed) typed = typed_text("id|n", "1|5\n2|6\n");
    g_autoptr(GPtrArray) rows = rows_of("2|7\n3|abc\n", 2);
    raw_append(typed.database, typed.id, 2, rows);
    g_assert_true(db_run(typed.database, NULL,
                         "INSERT INTO row_version (table_id, replaced, row, import_id) "
                         "VALUES (?, 2, 3, 2)",
                         "i", typed.id));
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    ColumnStats stats = stats_of(&typed, "id");
    g_assert_cmpint(stats.rows, ==, 3);
    g_assert_cmpint(stats.distinct, ==, 3);
    column_stats_clear(&stats);
    assert_kind(&typed, "n", KIND_CATEGORY, "3 different values in 3 cells");
}

static void
test_cancel(void)
{
    GError *error = NULL;
    g_auto(Typed) typed = typed_text("id|n", "1|5\n2|6\n");
    g_autoptr(Progress) progress = progress_new();
    progress_cancel(progress);
    g_assert_false(table_type(typed.database, typed.id, progress, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_CANCELLED);
    g_clear_error(&error);
    g_assert_false(table_type(typed.database, 77, NULL, &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
    g_clear_error(&error);
}

/* Every vendor's headings, with cells that fit them. */
static void
test_known_at(void)
{
    g_auto(Typed) typed = typed_text(
        "Id|Requester|Assignee|Group|Subject|Tags|Status|Priority|Via|Created at|Updated at|"
        "Due date|Solved at|Resolution time|Satisfaction Score|Reopens|Ticket Category [list]",
        "1|Ann|Bob|Eng|Can't log in|a b|Open|High|Web|2025-01-01 10:00|2025-01-03 10:00|"
        "2025-01-09 10:00|2025-01-02 10:00|24.5|Good|0|Login\n"
        "2|Cy|Di|Eng|No data at all|b|Solved|Low|Mail|2025-01-01 11:00|2025-01-03 10:00||"
        "2025-01-02 12:00|25.5|Bad|2|Data\n");
    static const struct {
        const char *name;
        ColumnRole role;
        KnownAt known;
    } expected[] = {
        {"Id", ROLE_ID, KNOWN_ARRIVAL},
        {"Requester", ROLE_CUSTOMER, KNOWN_ARRIVAL},
        {"Assignee", ROLE_AGENT, KNOWN_LATER},
        {"Group", ROLE_NONE, KNOWN_LATER},
        {"Subject", ROLE_SUBJECT, KNOWN_ARRIVAL},
        {"Tags", ROLE_TAGS, KNOWN_ASK},
        {"Status", ROLE_STATUS, KNOWN_LATER},
        {"Priority", ROLE_PRIORITY, KNOWN_ASK},
        {"Via", ROLE_CHANNEL, KNOWN_ARRIVAL},
        {"Created at", ROLE_CREATED, KNOWN_ARRIVAL},
        {"Updated at", ROLE_UPDATED, KNOWN_LATER},
        {"Due date", ROLE_NONE, KNOWN_ASK},
        {"Solved at", ROLE_CLOSED, KNOWN_LATER},
        {"Resolution time", ROLE_RESOLUTION, KNOWN_LATER},
        {"Satisfaction Score", ROLE_SATISFACTION, KNOWN_LATER},
        {"Reopens", ROLE_REOPENS, KNOWN_LATER},
        {"Ticket Category [list]", ROLE_CATEGORY, KNOWN_ASK},
    };
    for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
        assert_role(&typed, expected[i].name, expected[i].role);
        assert_known(&typed, expected[i].name, expected[i].known);
    }
    g_assert_cmpstr(typed.table->time->name, ==, "Created at");
    g_assert_nonnull(strstr(column_of(&typed, "Solved at")->known_reason, "100.0 %"));
}

/* The vendors' own headings against what is known of their exports, without any cell to help. */
static void
test_vendor_headings(void)
{
    static const struct {
        KnownAt known;
        const char *headings;
    } vendors[] = {
        {KNOWN_ARRIVAL,
         "Created,Via,Submitter,Requester,Requester email,Subject,Created time,Source,"
         "Contact ID,Full name,Project name,Reporter,Creator,Request Type,Summary,"
         "Description,opened_at,sys_created_at,sys_created_by,caller_id,Requested For,"
         "Business Unit,contact_type,location,short_description,CreatedDate,"
         "CreatedById,Origin,SuppliedEmail,Open_Time,conversation_created_at,"
         "message_type,message_body,message_author_id"},
        {KNOWN_LATER,
         "Assignee,Group,Status,Updated at,Assigned at,Solved at,Resolution time,"
         "Satisfaction Score,Assignee stations,Reopens,Replies,"
         "First reply time in minutes within business hours,Agent,Resolved time,"
         "Time tracked,Agent interactions,Resolution status,Survey results,Resolution,"
         "Last Viewed,Votes,Watchers,Time Spent,Remaining Estimate,Work Ratio,Sprint,"
         "Custom field (Time to resolution),active,made_sla,assigned_to,problem_id,rfc,"
         "caused_by,vendor,closed_at,resolved_by,knowledge,u_priority_confirmation,"
         "IsClosed,IsEscalated,OwnerId,LastModifiedDate,SystemModstamp,MasterRecordId,"
         "EventsProcessedDate,IsDeleted,Alert_Status,No_of_Reassignments,Reopen_Time,"
         "Handle_Time_hrs,Closure_Code,Related_Change,conversation_state,"
         "conversation_closed_at"},
        {KNOWN_ASK, "Priority,Ticket type,Organization,Due date,Tags,Type,Product,Due by Time,"
                    "Issue Type,Severity,Labels,Component/s,Original estimate,Parent,Environment,"
                    "Custom field (Category),subcategory,u_symptom,cmdb_ci,impact,urgency,notify,"
                    "Reason,AssetId,ParentId,KB_number,conversation_tags"},
    };
    TableInfo table = {.name = "tickets", .columns = g_ptr_array_new()};
    ColumnInfo time = {.kind = KIND_DATE}, status = {.kind = KIND_CATEGORY, .role = ROLE_STATUS};
    ColumnStats stats = {.distinct = 5};
    table.time = &time;
    g_ptr_array_add(table.columns, &status);
    for (gsize i = 0; i < G_N_ELEMENTS(vendors); i++) {
        g_auto(GStrv) headings = g_strsplit(vendors[i].headings, ",", -1);
        for (char **heading = headings; *heading; heading++) {
            ColumnInfo column = {.kind = KIND_CATEGORY, .heading = *heading};
            g_autofree char *reason = NULL;
            KnownAt known = known_at_guess(&table, &column, &stats, NAN, &reason);
            if (known != vendors[i].known)
                g_error("%s is guessed %s (%s), expected %s", *heading, known_name(known), reason,
                        known_name(vendors[i].known));
        }
    }
    g_ptr_array_unref(table.columns);
}

static void
test_events(void)
{
    g_auto(Typed) typed =
        typed_text("event_id|account_id|occurred_at|endpoint|status_code",
                   "1|7|2025-01-01 10:00:00|/v1/pay|500\n2|8|2025-01-01 10:00:01|/v1/get|200\n");
    assert_kind(&typed, "status_code", KIND_CATEGORY, "names a code");
    assert_known(&typed, "endpoint", KNOWN_ARRIVAL);
    assert_known(&typed, "status_code", KNOWN_ARRIVAL);
    g_assert_cmpstr(typed.table->key->name, ==, "event_id");
    g_assert_cmpstr(typed.table->time->name, ==, "occurred_at");
}

/* ---- many rows: values, keys and text that outgrow a category
 * ---------------------------------------- */

#define MANY 150000

static char *
many_cells(guint row, guint column)
{
    guint32 mixed = row * 2654435761u;
    switch (column) {
    case 0:
        return g_strdup_printf("T-%07u", row);
    case 1:
        return g_strdup_printf("%u", mixed % 1000003);
    case 2: /* whole numbers for 100,000 rows, then a decimal among them */
        return row == 120000 ? g_strdup("0.5") : g_strdup_printf("%u", mixed % 900001);
    case 3: /* minutes from 1 March 2025 on, m/d/y: the first 65,536 fit both orders */
        return g_strdup_printf("%u/%u/2025 %02u:%02u:%02u", 3 + row / 133920, 1 + row / 4320 % 31,
                               row % 4320 / 180, row % 180 / 3, row % 3 * 20);
    case 4: /* unreadable now and then */
        return row % 1000 == 999 ? g_strdup("–1 h") : g_strdup_printf("%u.%02u", row, row % 97);
    case 5: /* numbers at first, words later */
        return row < 80000 ? g_strdup_printf("%u", row) : g_strdup_printf("word %u here", row);
    case 6:
        return g_strdup_printf("My screen %u goes blank after update %u", row, mixed % 77);
    default:
        return g_strdup_printf("%u", row % 65536 + (row > 100000 ? row : 0));
    }
}

static void
test_many(void)
{
    Typed typed = typed_begin();
    char *names[] = {"ticket_id", "points", "late decimal", "opened", "hours",
                     "turns",     "words",  "order number", NULL};
    g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func((GDestroyNotify)g_strfreev);
    for (guint row = 0; row < MANY; row++) {
        char **cells = g_new0(char *, 9);
        for (guint i = 0; i < 8; i++)
            cells[i] = many_cells(row, i);
        g_ptr_array_add(rows, cells);
    }
    typed.id = raw_table(typed.database, "tickets", names, rows);
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    assert_kind(&typed, "ticket_id", KIND_KEY, "150,000 different values");
    assert_kind(&typed, "points", KIND_INTEGER, "150,000 of 150,000");
    assert_kind(&typed, "late decimal", KIND_DECIMAL, "150,000 of 150,000");
    assert_kind(&typed, "opened", KIND_DATE, "150,000 of 150,000 cells read as m/d/y");
    assert_kind(&typed, "hours", KIND_DECIMAL, "150 can't be read");
    assert_kind(&typed, "turns", KIND_TEXT, NULL);
    assert_kind(&typed, "words", KIND_TEXT, "150,000 different values");
    assert_kind(&typed, "order number", KIND_KEY, NULL);
    ColumnStats stats = stats_of(&typed, "points");
    g_autoptr(GHashTable) different = g_hash_table_new(g_direct_hash, g_direct_equal);
    double sum = 0;
    for (guint row = 0; row < MANY; row++) {
        guint value = (guint32)(row * 2654435761u) % 1000003;
        g_hash_table_add(different, GUINT_TO_POINTER(value + 1));
        sum += value;
    }
    g_assert_cmpint(stats.distinct, ==, g_hash_table_size(different));
    g_assert_cmpfloat(fabs(stats.mean - sum / MANY), <, 1e-6);
    gint64 binned = 0;
    for (guint i = 0; i < stats.n_bins; i++)
        binned += stats.bin[i];
    g_assert_cmpint(binned, ==, MANY);
    column_stats_clear(&stats);
    stats = stats_of(&typed, "words");
    g_assert_cmpint(stats.distinct, ==, MANY);
    column_stats_clear(&stats);
    typed_clear(&typed);
}

/* ---- the real sets
 * ----------------------------------------------------------------------------------- */

/* The path of a file of the real sets; NULL, and said so, where it isn't there. */
static char *
real_set(const char *name)
{
    const char *source = g_getenv("FOREDESK_SOURCE");
    g_autofree char *path =
        g_build_filename(source ? source : ".", "..", "shared", "data", name, NULL);
    g_autofree char *deeper =
        g_build_filename(source ? source : ".", "..", "..", "shared", "data", name, NULL);
    if (g_file_test(path, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&path);
    if (g_file_test(deeper, G_FILE_TEST_EXISTS))
        return g_steal_pointer(&deeper);
    g_test_skip_printf("%s is not here", name);
    return NULL;
}

static Typed
typed_file(const char *path, const char *name)
{
    Typed typed = typed_begin();
    typed.id = raw_csv(typed.database, name, path, &typed.rows);
    raw_type(typed.database, typed.id);
    typed_load(&typed);
    return typed;
}

static void
test_telco(void)
{
    g_autofree char *path = real_set("telco-churn/Telco-Customer-Churn.csv");
    if (!path)
        return;
    g_auto(Typed) typed = typed_file(path, "customers");
    g_assert_cmpuint(typed.rows, ==, 7043);
    assert_kind(&typed, "customerID", KIND_KEY, NULL);
    assert_kind(&typed, "SeniorCitizen", KIND_BOOLEAN, "are 0 or 1");
    assert_kind(&typed, "Churn", KIND_BOOLEAN, NULL);
    assert_kind(&typed, "tenure", KIND_INTEGER, NULL);
    assert_kind(&typed, "MultipleLines", KIND_CATEGORY, "3 different values");
    assert_kind(&typed, "TotalCharges", KIND_DECIMAL,
                "7,032 of 7,032 cells are decimals; 11 blank");
    g_assert_cmpstr(typed.table->key->name, ==, "customerID");
    g_assert_null(typed.table->time);
    assert_known(&typed, "Contract", KNOWN_ARRIVAL);
    ColumnStats stats = stats_of(&typed, "TotalCharges");
    g_assert_cmpint(stats.missing, ==, 11);
    g_assert_cmpint(stats.unreadable, ==, 0);
    column_stats_clear(&stats);
    stats = stats_of(&typed, "Churn");
    g_assert_cmpstr(stats.top[1], ==, "Yes");
    g_assert_cmpint(stats.top_count[1], ==, 1869);
    column_stats_clear(&stats);
}

static void
test_cfpb_and_comcast(void)
{
    g_autofree char *cfpb = real_set("cfpb/consumer_complaints.csv");
    g_autofree char *comcast = real_set("comcast/Comcast_telecom_complaints_data.csv");
    if (!cfpb || !comcast)
        return;
    g_auto(Typed) typed = typed_file(cfpb, "complaints");
    g_assert_cmpuint(typed.rows, ==, 3186);
    assert_kind(&typed, "Date received", KIND_DATE, "3,186 of 3,186 cells read as m/d/y");
    assert_kind(&typed, "Consumer disputed?", KIND_BOOLEAN, "57 blank");
    assert_kind(&typed, "Consumer consent provided?", KIND_CATEGORY, "4 different values");
    assert_known(&typed, "Consumer disputed?", KNOWN_LATER);
    assert_known(&typed, "State", KNOWN_ARRIVAL);
    g_assert_cmpstr(typed.table->time->name, ==, "Date received");
    g_auto(Typed) telecom = typed_file(comcast, "complaints");
    g_assert_cmpuint(telecom.rows, ==, 2224);
    assert_kind(&telecom, "Date", KIND_DATE, "2,224 of 2,224 cells read as d/m/y");
    assert_kind(&telecom, "Date_month_year", KIND_DATE, "d month y");
    assert_kind(&telecom, "Zip code", KIND_KEY, "no quantity");
    assert_role(&telecom, "Customer Complaint", ROLE_SUBJECT);
    assert_role(&telecom, "Status", ROLE_STATUS);
    g_assert_cmpstr(telecom.table->key->name, ==, "Ticket #");
}

/* The event log's file, unpacked into the test's folder; NULL where it or xz is missing. */
static char *
unpacked_log(void)
{
    g_autofree char *packed = real_set("uci-incident/incident_event_log.csv.xz");
    if (!packed)
        return NULL;
    g_autofree char *bytes = NULL;
    const char *command[] = {"xz", "-dc", packed, NULL};
    char *path = g_build_filename(folder, "log.csv", NULL);
    gint status = 1;
    if (!g_spawn_sync(NULL, (char **)command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, &bytes, NULL,
                      &status, NULL) ||
        status != 0 || !g_file_set_contents(path, bytes, -1, NULL)) {
        g_test_skip("xz is not here");
        g_clear_pointer(&path, g_free);
    }
    return path;
}

static void
test_incidents(void)
{
    g_autofree char *path = unpacked_log();
    if (!path)
        return;
    g_auto(Typed) typed = typed_file(path, "incidents");
    g_assert_cmpuint(typed.rows, ==, 141712);
    assert_kind(&typed, "opened_at", KIND_DATE, "141,712 of 141,712 cells read as d/m/y");
    assert_kind(&typed, "resolved_at", KIND_DATE, "3,141 count as missing (“?”)");
    assert_kind(&typed, "caller_id", KIND_KEY, "29 count as missing");
    assert_kind(&typed, "made_sla", KIND_BOOLEAN, NULL);
    assert_role(&typed, "opened_at", ROLE_CREATED);
    assert_role(&typed, "closed_at", ROLE_CLOSED);
    assert_role(&typed, "caller_id", ROLE_CUSTOMER);
    assert_role(&typed, "assigned_to", ROLE_AGENT);
    assert_role(&typed, "incident_state", ROLE_STATUS);
    assert_role(&typed, "contact_type", ROLE_CHANNEL);
    static const char *const leaks[] = {"closed_at",       "closed_code", "resolved_at",
                                        "resolved_by",     "made_sla",    "assigned_to",
                                        "assignment_group"};
    for (gsize i = 0; i < G_N_ELEMENTS(leaks); i++)
        assert_known(&typed, leaks[i], KNOWN_LATER);
    assert_known(&typed, "sys_created_at", KNOWN_ARRIVAL);
    assert_known(&typed, "number", KNOWN_ARRIVAL);
    assert_known(&typed, "priority", KNOWN_ASK);
    g_assert_null(typed.table->key);
    g_unlink(path);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    folder = g_dir_make_tmp("foredesk-type-XXXXXX", NULL);
    g_test_add_func("/type/kinds", test_kinds);
    g_test_add_func("/type/shares", test_shares);
    g_test_add_func("/type/date-orders", test_date_orders);
    g_test_add_func("/type/ambiguous-dates", test_ambiguous_dates);
    g_test_add_func("/type/lists", test_lists);
    g_test_add_func("/type/words", test_words);
    g_test_add_func("/type/declared", test_declared);
    g_test_add_func("/type/replaced-rows", test_replaced_rows);
    g_test_add_func("/type/cancel", test_cancel);
    g_test_add_func("/type/known-at", test_known_at);
    g_test_add_func("/type/vendor-headings", test_vendor_headings);
    g_test_add_func("/type/events", test_events);
    g_test_add_func("/type/many", test_many);
    g_test_add_func("/type/telco", test_telco);
    g_test_add_func("/type/cfpb-and-comcast", test_cfpb_and_comcast);
    g_test_add_func("/type/incidents", test_incidents);
    int failed = g_test_run();
    for (int i = 0; i < files; i++) {
        g_autofree char *name = g_strdup_printf("%s/%d.foredesk", folder, i);
        g_unlink(name);
    }
    g_rmdir(folder);
    return failed;
}
