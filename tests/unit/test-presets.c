/* Presets: each vendor's made-up export (tests/fixtures) is recognised by its headings, and its
 * columns get the kinds, roles and the known-at of that vendor; its quirks are read as what they
 * mean. Users' own presets win, and a damaged one is an error of one line. */
#include <foredesk/audit.h>
#include <foredesk/facts.h>
#include <foredesk/ingest.h>

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static char *folder;
static guint made;

typedef struct {
    Workspace *workspace;
    Catalogue *catalogue;
    Frame *frame;
    char *note;
} Desk;

static void
desk_clear(Desk *desk)
{
    frame_unref(desk->frame);
    catalogue_unref(desk->catalogue);
    workspace_close(desk->workspace);
    g_free(desk->note);
}
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Desk, desk_clear)

static gboolean
desk_import(Desk *desk, const char *file, const char *preset, GError **error)
{
    g_autofree char *name = g_strdup_printf("w%u.foredesk", ++made);
    g_autofree char *path = g_build_filename(folder, name, NULL);
    g_autoptr(GPtrArray) results =
        g_ptr_array_new_with_free_func((GDestroyNotify)import_result_free);
    char *files[] = {(char *)file, NULL};
    ImportOptions options;
    import_options_init(&options);
    options.table = "tickets";
    options.preset = preset;
    if (!import_files(path, NULL, files, &options, NULL, results, error))
        return FALSE;
    desk->note = g_strdup(((ImportResult *)g_ptr_array_index(results, 0))->note);
    desk->workspace = workspace_open(path, error);
    sqlite3 *database = workspace_database(desk->workspace);
    desk->catalogue = catalogue_load(database, error);
    desk->frame = frame_load(database, desk->catalogue,
                             g_ptr_array_index(desk->catalogue->tables, 0), NULL, error);
    return desk->frame != NULL;
}

static Desk
desk_of(const char *vendor, const char *preset)
{
    Desk desk = {0};
    GError *error = NULL;
    g_autofree char *name = g_strconcat(vendor, ".csv", NULL);
    g_autofree char *file =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "tests", "fixtures", name, NULL);
    desk_import(&desk, file, preset, &error);
    g_assert_no_error(error);
    return desk;
}

static const FrameColumn *
column(const Desk *desk, const char *name)
{
    const FrameColumn *found = frame_column(desk->frame, name);
    if (!found)
        g_error("there is no column %s", name);
    return found;
}

/* Lines "column kind role known", as the catalogue's words say them; role - is none. */
static void
assert_columns(const Desk *desk, const char *const *lines)
{
    for (; *lines; lines++) {
        g_auto(GStrv) words = g_strsplit(*lines, " ", 4);
        const ColumnInfo *info = column(desk, words[0])->info;
        g_autofree char *is = g_strdup_printf("%s %s %s %s", info->name, kind_name(info->kind),
                                              info->role == ROLE_NONE ? "-" : role_name(info->role),
                                              known_name(info->known));
        if (strcmp(is, *lines) != 0)
            g_error("expected \"%s\", got \"%s\": %s", *lines, is, info->kind_evidence);
    }
}

static void
assert_vendor(const Desk *desk, const char *name, guint32 rows)
{
    g_autofree char *stored =
        db_text(workspace_database(desk->workspace), "SELECT preset FROM import", NULL);
    g_assert_cmpstr(stored, ==, name);
    g_assert_nonnull(strstr(desk->note, name));
    g_assert_nonnull(strstr(desk->note, "headings of its exports, such as"));
    g_assert_cmpuint(desk->frame->n, ==, rows);
}

static void
assert_moment(const Desk *desk, const char *name, guint32 row, const char *expected)
{
    g_autofree char *iso = date_iso(column(desk, name)->integer[row]);
    g_assert_cmpstr(iso, ==, expected);
}

static void
test_zendesk(void)
{
    g_auto(Desk) desk = desk_of("zendesk", NULL);
    assert_vendor(&desk, "Zendesk", 220);
    assert_columns(&desk,
                   (const char *const[]){
                       "Id key id at arrival", "Created_at date created at arrival",
                       "Via category channel at arrival", "Subject text subject at arrival",
                       "Requester_id key customer at arrival", "Assignee category agent later",
                       "Group category - later", "Status category status later",
                       "Solved_at date closed later", "Group_stations integer - later",
                       "Full_resolution_time_in_minutes integer resolution later",
                       "Priority category priority ask", "Tags list tags ask",
                       "Ticket_Category_list category - ask", "Organization category - ask",
                       "Due_date date - ask", NULL});
    g_assert_nonnull(strstr(column(&desk, "Replies")->info->known_reason, "in exports of Zendesk"));
    g_assert_nonnull(strstr(column(&desk, "Full_resolution_time_in_minutes")->info->kind_evidence,
                            "in minutes"));
    const FrameColumn *tags = column(&desk, "Tags");
    g_assert_cmpint(tags->item_start[4] - tags->item_start[3], ==, 3);
}

static void
test_freshdesk(void)
{
    g_auto(Desk) desk = desk_of("freshdesk", NULL);
    assert_vendor(&desk, "Freshdesk", 220);
    assert_columns(&desk,
                   (const char *const[]){
                       "Ticket_ID key id at arrival", "Created_time date created at arrival",
                       "Source category channel at arrival", "Contact_ID key customer at arrival",
                       "Agent category agent later", "Resolved_time date closed later",
                       "First_response_time_in_hrs decimal - later",
                       "Resolution_time_in_hrs decimal resolution later", "Tags list tags ask",
                       "Type category category ask", "Due_by_Time date due ask",
                       "Priority category priority ask", NULL});
    /* Some cells are hours, others h:mm:ss: all are hours now. */
    const FrameColumn *first = column(&desk, "First_response_time_in_hrs");
    g_assert_nonnull(strstr(first->info->kind_evidence, "written h:mm become hours"));
    for (guint32 row = 0; row < desk.frame->n; row++)
        g_assert_true(first->decimal[row] > 0 && first->decimal[row] < 12);
}

static void
test_jira_cloud(void)
{
    g_auto(Desk) desk = desk_of("jira-cloud", NULL);
    assert_vendor(&desk, "Jira Cloud", 220);
    assert_columns(
        &desk, (const char *const[]){
                   "Issue_key key id at arrival", "Created date created at arrival",
                   "Summary text subject at arrival", "Description text body at arrival",
                   "Resolved date closed later", "Watchers list - later", "Labels list tags ask",
                   "Comment text - later", "Issue_Type category category ask",
                   "Custom_field_Request_Type category - at arrival",
                   "Custom_field_Time_to_resolution decimal sla later",
                   "Custom_field_Severity category - ask", "Labels_2 empty - later", NULL});
    const FrameColumn *labels = column(&desk, "Labels");
    g_assert_cmpint(labels->item_start[7] - labels->item_start[6], ==, 2); /* 2 and 3 divide 6 */
    g_assert_cmpint(labels->item_start[13] - labels->item_start[12], ==, 3);
    const FrameColumn *time = column(&desk, "Custom_field_Time_to_resolution");
    gint64 missed = 0;
    for (guint32 row = 0; row < desk.frame->n; row++)
        missed += time->decimal[row] < 0;
    g_assert_cmpint(missed, >, 50);
    /* Many columns' cells in one text; new rows are gathered alike. */
    GError *error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *file =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "tests", "fixtures", "jira-cloud.csv", NULL);
    g_autoptr(GPtrArray) rows =
        import_rows(workspace_database(desk.workspace), &(RowsFile){file, NULL, NULL},
                    desk.frame->table, notes, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Frame) fresh = frame_from_rows(desk.frame, rows, &error);
    g_assert_no_error(error);
    const FrameColumn *again = frame_column(fresh, "Labels");
    g_assert_cmpmem(again->item_start, sizeof(guint32) * 221, labels->item_start,
                    sizeof(guint32) * 221);
    g_assert_cmpmem(again->item, sizeof(gint32) * labels->item_start[220], labels->item,
                    sizeof(gint32) * labels->item_start[220]);
}

/* The labels of new rows, as words. */
static char *
fresh_labels(const Desk *desk, const char *cells)
{
    GError *error = NULL;
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *file = g_build_filename(folder, "fresh.csv", NULL);
    g_assert_true(g_file_set_contents(file, cells, -1, NULL));
    g_autoptr(GPtrArray) rows =
        import_rows(workspace_database(desk->workspace), &(RowsFile){file, NULL, NULL},
                    desk->frame->table, notes, NULL, &error);
    g_assert_no_error(error);
    g_autoptr(Frame) fresh = frame_from_rows(desk->frame, rows, &error);
    g_assert_no_error(error);
    GString *words = g_string_new(NULL);
    for (guint32 row = 0; row < fresh->n; row++) {
        g_autofree char *one = frame_words(fresh, frame_column(fresh, "Labels"), row);
        g_string_append_printf(words, "%s%s", row ? "; " : "", one);
    }
    for (guint i = 0; i < notes->len; i++)
        g_assert_null(strstr(g_ptr_array_index(notes, i), "Labels"));
    return g_string_free(words, FALSE);
}

/* How often a heading is repeated is the longest list's of that export. */
static void
test_gathered_rows(void)
{
    g_auto(Desk) desk = desk_of("jira-cloud", NULL);
    g_autofree char *more = fresh_labels(&desk, "Issue key,Labels,Labels,Labels,Labels,Labels\n"
                                                "A,billing,,vip,api,login\nB,,,,,urgent\n"
                                                "C,,,,,\n");
    g_assert_cmpstr(more, ==, "billing, api, login, vip; urgent; ");
    g_autofree char *fewer = fresh_labels(&desk, "Issue key,Labels\nA,billing\nB,\n");
    g_assert_cmpstr(fewer, ==, "billing; ");
}

static void
test_jira_server(void)
{
    g_auto(Desk) desk = desk_of("jira-server", NULL);
    assert_vendor(&desk, "Jira Server", 217); /* three rows are wider than the heading */
    g_assert_cmpint(db_integer(workspace_database(desk.workspace), 0,
                               "SELECT count(*) FROM aside WHERE reason = 'ragged'", NULL),
                    ==, 3);
    assert_columns(&desk, (const char *const[]){
                              "Issue_key key id at arrival", "Created date created at arrival",
                              "Labels list tags ask", "Reporter category customer at arrival",
                              "Component_s category - ask", NULL});
}

static void
test_servicenow(void)
{
    g_auto(Desk) list = desk_of("servicenow-list", NULL);
    assert_vendor(&list, "ServiceNow list", 220);
    assert_columns(&list, (const char *const[]){
                              "number key id at arrival", "opened_at date created at arrival",
                              "short_description text subject at arrival",
                              "caller_id key customer at arrival", "state category status later",
                              "assigned_to category agent later", "category category category ask",
                              "priority category priority ask", NULL});
    g_auto(Desk) labels = desk_of("servicenow-labels", NULL);
    assert_vendor(&labels, "ServiceNow labels", 220);
    assert_columns(&labels, (const char *const[]){"Number key id at arrival",
                                                  "Opened date created at arrival",
                                                  "Requested_For category customer at arrival",
                                                  "Reopen_Count integer reopens later",
                                                  "Channel category channel at arrival",
                                                  "Resolved date closed later", NULL});
    g_auto(Desk) audit = desk_of("servicenow-audit", NULL);
    assert_vendor(&audit, "ServiceNow audit", 220);
    assert_columns(&audit,
                   (const char *const[]){
                       "opened_at date created at arrival", "closed_at date closed later",
                       "caller_id key customer at arrival", "assignment_group category - later",
                       "contact_type category channel at arrival", "notify category - ask",
                       "u_priority_confirmation category - later", NULL});
    g_assert_cmpint(column(&audit, "opened_at")->info->date_order, ==, DATE_DMY);
    g_assert_nonnull(strstr(column(&audit, "closed_at")->info->kind_evidence, "missing (“?”)"));
}

static void
test_salesforce(void)
{
    g_auto(Desk) weekly = desk_of("salesforce-export", NULL);
    assert_vendor(&weekly, "Salesforce weekly export", 220);
    assert_columns(
        &weekly,
        (const char *const[]){"CaseNumber key id at arrival", "Id key - at arrival",
                              "CreatedDate date created at arrival", "ClosedDate date closed later",
                              "OwnerId key agent later", "IsEscalated boolean - later",
                              "Origin category channel at arrival", "Type category category ask",
                              "MasterRecordId empty - later", NULL});
    g_auto(Desk) loader = desk_of("salesforce-dataloader", NULL);
    assert_vendor(&loader, "Salesforce Data Loader", 220);
    assert_columns(&loader, (const char *const[]){"CASENUMBER key id at arrival",
                                                  "CREATEDDATE date created at arrival",
                                                  "ISESCALATED boolean - later",
                                                  "Product_Area_c category - ask", NULL});
    g_assert_cmpint(column(&loader, "CREATEDDATE")->integer[7], ==,
                    column(&loader, "CREATEDDATE")->integer[7] / TIME_MINUTE * TIME_MINUTE);
}

static void
test_intercom(void)
{
    g_auto(Desk) desk = desk_of("intercom", NULL);
    assert_vendor(&desk, "Intercom", 220);
    assert_columns(
        &desk,
        (const char *const[]){
            "conversation_id key id at arrival", "conversation_created_at date created at arrival",
            "message_body text body at arrival", "conversation_state category status later",
            "conversation_tags list tags ask", "time_to_last_close integer resolution later",
            "count_reopens integer reopens later", "message_author_email category - ask", NULL});
    g_assert_nonnull(
        strstr(column(&desk, "time_to_last_close")->info->kind_evidence, "in seconds"));
}

static void
test_hp_service_manager(void)
{
    g_auto(Desk) desk = desk_of("hp-service-manager", NULL);
    assert_vendor(&desk, "HP Service Manager", 220);
    assert_columns(&desk, (const char *const[]){
                              "Incident_ID key id at arrival", "Open_Time date created at arrival",
                              "Close_Time date closed later", "Impact category - at arrival",
                              "Handle_Time_hrs decimal resolution later",
                              "No_of_Reassignments integer handovers later", "KB_number key - ask",
                              "Closure_Code category - later", NULL});
    const FrameColumn *hours = column(&desk, "Handle_Time_hrs");
    g_assert_cmpfloat(hours->decimal[0], >, 1000);
    g_assert_nonnull(strstr(hours->info->kind_evidence, "with a decimal comma"));
    assert_moment(&desk, "Open_Time", 0, "2025-01-06T10:46:00Z");
}

/* ---- what vendors write for nothing -------------------------------------------------------------
 */

/* Every seventh ticket of the fixture holds it (make-vendors.py); raw cells keep it. */
static void
assert_nothing(const Desk *desk, const char *name, const char *spelling)
{
    const FrameColumn *cells = column(desk, name);
    g_autofree char *told = g_strdup_printf("(“%s”)", spelling);
    g_autofree char *sql =
        g_strdup_printf("SELECT c%d = ? FROM raw_1 WHERE row = ?", cells->info->position);
    guint seen = 0;
    if (!strstr(cells->info->kind_evidence, told))
        g_error("%s: %s", name, cells->info->kind_evidence);
    for (guint32 row = 0; row < desk->frame->n; row++)
        if (db_integer(workspace_database(desk->workspace), 0, sql, "si", spelling,
                       desk->frame->row_id[row])) {
            g_assert_cmpint(cells->code[row], <, 0);
            seen++;
        }
    g_assert_cmpuint(seen, >, 20);
    for (guint32 code = 0; code < dictionary_size(cells->dictionary); code++)
        g_assert_cmpstr(dictionary_text(cells->dictionary, code), !=, spelling);
}

static void
test_nothing(void)
{
    static const struct {
        const char *vendor, *column, *spelling;
    } told[] = {{"zendesk", "Organization", "-"},
                {"zendesk", "Requester_external_id", "-"},
                {"freshdesk", "Agent", "No Agent"},
                {"freshdesk", "Product", "--"},
                {"jira-cloud", "Assignee", "Unassigned"},
                {"jira-cloud", "Resolution", "Unresolved"},
                {"jira-server", "Assignee", "Unassigned"},
                {"servicenow-list", "assignment_group", "(empty)"},
                {"servicenow-labels", "Category", "(empty)"},
                {"servicenow-audit", "cmdb_ci", "?"},
                {"salesforce-export", "AccountId", "000000000000000AAA"},
                {"salesforce-dataloader", "REASON", "--None--"},
                {"salesforce-dataloader", "CONTACTID", "000000000000000"},
                {"intercom", "message_author_name", "null"},
                {"hp-service-manager", "CI_Subcat", "#N/B"}};
    for (gsize i = 0; i < G_N_ELEMENTS(told); i++) {
        g_auto(Desk) desk = desk_of(told[i].vendor, NULL);
        assert_nothing(&desk, told[i].column, told[i].spelling);
    }
}

/* The same from a cold cache, and in new rows; without the preset they are values. */
static void
test_nothing_again(void)
{
    g_auto(Desk) desk = desk_of("zendesk", NULL);
    GError *error = NULL;
    sqlite3 *database = workspace_database(desk.workspace);
    g_assert_true(db_exec(database, "DELETE FROM frame_block", NULL));
    frame_unref(desk.frame);
    desk.frame = frame_load(database, desk.catalogue, g_ptr_array_index(desk.catalogue->tables, 0),
                            NULL, &error);
    g_assert_no_error(error);
    const FrameColumn *company = column(&desk, "Organization");
    g_assert_cmpint(company->code[2], ==, -1);
    g_assert_cmpint(company->code[3], >=, 0);
    g_autoptr(GPtrArray) notes = g_ptr_array_new_with_free_func(g_free);
    g_autofree char *file =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "tests", "fixtures", "zendesk.csv", NULL);
    g_autoptr(GPtrArray) rows =
        import_rows(workspace_database(desk.workspace), &(RowsFile){file, NULL, NULL},
                    desk.frame->table, notes, NULL, &error);
    g_autoptr(Frame) fresh = frame_from_rows(desk.frame, rows, &error);
    g_assert_no_error(error);
    g_assert_cmpint(frame_column(fresh, "Organization")->code[2], ==, -1);
    g_assert_cmpint(frame_column(fresh, "Organization")->code[3], ==, company->code[3]);
    g_auto(Desk) plain = desk_of("zendesk", "none");
    g_assert_cmpint(column(&plain, "Organization")->code[2], >=, 0);
}

/* h:mm becomes the unit that the vendor counts in, whatever the heading lets guess. */
static void
test_units(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = {0};
    g_autofree char *file = g_build_filename(folder, "units.csv", NULL);
    g_assert_true(g_file_set_contents(file,
                                      "conversation_id,time_to_last_close\n1,3600\n2,1:00\n"
                                      "3,-0:30\n4,0:00:20\n5,26:00\n",
                                      -1, NULL));
    desk_import(&desk, file, "Intercom", &error);
    g_assert_no_error(error);
    static const double seconds[] = {3600, 3600, -1800, 20, 93600};
    const FrameColumn *time = column(&desk, "time_to_last_close");
    g_assert_nonnull(strstr(time->info->kind_evidence, "written h:mm become seconds"));
    g_assert_cmpint(column_duration_unit(time->info), ==, 1);
    for (guint32 row = 0; row < 5; row++)
        g_assert_cmpfloat(frame_number(time, row), ==, seconds[row]);
}

static void
assert_span(const Desk *desk, const char *name, const char *raw, const char *expected)
{
    g_autofree char *words = column_span_words(column(desk, name)->info, raw, NULL);
    g_assert_cmpstr(words, ==, expected);
    g_autofree char *shown = personal_words(column(desk, name)->info, raw, TRUE);
    g_assert_cmpstr(shown, ==, expected ? expected : raw);
}

static guint
rows_where(const Desk *desk, const char *condition)
{
    GError *error = NULL;
    g_autoptr(GArray) found =
        step_find(desk->frame, condition, workspace_database(desk->workspace), &error);
    g_assert_no_error(error);
    return found->len;
}

/* Numbers are said with the unit that preset, cells or heading name, and compared in it. */
static void
test_spans(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = {0};
    g_autofree char *file = g_build_filename(folder, "spans.csv", NULL);
    g_assert_true(g_file_set_contents(
        file,
        "Ticket,Handle time (minutes),wait_minutes,Hold time in minutes within business hours,"
        "Dauer Std.,tickets_last_48_hours,calls per hours,amount_std,Left hours\n"
        "T1,42,42,192,1.5,5,5,7.5,-0:30\nT2,192,7,30,3.25,6,4,8.25,1:30\n"
        "T3,6060,8,-30,4,2,8,1,49:30\n",
        -1, NULL));
    desk_import(&desk, file, "none", &error);
    g_assert_no_error(error);
    assert_span(&desk, "Handle_time_minutes", "42", "42 min");
    assert_span(&desk, "Handle_time_minutes", "192", "3.2 h");
    assert_span(&desk, "Handle_time_minutes", "soon", NULL);
    assert_span(&desk, "wait_minutes", "6060", "4.2 days");
    assert_span(&desk, "Hold_time_in_minutes_within_business_hours", "-30", "−30 min");
    assert_span(&desk, "Dauer_Std", "3.5", "3.5 h");
    assert_span(&desk, "Left_hours", "-0:30", "−30 min");
    assert_span(&desk, "tickets_last_48_hours", "5", NULL);
    assert_span(&desk, "calls_per_hours", "5", NULL);
    assert_span(&desk, "amount_std", "7.5", NULL);
    g_assert_cmpuint(rows_where(&desk, "tickets.Handle_time_minutes > 42"), ==, 2);
    g_assert_cmpuint(rows_where(&desk, "tickets.Left_hours < 0"), ==, 1);
    g_assert_cmpuint(rows_where(&desk, "tickets.Left_hours >= 1.5"), ==, 2);
    g_auto(Desk) zendesk = desk_of("zendesk", NULL);
    assert_span(&zendesk, "Requester_wait_time_in_minutes", "192", "3.2 h");
    assert_span(&zendesk, "Resolution_time", "30", "30 h");
    assert_span(&zendesk, "Replies", "30", NULL);
    g_auto(Desk) intercom = desk_of("intercom", NULL);
    assert_span(&intercom, "time_to_last_close", "7200", "2 h");
    assert_span(&intercom, "count_reopens", "2", NULL);
    g_auto(Desk) jira = desk_of("jira-cloud", NULL);
    assert_span(&jira, "Custom_field_Time_to_resolution", "-1:30", "−1.5 h");
}

/* ---- what headings were taken for --------------------------------------------------------------
 */

static void
assert_heading(const ReportTable *columns, const char *name, const char *match, const char *rules)
{
    for (guint row = 0; row < columns->rows->len; row++) {
        if (strcmp(report_at(columns, row, 1)->text, name) != 0)
            continue;
        g_assert_cmpstr(report_at(columns, row, 6)->text, ==, match);
        g_assert_cmpstr(report_at(columns, row, 7)->text, ==, rules);
        return;
    }
    g_error("the report says nothing of %s", name);
}

static void
test_headings(void)
{
    GError *error = NULL;
    g_auto(Desk) desk = desk_of("zendesk", NULL);
    sqlite3 *database = workspace_database(desk.workspace);
    g_autoptr(Report) report = headings_report(desk.catalogue, database, &error);
    g_assert_no_error(error);
    const ReportTable *columns = report_find_table(report, "columns");
    g_assert_cmpuint(columns->rows->len, ==, desk.frame->columns->len);
    assert_heading(columns, "Subject", "its heading", "roles subject; known arrival; kinds text");
    assert_heading(columns, "On_hold_time_in_minutes", "a pattern",
                   "known later by “* in minutes*”; units minutes by “* in minutes*”");
    g_assert_nonnull(strstr(g_ptr_array_index(report->sentences, 0), "is an export of Zendesk"));
    g_auto(Desk) plain = desk_of("zendesk", "none");
    g_autoptr(Report) guessed =
        headings_report(plain.catalogue, workspace_database(plain.workspace), &error);
    g_assert_no_error(error);
    assert_heading(report_find_table(guessed, "columns"), "Subject", "its cells", "");
    g_assert_true(column_set_role(database, column(&desk, "Via")->info->id, ROLE_CHANNEL, &error));
    g_assert_true(
        column_set_known(database, column(&desk, "Via")->info->id, KNOWN_LATER, "", TRUE, &error));
    g_autoptr(Catalogue) declared = catalogue_load(database, &error);
    g_autoptr(Report) after = headings_report(declared, database, &error);
    assert_heading(report_find_table(after, "columns"), "Via", "you",
                   "roles channel; known arrival; kinds category");
}

/* Jira's comments were written until today and aren't cut at the arrival: off as a whole. */
static void
test_comments(void)
{
    g_auto(Desk) desk = desk_of("jira-cloud", NULL);
    const ColumnInfo *comment = column(&desk, "Comment")->info;
    g_assert_cmpint(comment->kind, ==, KIND_TEXT);
    g_assert_cmpint(comment->known, ==, KNOWN_LATER);
    g_assert_nonnull(strstr(comment->known_reason, "is a row of another table"));
}

/* ---- presets themselves -----------------------------------------------------------------------
 */

static void
test_none(void)
{
    g_auto(Desk) desk = desk_of("zendesk", "none");
    g_assert_null(desk.note);
    g_autofree char *stored =
        db_text(workspace_database(desk.workspace), "SELECT preset FROM import", NULL);
    g_assert_cmpstr(stored, ==, "none");
    g_assert_null(strstr(column(&desk, "Replies")->info->known_reason, "Zendesk"));
    Desk refused = {0};
    GError *error = NULL;
    g_autofree char *file =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "tests", "fixtures", "zendesk.csv", NULL);
    g_assert_false(desk_import(&refused, file, "Zendsk", &error));
    g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_USAGE);
    g_assert_nonnull(strstr(error->message, "Zendesk"));
    g_clear_error(&error);
}

static void
test_own(void)
{
    g_autofree char *own = g_build_filename(g_get_user_config_dir(), "foredesk", "presets", NULL);
    g_autofree char *path = g_build_filename(own, "zendesk.preset", NULL);
    g_assert_cmpint(g_mkdir_with_parents(own, 0700), ==, 0);
    g_assert_true(g_file_set_contents(path,
                                      "[preset]\nname=Our Zendesk\nmatch=Id;Requester;Via\n"
                                      "least=3\n[known]\nlater=Subject\n",
                                      -1, NULL));
    g_auto(Desk) desk = desk_of("zendesk", NULL);
    assert_vendor(&desk, "Our Zendesk", 220);
    g_assert_cmpint(column(&desk, "Subject")->info->known, ==, KNOWN_LATER);
    static const char *const damaged[] = {"[preset]\nname=X\n", "no key file",
                                          "[preset]\nname=X\nmatch=a\nleast=1\n[rolls]\nid=a\n",
                                          "[preset]\nname=X\nmatch=a\nleast=1\n[known]\nsoon=a\n",
                                          "[preset]\nname=X\nmatch=a\nleast=1\n[roles]\nbos=a\n"};
    for (gsize i = 0; i < G_N_ELEMENTS(damaged); i++) {
        GError *error = NULL;
        g_assert_true(g_file_set_contents(path, damaged[i], -1, NULL));
        g_assert_null(preset_read(path, &error));
        g_assert_error(error, FOREDESK_ERROR, FOREDESK_ERROR_INPUT);
        g_assert_nonnull(strstr(error->message, "zendesk.preset"));
        g_assert_null(strchr(error->message, '\n'));
        g_clear_error(&error);
    }
    g_unlink(path);
}

/* No table of the made-up desk is taken for a vendor's. */
static void
test_unknown(void)
{
    g_autofree char *file =
        g_build_filename(g_getenv("FOREDESK_SOURCE"), "sample-data", "tickets.csv", NULL);
    g_auto(Desk) desk = {0};
    GError *error = NULL;
    desk_import(&desk, file, NULL, &error);
    g_assert_no_error(error);
    g_assert_null(desk.note);
}

static void
remove_all(const char *path)
{
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    for (const char *name; dir && (name = g_dir_read_name(dir)) != NULL;) {
        g_autofree char *inside = g_build_filename(path, name, NULL);
        remove_all(inside);
    }
    g_remove(path);
}

int
main(int argc, char **argv)
{
    folder = g_dir_make_tmp("foredesk-presets-XXXXXX", NULL);
    g_setenv("XDG_CONFIG_HOME", folder, TRUE);
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/presets/zendesk", test_zendesk);
    g_test_add_func("/presets/freshdesk", test_freshdesk);
    g_test_add_func("/presets/jira-cloud", test_jira_cloud);
    g_test_add_func("/presets/jira-server", test_jira_server);
    g_test_add_func("/presets/gathered-rows", test_gathered_rows);
    g_test_add_func("/presets/servicenow", test_servicenow);
    g_test_add_func("/presets/salesforce", test_salesforce);
    g_test_add_func("/presets/intercom", test_intercom);
    g_test_add_func("/presets/hp-service-manager", test_hp_service_manager);
    g_test_add_func("/presets/nothing", test_nothing);
    g_test_add_func("/presets/nothing-again", test_nothing_again);
    g_test_add_func("/presets/units", test_units);
    g_test_add_func("/presets/spans", test_spans);
    g_test_add_func("/presets/headings", test_headings);
    g_test_add_func("/presets/comments", test_comments);
    g_test_add_func("/presets/none", test_none);
    g_test_add_func("/presets/unknown", test_unknown);
    g_test_add_func("/presets/own", test_own);
    int status = g_test_run();
    remove_all(folder);
    g_free(folder);
    return status;
}
