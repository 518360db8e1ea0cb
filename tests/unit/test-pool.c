/* The vocabulary of help desks, and which columns of two sources can be one field. */
#include <foredesk/pool.h>

static void
assert_folds(const char *value, const char *expected)
{
    g_autofree char *folded = value_fold(value);
    g_assert_cmpstr(folded, ==, expected);
}

static void
test_fold(void)
{
    assert_folds("1 - High", "high");
    assert_folds(" In Progress ", "inprogress");
    assert_folds("on-hold", "onhold");
    assert_folds("P1", "p1");
    assert_folds("3", "3");
    assert_folds("2 -", "2");
    assert_folds("ÉLEVÉ", "élevé");
    assert_folds("?!", "?!");
    assert_folds("", "");
}

static void
test_meanings(void)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(Vocabulary) vocabulary = vocabulary_read(&error);
    g_assert_no_error(error);
    g_assert_cmpstr(vocabulary_meaning(vocabulary, ROLE_PRIORITY, "Highest"), ==, "urgent");
    g_assert_cmpstr(vocabulary_meaning(vocabulary, ROLE_PRIORITY, "p1"), ==, "urgent");
    g_assert_cmpstr(vocabulary_meaning(vocabulary, ROLE_PRIORITY, "2 - High"), ==, "high");
    g_assert_cmpstr(vocabulary_meaning(vocabulary, ROLE_STATUS, "Done"), ==, "solved");
    g_assert_null(vocabulary_meaning(vocabulary, ROLE_STATUS, "Highest"));
    g_assert_null(vocabulary_meaning(vocabulary, ROLE_AGENT, "Done"));
}

static void
assert_fit(ColumnInfo a, ColumnInfo b, gboolean fit)
{
    const TableInfo one = {.name = (char *)"one"}, other = {.name = (char *)"other"};
    g_autoptr(GError) error = NULL;
    g_assert_cmpint(pool_columns_fit(&one, &a, &other, &b, &error), ==, fit);
    g_assert_cmpint(error != NULL, ==, !fit);
}

static ColumnInfo
column(const char *heading, ColumnKind kind, ColumnRole role)
{
    return (ColumnInfo){
        .name = (char *)heading, .heading = (char *)heading, .kind = kind, .role = role};
}

static void
test_fit(void)
{
    ColumnInfo minutes = column("time (minutes)", KIND_INTEGER, ROLE_RESOLUTION);
    ColumnInfo hours = column("time (hours)", KIND_DECIMAL, ROLE_RESOLUTION);
    ColumnInfo bare = column("size", KIND_DECIMAL, ROLE_NONE);
    ColumnInfo date = column("opened", KIND_DATE, ROLE_CREATED);
    ColumnInfo words = column("priority", KIND_CATEGORY, ROLE_PRIORITY);
    ColumnInfo steps = column("urgency", KIND_INTEGER, ROLE_PRIORITY);
    ColumnInfo tags = column("tags", KIND_LIST, ROLE_TAGS);
    assert_fit(minutes, hours, TRUE);
    assert_fit(minutes, bare, FALSE);
    assert_fit(bare, bare, TRUE);
    assert_fit(date, words, FALSE);
    assert_fit(date, hours, FALSE);
    assert_fit(words, steps, TRUE);
    assert_fit(words, tags, TRUE);
    assert_fit(date, tags, FALSE);
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/pool/fold", test_fold);
    g_test_add_func("/pool/meanings", test_meanings);
    g_test_add_func("/pool/fit", test_fit);
    return g_test_run();
}
