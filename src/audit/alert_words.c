/* What the words of a ticket give away. Only phrases that a customer doesn't write are listed: a
 * real ticket called a test is lost, a test that is kept is one row of thousands. */
#include "audit/alert_words.h"

#include <string.h>

enum { HEAD = 240 }; /* bytes of a text that are looked at: machines say it at once */

/* ---- letters ----------------------------------------------------------------------------------
 */

/* UTF-8 read as Windows-1252 and written as UTF-8 again: "Ã" or "Â" before a sign, and "â€". */
gboolean
words_damaged(const char *bytes, gsize length)
{
    const guchar *at = (const guchar *)bytes, *end = at + length;

    for (; at + 2 < end; at++) {
        if (*at < 0xc3)
            continue;
        if (at[0] == 0xef && at[1] == 0xbf && at[2] == 0xbd)
            return TRUE;
        if (at[0] != 0xc3)
            continue;
        if ((at[1] == 0x83 || at[1] == 0x82) && at[2] == 0xc2)
            return TRUE;
        if (at + 4 < end && at[1] == 0xa2 && at[2] == 0xe2 && at[3] == 0x82 && at[4] == 0xac)
            return TRUE;
    }
    return FALSE;
}

gsize
words_length(const char *bytes, gsize length)
{
    gsize characters = 0;
    for (gsize i = 0; i < length; i++)
        characters += (bytes[i] & 0xc0) != 0x80;
    return characters;
}

/* ---- phrases ----------------------------------------------------------------------------------
 */

/* The head of a text in small letters, trimmed. */
static void
take_head(const char *bytes, gsize length, char head[HEAD + 1])
{
    while (length && g_ascii_isspace(*bytes))
        bytes++, length--;
    length = MIN(length, HEAD);
    for (gsize i = 0; i < length; i++) { /* written so that it is done sixteen at a time */
        guchar letter = (guchar)bytes[i];
        head[i] = (char)(letter + ((guchar)(letter - 'A') < 26 ? 32 : 0));
    }
    while (length && g_ascii_isspace(head[length - 1]))
        length--;
    head[length] = 0;
}

static gboolean
holds_one(const char *head, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (strstr(head, *phrases))
            return TRUE;
    return FALSE;
}

static gboolean
begins_one(const char *head, const char *const *phrases)
{
    for (; *phrases; phrases++)
        if (g_str_has_prefix(head, *phrases))
            return TRUE;
    return FALSE;
}

/* "test", "Test 3", "TESTING!": test and nothing else but numbers and signs. */
static gboolean
is_bare_test(const char *head)
{
    static const char *const words[] = {"testing", "tests", "test", "asdf", "qwerty", NULL};
    gboolean some = FALSE;

    while (*head) {
        if (!g_ascii_isalpha(*head)) {
            if ((guchar)*head >= 0x80)
                return FALSE;
            head++;
            continue;
        }
        gsize word = 0;
        while (g_ascii_isalpha(head[word]))
            word++;
        gboolean known = FALSE;
        for (guint i = 0; words[i]; i++)
            known = known || (strlen(words[i]) == word && strncmp(head, words[i], word) == 0);
        if (!known)
            return FALSE;
        some = TRUE;
        head += word;
    }
    return some;
}

gboolean
words_of_test(const char *subject, gsize subject_length, const char *body, gsize body_length)
{
    static const char *const phrases[] = {"this is a test ticket",
                                          "this is only a test",
                                          "test - please ignore",
                                          "test, please ignore",
                                          "test please ignore",
                                          "test ticket, please ignore",
                                          NULL};
    char head[HEAD + 1];

    if (subject) {
        take_head(subject, subject_length, head);
        if (is_bare_test(head) || holds_one(head, phrases))
            return TRUE;
    }
    if (!body)
        return FALSE;
    take_head(body, body_length, head);
    return holds_one(head, phrases);
}

gboolean
words_of_machine(const char *subject, gsize subject_length, const char *body, gsize body_length)
{
    static const char *const starts[] = {"out of office",
                                         "automatic reply",
                                         "auto-reply",
                                         "auto reply",
                                         "autoreply",
                                         "auto:",
                                         "undeliverable",
                                         "undelivered mail",
                                         "delivery status",
                                         "mail delivery",
                                         "delivery failure",
                                         "returned mail",
                                         "[monitoring]",
                                         "[alert",
                                         "[ci]",
                                         "[nagios",
                                         "[prometheus",
                                         "[zabbix",
                                         "alert:",
                                         "abwesenheit",
                                         "abwesend:",
                                         "automatische antwort",
                                         "r\xc3\xa9ponse automatique",
                                         "respuesta autom",
                                         "cron <",
                                         NULL};
    static const char *const phrases[] = {"automated message",
                                          "automatically generated",
                                          "auto-generated message",
                                          "do not reply to this",
                                          "i am out of the office",
                                          "i am currently out of",
                                          "this mailbox is not monitored",
                                          "delivery has failed",
                                          NULL};
    char head[HEAD + 1];

    if (subject) {
        take_head(subject, subject_length, head);
        if (begins_one(head, starts))
            return TRUE;
    }
    if (!body)
        return FALSE;
    take_head(body, body_length, head);
    return holds_one(head, phrases);
}

/* ---- tags -------------------------------------------------------------------------------------
 */

static gboolean
is_one(const char *tag, const char *const *words)
{
    g_autofree char *lower = g_ascii_strdown(tag, -1);
    g_strstrip(lower);
    return g_strv_contains(words, lower);
}

gboolean
words_tag_test(const char *tag)
{
    static const char *const words[] = {"test",        "test_ticket", "test-ticket", "testing",
                                        "test ticket", "qa_test",     NULL};
    return is_one(tag, words);
}

gboolean
words_tag_spam(const char *tag)
{
    static const char *const words[] = {"spam", "deleted", "trash", "junk", "suspended", NULL};
    return is_one(tag, words);
}

gboolean
words_tag_merged(const char *tag)
{
    static const char *const words[] = {
        "closed_by_merge", "merged", "closed as duplicate", "merge", "duplicate_merged", NULL};
    return is_one(tag, words);
}
