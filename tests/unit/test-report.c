/* Report: what people read, what programs read (through jansson), what spreadsheets read. */
#include <foredesk/report.h>

#include <jansson.h>
#include <math.h>
#include <string.h>

static const TimePoint july = G_GINT64_CONSTANT(1752512391) * TIME_SECOND;

/* A report with one of everything. */
static Report *
sample_report(void)
{
    Report *report = report_new("models", "Models");
    report_say(report, "Boosted trees caught %d of %d escalations for the least money.", 600, 916);
    report_say(report, "Press 6 to set the line.");
    report_warn(report, "3 columns are \"ask\": answer them before you trust this.");
    report_number(report, "cost", "cost", UNIT_MONEY, 0, 93200);
    cell_interval(report_number(report, "auc", "AUC", UNIT_DECIMAL, 3, 0.792), 0.78, 0.804);
    report_number(report, "confusion.tp", NULL, UNIT_COUNT, 0, 600);
    report_number(report, "confusion.fp", NULL, UNIT_COUNT, 0, 1500);
    report_number(report, "cost_month", "cost a month", UNIT_MONEY, 0, NAN);
    report_number(report, "as_of", "as of", UNIT_TIME, 0, (double)july);
    report_number(report, "sealed", "sealed", UNIT_BOOLEAN, 0, 1);
    report_text(report, "split", "split", "validation");
    ReportTable *table = report_table(report, "models", "The models, cheapest first");
    report_column(table, "id", "#", UNIT_NONE, 0);
    report_column(table, "name", "model", UNIT_NONE, 0);
    report_column(table, "caught", "caught", UNIT_COUNT, 0);
    report_column(table, "recall", "of the escalations", UNIT_SHARE, 1)->interval = TRUE;
    report_column(table, "log_loss", "log loss", UNIT_DECIMAL, 4)->expert = TRUE;
    report_column(table, "line", NULL, UNIT_DECIMAL, 4);
    report_row(table);
    report_cell(table, 4);
    report_cell_text(table, "boosted trees");
    cell_rows(report_cell(table, 600), "model=%d;split=validation;cell=caught", 4);
    cell_interval(report_cell(table, 0.655), 0.624, 0.685);
    report_cell(table, 0.2871);
    report_cell(table, 1.0 / 11);
    report_row(table);
    report_cell(table, 1);
    report_cell_text(table, "=check, \"nobody\"");
    cell_style(report_cell(table, 0), "bad");
    report_cell(table, 0);
    ReportCurve *curve = report_curve(report, "cost", "Cost", "line", "$");
    report_point(curve, 0, 100);
    report_point(curve, 0.5, NAN);
    return report;
}

static json_t *
read_back(const Report *report)
{
    g_autoptr(GString) out = g_string_new(NULL);
    json_error_t error;
    report_print_json(report, out);
    json_t *root = json_loads(out->str, JSON_REJECT_DUPLICATES, &error);
    if (!root)
        g_error("line %d: %s in\n%s", error.line, error.text, out->str);
    return root;
}

static double
number_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    g_assert_true(json_is_number(value));
    return json_number_value(value);
}

static const char *
text_at(const json_t *object, const char *key)
{
    return json_string_value(json_object_get(object, key));
}

static void
test_json_values(void)
{
    g_autoptr(Report) report = sample_report();
    json_t *root = read_back(report);
    g_assert_cmpstr(text_at(root, "report"), ==, "models");
    g_assert_cmpuint(json_array_size(json_object_get(root, "sentences")), ==, 2);
    g_assert_cmpuint(json_array_size(json_object_get(root, "warnings")), ==, 1);
    g_assert_cmpfloat(number_at(root, "cost"), ==, 93200);
    g_assert_cmpfloat(number_at(root, "auc"), ==, 0.792);
    g_assert_cmpfloat(number_at(root, "auc_low"), ==, 0.78);
    g_assert_null(json_object_get(root, "cost_low"));
    const json_t *confusion = json_object_get(root, "confusion");
    g_assert_true(json_is_integer(json_object_get(confusion, "tp")));
    g_assert_cmpfloat(number_at(confusion, "fp"), ==, 1500);
    g_assert_true(json_is_null(json_object_get(root, "cost_month")));
    g_assert_cmpstr(text_at(root, "as_of"), ==, "2025-07-14T16:59:51Z");
    g_assert_true(json_is_true(json_object_get(root, "sealed")));
    g_assert_cmpstr(text_at(root, "split"), ==, "validation");
    json_decref(root);
}

static void
test_json_tables_and_curves(void)
{
    g_autoptr(Report) report = sample_report();
    json_t *root = read_back(report);
    const json_t *models = json_object_get(root, "models");
    g_assert_cmpuint(json_array_size(models), ==, 2);
    const json_t *first = json_array_get(models, 0), *second = json_array_get(models, 1);
    g_assert_true(json_is_integer(json_object_get(first, "id")));
    g_assert_cmpfloat(number_at(first, "recall"), ==, 0.655);
    g_assert_cmpfloat(number_at(first, "recall_high"), ==, 0.685);
    g_assert_cmpfloat(number_at(first, "line"), ==, 1.0 / 11);
    g_assert_cmpstr(text_at(second, "name"), ==, "=check, \"nobody\"");
    g_assert_true(json_is_null(json_object_get(second, "recall_low")));
    g_assert_true(json_is_null(json_object_get(second, "log_loss")));
    const json_t *curve = json_object_get(json_object_get(root, "curves"), "cost");
    const json_t *x = json_object_get(curve, "x"), *y = json_object_get(curve, "y");
    g_assert_cmpfloat(json_number_value(json_array_get(x, 1)), ==, 0.5);
    g_assert_true(json_is_null(json_array_get(y, 1)));
    json_decref(root);
}

/* Every finite double comes back bit for bit, hostile texts letter for letter. */
static void
test_json_round_trip(void)
{
    g_autoptr(Report) report = report_new("trip", NULL);
    ReportTable *table = report_table(report, "rows", NULL);
    report_column(table, "number", "number", UNIT_DECIMAL, 2);
    report_column(table, "deep.er.text", "text", UNIT_NONE, 0);
    g_autoptr(GPtrArray) texts = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GArray) numbers = g_array_new(FALSE, FALSE, sizeof(double));
    Random random;
    random_seed(&random, 10);
    for (int i = 0; i < 3000; i++) {
        guint64 bits = random_next(&random);
        double number;
        memcpy(&number, &bits, sizeof number);
        if (i % 3 == 0)
            number = (double)random_below(&random, 100000) / 4;
        GString *text = g_string_new(NULL);
        for (guint n = random_below(&random, 20); n > 0; n--)
            g_string_append_unichar(text, 1 + random_below(&random, 0xD7FF - 1));
        report_row(table);
        report_cell(table, number);
        report_cell_text(table, text->str);
        g_array_append_val(numbers, number);
        g_ptr_array_add(texts, g_string_free(text, FALSE));
    }
    json_t *root = read_back(report);
    const json_t *rows = json_object_get(root, "rows");
    g_assert_cmpuint(json_array_size(rows), ==, 3000);
    for (guint i = 0; i < numbers->len; i++) {
        const json_t *row = json_array_get(rows, i);
        double number = g_array_index(numbers, double, i);
        if (isfinite(number))
            g_assert_cmpfloat(number_at(row, "number"), ==, number);
        else
            g_assert_true(json_is_null(json_object_get(row, "number")));
        const json_t *deep = json_object_get(json_object_get(row, "deep"), "er");
        g_autofree char *clean = text_clean(g_ptr_array_index(texts, i), -1);
        g_assert_cmpstr(text_at(deep, "text"), ==, clean);
    }
    json_decref(root);
}

static void
test_json_digits(void)
{
    g_autoptr(Report) report = report_new("digits", NULL);
    report_number(report, "a", NULL, UNIT_DECIMAL, 2, 0.1);
    report_number(report, "b", NULL, UNIT_MONEY, 0, 93200);
    report_text(report, "c", NULL, "caf\xE9");
    report_text(report, "d", NULL, NULL);
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_json(report, out);
    g_assert_nonnull(strstr(out->str, "\"a\": 0.10000000000000001"));
    g_assert_nonnull(strstr(out->str, "\"b\": 93200,"));
    g_assert_nonnull(strstr(out->str, "\"c\": \"caf\xEF\xBF\xBD\""));
    g_assert_nonnull(strstr(out->str, "\"d\": null"));
}

/* ---- CSV -------------------------------------------------------------------------------- */

static void
test_csv(void)
{
    g_autoptr(Report) report = sample_report();
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_csv(report, NULL, out);
    g_assert_cmpstr(out->str, ==,
                    "id,name,caught,recall,recall_low,recall_high,log_loss,line\n"
                    "4,boosted trees,600,0.65500000000000003,0.624,0.68500000000000005,"
                    "0.28710000000000002,0.090909090909090912\n"
                    "1,\"'=check, \"\"nobody\"\"\",0,0,,,,\n");
}

static void
test_csv_of_values(void)
{
    g_autoptr(Report) report = report_new("desk", NULL);
    report_number(report, "rows", "rows", UNIT_COUNT, 0, 54000);
    report_number(report, "from", "from", UNIT_TIME, 0, (double)july);
    report_number(report, "sealed", "sealed", UNIT_BOOLEAN, 0, 0);
    report_number(report, "lift", "lift", UNIT_DECIMAL, 1, INFINITY);
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_csv(report, NULL, out);
    g_assert_cmpstr(out->str, ==,
                    "id,value\nrows,54000\nfrom,2025-07-14T16:59:51Z\nsealed,false\nlift,\n");
}

/* A hidden table is printed only by name. */
static void
test_csv_hidden(void)
{
    g_autoptr(Report) report = report_new("desk", NULL);
    for (int i = 0; i < 2; i++) {
        ReportTable *table = report_table(report, i ? "shown" : "raw", NULL);
        table->hidden = i == 0;
        report_column(table, i ? "x" : "y", "x", UNIT_COUNT, 0);
    }
    g_autoptr(GString) first = g_string_new(NULL), named = g_string_new(NULL);
    report_print_csv(report, NULL, first);
    report_print_csv(report, "raw", named);
    g_assert_cmpstr(first->str, ==, "x\n");
    g_assert_cmpstr(named->str, ==, "y\n");
    g_assert_null(report_find_table(report, "none"));
}

/* ---- text ------------------------------------------------------------------------------- */

static void
test_text(void)
{
    g_autoptr(Report) report = sample_report();
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_text(report, 60, FALSE, out);
    g_assert_cmpstr(out->str, ==,
                    "Models\n"
                    "──────\n"
                    "Boosted trees caught 600 of 916 escalations for the least\n"
                    "money.\n"
                    "Press 6 to set the line.\n"
                    "! 3 columns are \"ask\": answer them before you trust this.\n"
                    "\n"
                    "cost          $93,200\n"
                    "AUC           0.792 0.780–0.804\n"
                    "cost a month  –\n"
                    "as of         14 Jul 2025\n"
                    "sealed        yes\n"
                    "split         validation\n"
                    "\n"
                    "The models, cheapest first\n"
                    "#  model             caught  of the escalations\n"
                    "─  ────────────────  ──────  ──────────────────\n"
                    "4  boosted trees        600   65.5 %  62.4–68.5\n"
                    "1  =check, \"nobody\"       0    0.0 %\n");
}

static void
test_text_ascii_and_expert(void)
{
    g_autoptr(Report) report = sample_report();
    g_autoptr(GString) out = g_string_new(NULL);
    text_set_utf8(FALSE);
    report_print_text(report, 0, TRUE, out);
    text_set_utf8(TRUE);
    g_assert_true(g_str_is_ascii(out->str));
    g_assert_nonnull(
        strstr(out->str, "4  boosted trees        600   65.5 %  62.4-68.5    0.2871\n"));
    g_assert_nonnull(strstr(out->str, "log loss"));
}

/* Narrower than its texts: the widest text gives way, the figures stay whole. */
static void
test_text_narrow(void)
{
    g_autoptr(Report) report = report_new("list", NULL);
    ReportTable *table = report_table(report, "tickets", NULL);
    report_column(table, "subject", "subject", UNIT_NONE, 0);
    report_column(table, "cost", "cost", UNIT_MONEY, 0);
    report_row(table);
    report_cell_text(table, "Cannot log in since the update of Tuesday 日本");
    report_cell(table, 1234567);
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_text(report, 30, FALSE, out);
    g_auto(GStrv) lines = g_strsplit(out->str, "\n", -1);
    for (char **line = lines; *line; line++)
        g_assert_cmpint(text_width(*line), <=, 30);
    g_assert_nonnull(strstr(out->str, "…  $1,234,567\n"));
}

static void
test_text_empty_table(void)
{
    g_autoptr(Report) report = report_new("list", "Tickets");
    report_column(report_table(report, "tickets", "Set aside"), "id", "id", UNIT_NONE, 0);
    g_autoptr(GString) out = g_string_new(NULL);
    report_print_text(report, 80, FALSE, out);
    g_assert_cmpstr(out->str, ==, "Tickets\n───────\n\nSet aside\nnone\n");
}

static void
assert_cell(Unit unit, int digits, double value, double low, double high, const char *expected)
{
    const Cell cell = {.value = value, .low = low, .high = high};
    g_autofree char *words = cell_words(&cell, unit, digits);
    g_assert_cmpstr(words, ==, expected);
}

static void
test_cells(void)
{
    assert_cell(UNIT_NONE, 0, 4, NAN, NAN, "4");
    assert_cell(UNIT_NONE, 0, 0.25, NAN, NAN, "0.25");
    assert_cell(UNIT_COUNT, 0, 54000, NAN, NAN, "54,000");
    assert_cell(UNIT_SHARE, 1, 0.655, 0.624, 0.685, "65.5 % 62.4–68.5");
    assert_cell(UNIT_MONEY, 0, 93200, 86300, 99900, "$93,200 86,300–99,900");
    assert_cell(UNIT_MONEY, 0, 40, -900, 980, "$40 −900 to 980");
    assert_cell(UNIT_TIME, 0, (double)july, NAN, NAN, "14 Jul 2025");
    assert_cell(UNIT_TIME, 1, (double)july, NAN, NAN, "14 Jul 2025 16:59");
    assert_cell(UNIT_SECONDS, 0, 75600, NAN, NAN, "21 h");
    assert_cell(UNIT_BOOLEAN, 0, 0, NAN, NAN, "no");
    assert_cell(UNIT_DECIMAL, 3, NAN, NAN, NAN, "–");
    const Cell said = {.value = 3, .low = NAN, .high = NAN, .text = (char *)"three"};
    g_autofree char *words = cell_words(&said, UNIT_COUNT, 0);
    g_assert_cmpstr(words, ==, "three");
}

static void
test_references(void)
{
    g_autoptr(Report) report = sample_report();
    const ReportTable *table = report_find_table(report, "models");
    g_assert_cmpstr(report_at(table, 0, 2)->rows, ==, "model=4;split=validation;cell=caught");
    g_assert_cmpstr(report_at(table, 1, 2)->style, ==, "bad");
    g_assert_null(report_at(table, 1, 2)->rows);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report/json/values", test_json_values);
    g_test_add_func("/report/json/tables-and-curves", test_json_tables_and_curves);
    g_test_add_func("/report/json/round-trip", test_json_round_trip);
    g_test_add_func("/report/json/digits", test_json_digits);
    g_test_add_func("/report/csv/table", test_csv);
    g_test_add_func("/report/csv/values", test_csv_of_values);
    g_test_add_func("/report/csv/hidden", test_csv_hidden);
    g_test_add_func("/report/text/all", test_text);
    g_test_add_func("/report/text/ascii-and-expert", test_text_ascii_and_expert);
    g_test_add_func("/report/text/narrow", test_text_narrow);
    g_test_add_func("/report/text/empty-table", test_text_empty_table);
    g_test_add_func("/report/cells", test_cells);
    g_test_add_func("/report/references", test_references);
    return g_test_run();
}
