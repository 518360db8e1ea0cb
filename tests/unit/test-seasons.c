/* seasons: runs of months in words, over the turn of the year too, and what is said of a test that
 * lies in another season than its training. */
#include <foredesk/task.h>

enum { JAN, FEB, MAR, APR, MAY, JUN, JUL, AUG, SEP, OCT, NOV, DEC };
#define M(month) (1u << (month))

static void
assert_words(guint months, const char *expected)
{
    g_autofree char *words = season_words(months);
    g_assert_cmpstr(words, ==, expected);
}

static void
test_words(void)
{
    assert_words(0, "");
    assert_words(M(MAY), "May");
    assert_words(M(APR) | M(MAY), "April and May");
    assert_words(M(APR) | M(MAY) | M(JUN), "April to June");
    assert_words(M(JAN) | M(FEB) | M(MAR) | M(OCT), "January to March, October");
    assert_words(M(FEB) | M(JUN) | M(JUL), "February, June and July");
    assert_words(0xfff, "the whole year");
    assert_words(0xfff & ~M(JUL), "August to June");
    assert_words(0xfff & ~M(JAN), "February to December");
    assert_words(0xfff & ~M(DEC), "January to November");
}

static void
test_turn_of_the_year(void)
{
    assert_words(M(DEC) | M(JAN), "December and January");
    assert_words(M(NOV) | M(DEC) | M(JAN) | M(FEB), "November to February");
    assert_words(M(DEC), "December");
    assert_words(M(JAN) | M(NOV), "January, November");
    assert_words(M(DEC) | M(JAN) | M(JUN), "June, December and January");
}

static void
assert_trouble(const TaskSeasons *seasons, const char *expected)
{
    g_autofree char *words = seasons_trouble(seasons);
    g_assert_cmpstr(words, ==, expected);
}

static void
test_trouble(void)
{
    TaskSeasons seasons = {.train = 0xfff, .test = M(NOV) | M(DEC), .tested = 100};
    assert_trouble(&seasons, NULL);
    seasons.test = M(APR) | M(MAY) | M(JUN);
    seasons.no_holidays = TRUE;
    assert_trouble(&seasons, "The test holds April to June: it says nothing about the holidays of "
                             "November and December, which training knows");
    seasons = (TaskSeasons){.train = 0xff,
                            .test = M(AUG) | M(SEP) | M(OCT),
                            .tested = 200,
                            .unseen = 150,
                            .apart = TRUE};
    assert_trouble(&seasons,
                   "The test lies in another season: training knows January to August, 75 "
                   "of 100 tested rows come from September and October");
    seasons.test |= M(NOV) | M(DEC);
    assert_trouble(&seasons,
                   "The test lies in another season: training knows January to August, 75 "
                   "of 100 tested rows come from September to December, with the holidays");
}

int
main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/seasons/words", test_words);
    g_test_add_func("/seasons/turn-of-the-year", test_turn_of_the_year);
    g_test_add_func("/seasons/trouble", test_trouble);
    return g_test_run();
}
