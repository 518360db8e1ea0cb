/* The kinds of alert: what each is called, why it matters, what a repair would do. */
#include "audit/alert.h"

#include <string.h>

static const AlertInfo kinds[ALERT_KINDS] = {
    [ALERT_CONSTANT] = {"constant", "always the same", "A column with one value tells nothing.",
                        "Nothing to mend: it is left out of the features by itself.", TRUE},
    [ALERT_ALMOST_CONSTANT] = {"almost_constant", "almost always the same",
                               "So few rows differ that what is learned from them is mostly luck.",
                               "Nothing to mend; switch it off if its rare values mean nothing.",
                               FALSE},
    [ALERT_EMPTY_COLUMN] = {"empty", "never filled in", "An empty column tells nothing.",
                            "Nothing to mend: it is left out of the features by itself.", TRUE},
    [ALERT_MISSING] = {"missing", "missing",
                       "Rows without a value are judged by the others, and say nothing here.",
                       "Nothing to mend: kept as “missing”, a value of its own, in training and "
                       "scoring alike.",
                       FALSE},
    [ALERT_MISSING_OUTCOME] = {"missing_outcome", "missing by the outcome",
                               "Whether it is filled in tells how the ticket ended: often it is "
                               "filled in because of the outcome.",
                               "Takes it out of the features, as known later.", FALSE},
    [ALERT_EMPTY_TEXT] = {"empty_text", "no text at all",
                          "A ticket without words can't be read by anybody, nor by a model.",
                          "Takes these tickets aside, reversibly.", TRUE},
    [ALERT_NULL_SPELLINGS] = {"null_spellings", "several words for nothing",
                              "Spellings of nothing count as values of their own and split one "
                              "group into several.",
                              "Reads all of them as missing.", FALSE},
    [ALERT_UNREADABLE] = {"unreadable", "cells of another type",
                          "What can't be read counts as missing, so a value that is there is lost.",
                          "Choose a type that holds all of them, or read these as missing.", TRUE},
    [ALERT_MIXED_TYPES] = {"mixed_types", "numbers and words mixed",
                           "Numbers among words have no order: 9 and 10 are as far apart as two "
                           "names.",
                           "Say what it holds: `type`; words then count as missing.", FALSE},
    [ALERT_MIXED_DATES] = {"mixed_dates", "dates in several orders",
                           "A day read as a month moves a ticket by months, without an error.",
                           "Read the cells of the other order as missing, or export them anew.",
                           TRUE},
    [ALERT_DATE_ORDER] = {"date_order", "day or month first?",
                          "A spreadsheet that guesses the other order swaps day and month where "
                          "both are below 13.",
                          "Reads the dates in the other order, where none is proved.", TRUE},
    [ALERT_SWAPPED_DATES] = {"swapped_dates", "day and month swapped",
                             "A spreadsheet of another country read these dates before you did: "
                             "they lie months from where they belong.",
                             "Puts day and month back where the day is at most 12; later days "
                             "stay.",
                             TRUE},
    [ALERT_NUMBER_MARKS] = {"number_marks", "thousands or decimals",
                            "1.234 is a thousand and more in one country, little more than one in "
                            "another.",
                            "Reads the marks the other way round.", TRUE},
    [ALERT_DATE_AS_TEXT] = {"date_as_text", "dates kept as text",
                            "As text a date has no order and no distance.",
                            "Reads the column as dates.", TRUE},
    [ALERT_UNIQUE] = {"unique", "different in every row",
                      "A value that never comes back can't be learned from, only memorised.",
                      "Nothing to mend: it is used as a name of the row, or not at all.", FALSE},
    [ALERT_KEY_TWICE] = {"key_twice", "ids naming several rows",
                         "One ticket in two rows counts twice, and its outcome may be told by its "
                         "twin.",
                         "Keeps the first row of each id. If rows are events of tickets, import "
                         "them as an event log instead.",
                         TRUE},
    [ALERT_CARDINALITY] = {"cardinality", "a great many values",
                           "Most values are too rare for a rate of their own.",
                           "Nothing to mend: rates of rare values are drawn to the overall rate.",
                           FALSE},
    [ALERT_RARE_VALUES] = {"rare_values", "many rows of rare values",
                           "A rate from fewer than ten rows is uncertain by thirty points.",
                           "Read rare values as one, where they mean the same.", FALSE},
    [ALERT_UNKNOWN_SHARE] = {"unknown_share", "“other” or “unknown”",
                             "Tickets that were never put in a category can't be compared by it.",
                             "Reads these words as missing; better, split them in the help desk.",
                             FALSE},
    [ALERT_SPELLINGS] = {"spellings", "spelled in several ways",
                         "Each spelling counts as a group of its own, with fewer rows and a worse "
                         "rate.",
                         "Reads each spelling as the most frequent one.", TRUE},
    [ALERT_ONLY_SYMBOLS] = {"only_symbols", "cells of signs only",
                            "A cell of nothing but signs holds no value, but counts as one.",
                            "Reads these cells as missing.", FALSE},
    [ALERT_OUTLIERS] = {"outliers", "far from all others",
                        "Single extreme values bend means and every model that adds them up.",
                        "Reads these cells as missing, if they are errors: open them first.", TRUE},
    [ALERT_NEGATIVE_DURATION] = {"negative_duration", "time below zero",
                                 "Nothing takes less than no time: the two times behind it are "
                                 "swapped or wrong.",
                                 "Reads these cells as missing.", TRUE},
    [ALERT_OUTSIDE_SCALE] = {"outside_scale", "outside its scale",
                             "A rating beyond the scale was not given by a customer.",
                             "Reads these cells as missing.", TRUE},
    [ALERT_SKEW] = {"skew", "a long tail",
                    "The mean is made by a few rows: half of all are far below it.",
                    "Nothing to mend: look at the median; trees don't mind, and the logistic model "
                    "cuts the ends.",
                    TRUE},
    [ALERT_ZEROS] = {"zeros", "mostly zero", "Zero may mean none, or that nobody wrote it down.",
                     "If zero means unknown, read it as missing.", FALSE},
    [ALERT_UNIFORM] = {"uniform", "spread evenly",
                       "Evenly spread numbers are usually serial numbers or drawn by lot, not "
                       "measurements.",
                       "Nothing to mend; switch it off if it is a serial number.", FALSE},
    [ALERT_CLOSED_BEFORE] = {"closed_before_created", "before the ticket existed",
                             "What happened before the ticket came can't belong to it: durations "
                             "turn negative and labels are known too early.",
                             "Reads these dates as missing.", TRUE},
    [ALERT_FUTURE_DATE] =
        {"future_date", "in the future",
         "Nobody has lived these dates yet: a slip of the keyboard or of a clock.",
         "Reads these dates as missing.", TRUE},
    [ALERT_STRAY_DATE] = {"stray_date", "dated far from all others",
                          "A few stray dates stretch the history by years.",
                          "Takes these tickets aside, reversibly.", TRUE},
    [ALERT_NO_TIME] = {"no_time", "no time in this table",
                       "Without a time nobody can show that a column was known before the outcome.",
                       "Export the time of arrival as well; `time` declares a column.", TRUE},
    [ALERT_SHORT_HISTORY] = {"short_history", "under a year of history",
                             "A model that hasn't seen every season is surprised by the next.",
                             "Export 18 to 24 months where you can.", TRUE},
    [ALERT_ONE_SEASON] = {"one_season", "seasons are missing",
                          "What holds in one season may not hold in another; the last quarter of "
                          "the year with its holidays least of all.",
                          "Export the missing quarters, or judge the model only for this season.",
                          TRUE},
    [ALERT_CONCENTRATED] = {"concentrated", "crowded in a few months",
                            "The other months are too thin to learn from or to judge by: the "
                            "export was cut by something else than time.",
                            "Takes the rows outside of these months aside, reversibly.", TRUE},
    [ALERT_GAP] = {"gap", "days without a ticket",
                   "A desk that is never silent went silent: a piece of the export is missing.",
                   "Export these days again and import them.", TRUE},
    [ALERT_CLIFF] = {"cliff", "the volume breaks off",
                     "Where an archive or a filter cut the export, the tickets left are not like "
                     "those that are gone.",
                     "Export without the filter, or start after the break.", TRUE},
    [ALERT_SPIKE] = {"spike", "a month far above",
                     "What happened then, an outage or a campaign, weighs more than all else.",
                     "Nothing to mend; open them, and leave them out if they won't come again.",
                     TRUE},
    [ALERT_BUSY_DAYS] = {"busy_days", "days far above the others",
                         "An outage or a mailing fills such a day with one and the same question.",
                         "Nothing to mend; open them, and leave them out if they won't come again.",
                         TRUE},
    [ALERT_TREND] = {"trend", "volume grows or shrinks",
                     "Counts of the past then stand for time itself.",
                     "Nothing to mend: shares and rates carry over better than counts.", TRUE},
    [ALERT_WEEKLY] = {"weekly", "the week shows",
                      "Workdays and weekends differ: staffing and arrival follow the week.",
                      "Nothing to mend: weekday and hour are offered as features.", TRUE},
    [ALERT_DRIFT] = {"drift", "changed over the months",
                     "A model learns the old mixture and is used on the new one.",
                     "Nothing to mend: judge it on the newest months, and train again often.",
                     FALSE},
    [ALERT_NEW_VALUES] = {"new_values", "values that are new",
                          "No model trained on the time before has seen them.",
                          "Nothing to mend: they are scored as “unseen” until retrained.", FALSE},
    [ALERT_GONE_VALUES] = {"gone_values", "values out of use",
                           "What was learned about them is of no use any more.",
                           "Read them as their successors, where they were renamed.", FALSE},
    [ALERT_SAME_LENGTH] = {"same_length", "all of one length",
                           "Texts of one length are codes, or cut off.",
                           "Nothing to mend; declare it a category or a key.", FALSE},
    [ALERT_CUT_TEXT] = {"cut_text", "cut off at a length",
                        "The end of long texts is lost, and often the point is there.",
                        "Export the whole text where the help desk allows it.", FALSE},
    [ALERT_ODD_LENGTH] = {"odd_length", "far longer than others",
                          "Pasted logs and mail threads drown the customer's own words.",
                          "Nothing to mend; open them first.", FALSE},
    [ALERT_ENCODING] = {"encoding", "damaged letters",
                        "Words with damaged letters are other words to a model, and to a search.",
                        "Takes these tickets aside, reversibly; better, export as UTF-8.", TRUE},
    [ALERT_TEST_ROWS] = {"test_rows", "test tickets",
                         "Nobody will ever ask what a test wants to know.",
                         "Takes them aside, reversibly.", TRUE},
    [ALERT_AUTOMATIC_ROWS] = {"automatic_rows", "sent by machines",
                              "Alerts and out-of-office replies are no customers' questions.",
                              "Takes them aside, reversibly.", TRUE},
    [ALERT_SPAM_ROWS] = {"spam_rows", "spam or deleted",
                         "Spam is no customer's question; the help desk's dashboard leaves it out.",
                         "Takes them aside, reversibly.", TRUE},
    [ALERT_MERGED_ROWS] = {"merged_rows", "merged into another",
                           "One problem counts twice, and the merged half has no outcome of its "
                           "own.",
                           "Takes them aside, reversibly.", TRUE},
    [ALERT_DUPLICATES] = {"duplicates", "rows that are copies",
                          "A copy that stands in both training and validation makes a model look "
                          "better than it is.",
                          "Keeps the earliest of each, takes the others aside, reversibly.", TRUE},
    [ALERT_NEAR_DUPLICATES] = {"near_duplicates", "near copies",
                               "A message sent twice counts as two tickets, and its twin in "
                               "validation makes a model look better than it is.",
                               "Keeps the earliest of each, takes the others aside, reversibly. "
                               "Enter: side by side.",
                               TRUE},
    [ALERT_PERSONAL_COLUMN] =
        {"personal_column", "personal data",
         "A model must not know people by name, and a list must not leak "
         "them.",
         "Masked wherever it is shown, and never a feature. Enter: `privacy`.", TRUE},
    [ALERT_PERSONAL_TEXT] = {"personal_text", "personal data in texts",
                             "Addresses, numbers and names of people stand in what they wrote.",
                             "Masked wherever it is shown, and before words are used: `privacy`.",
                             TRUE},
    [ALERT_SOCIAL_NOISE] = {"social_noise", "posts without a word",
                            "Handles, tags, links and emoji alone ask nothing: a model only learns "
                            "who was named.",
                            "Takes them aside, reversibly.", TRUE},
    [ALERT_SOCIAL_BARE] = {"social_bare", "posts with hardly a word",
                           "“Hi” and “@acme help” can't be told from one another, nor judged.",
                           "Takes them aside, reversibly; better, join them with what was written "
                           "next.",
                           TRUE},
    [ALERT_SOCIAL_COPY] = {"social_copy", "retweets and forwards",
                           "They repeat somebody else's words: one complaint counts as many times "
                           "as it was passed on.",
                           "Takes them aside, reversibly; the first one stays.", TRUE},
    [ALERT_SOCIAL_AUTOMATIC] = {"social_automatic", "automatic replies",
                                "What the desk's own machine answered is no customer's question.",
                                "Takes them aside, reversibly.", TRUE},
    [ALERT_SOCIAL_PIECE] = {"social_piece", "pieces of a thread",
                            "One message in three posts counts as three tickets, and none of them "
                            "says all of it.",
                            "Takes the later pieces aside and keeps the first; better, export "
                            "threads as one.",
                            TRUE},
    [ALERT_SOCIAL_CUT] = {"social_cut", "posts that are cut off",
                          "The end of the message is lost, and often the point is there.",
                          "Export the whole text (networks have a field for it, such as full_text) "
                          "and import again.",
                          TRUE},
    [ALERT_SOCIAL_DRAWN] = {"social_drawn", "letters drawn out",
                            "“sooooo” is another word than “so” to a model, and as many words as "
                            "there are lengths.",
                            "Nothing to mend: capitals and exclamation marks are offered as "
                            "features and say it better.",
                            FALSE},
    [ALERT_SOCIAL_LANGUAGE] = {"social_language", "posts in another language",
                               "Words of a language that few write are too rare to learn from, and "
                               "are stemmed by the wrong rules.",
                               "Takes them aside, reversibly, if another team answers them.", TRUE},
    [ALERT_IDENTICAL] = {"identical", "same as another column",
                         "Two columns that say the same count twice in every explanation.",
                         "Switch one of them off.", FALSE},
    [ALERT_CORRELATED] = {"correlated", "says what another says",
                          "What one of them does is credited to the other by chance.",
                          "Nothing to mend; keep the one that people understand.", FALSE},
    [ALERT_ORPHANS] = {"orphans", "rows that name nobody",
                       "They belong to no row of the other table, so its facts are missing.",
                       "Takes them aside, reversibly; better, export the other table whole.", TRUE},
    [ALERT_LINK_TWICE] = {"link_twice", "keys that are there twice",
                          "A row that belongs to two others is counted for the first alone.",
                          "Keeps the first row of each key.", TRUE},
    [ALERT_ASIDE] = {"aside", "rows that didn't fit",
                     "Rows with another number of fields can't be read safely.",
                     "Nothing is lost: they stand aside as they were; mend the file and import "
                     "again.",
                     TRUE},
    [ALERT_SOURCES] = {"sources", "tickets in several tables",
                       "A model that sees one source alone knows half of what its customers went "
                       "through.",
                       "X (Enter) shows how their fields and values map; `pool` makes one table of "
                       "them.",
                       TRUE},
    [ALERT_TOO_GOOD] = {"too_good", "alone it knows the answer",
                        "What predicts almost perfectly alone was most likely filled in after the "
                        "outcome.",
                        "Takes it out of the features, as known later.", FALSE},
    [ALERT_ID_PREDICTS] = {"id_predicts", "the id predicts alone",
                           "Ids know nothing of a ticket: rows were sorted, or two exports joined.",
                           "Nothing to mend: ids are no features; find out how the file was made.",
                           TRUE},
    [ALERT_TIME_PREDICTS] = {"time_predicts", "the date predicts alone",
                             "Old and new tickets differ in outcome: the desk, or how the export "
                             "was cut, changed.",
                             "Nothing to mend: split in time, and judge on the newest months.",
                             TRUE},
    [ALERT_CONFLICTING] = {"conflicting", "alike, other outcomes",
                           "No model can be right about both.",
                           "Open them: if one label is wrong, the rule of the target is.", TRUE},
    [ALERT_IMBALANCE] = {"imbalance", "one outcome is rare",
                         "Always saying “no” looks accurate and catches nobody.",
                         "Nothing to mend: choose the line by cost, not by 0.5.", TRUE},
    [ALERT_FEW_EVENTS] = {"few_events", "few of the outcome",
                          "A line chosen on few examples costs several times the best one.",
                          "Import more months, or choose a target that happens more often.", TRUE},
    [ALERT_TARGET_DRIFT] = {"target_drift", "the outcome's rate moved",
                            "Probabilities learned from the old rate are off by that much today.",
                            "Nothing to mend: calibrate on the newest months, train again often.",
                            TRUE},
    [ALERT_SEASONS] = {"seasons", "tested in another season",
                       "What holds in one season may not hold in another, and a test says nothing "
                       "about months it hasn't got.",
                       "Judge it for these months only, and again when the others have come; or "
                       "import 24 months, so that both hold every season.",
                       TRUE},
    [ALERT_DECIDED] = {"decided", "one value decides alone",
                       "Where a rule already decides, a model adds nothing but looks good.",
                       "Judge the model without these tickets.", FALSE},
};

const AlertInfo *
alert_info(AlertKind kind)
{
    return &kinds[kind];
}

const char *
severity_name(Severity severity)
{
    static const char *const names[] = {"note", "watch", "severe"};
    return names[severity];
}

char *
alert_title(const char *name)
{
    g_autofree char *id = g_strndup(name, strcspn(name, "."));

    for (int kind = 0; kind < ALERT_KINDS; kind++)
        if (strcmp(kinds[kind].id, id) == 0)
            return g_strdup(kinds[kind].title);
    return g_strdup(name);
}
