/* What a short text of a chat or a social network gives away: that it says nothing, was forwarded,
 * cut off, written by a machine, in another language, or is one piece of several. Pure. */
#pragma once

#include <foredesk/base.h>

enum {
    SOCIAL_NOISE = 1,      /* handles, tags, links, emoji, and not one word */
    SOCIAL_COPY = 2,       /* retweeted or forwarded: somebody else's words */
    SOCIAL_DRAWN = 4,      /* letters drawn out: "sooooo" */
    SOCIAL_CUT = 8,        /* ends in "…", or in a link that is cut off */
    SOCIAL_BARE = 16,      /* without handles, tags and links hardly a word is left */
    SOCIAL_AUTOMATIC = 32, /* an answer that nobody wrote */
    SOCIAL_PIECE = 64,     /* one of several: "2/3" */
    SOCIAL_FIRST = 128,    /* the first of them */
};

/* Languages that are told apart by their small words; scripts of their own count as one. */
typedef enum {
    LANGUAGE_UNTOLD,
    LANGUAGE_ENGLISH,
    LANGUAGE_GERMAN,
    LANGUAGE_FRENCH,
    LANGUAGE_SPANISH,
    LANGUAGE_PORTUGUESE,
    LANGUAGE_ITALIAN,
    LANGUAGE_DUTCH,
    LANGUAGE_CYRILLIC,
    LANGUAGE_ARABIC,
    LANGUAGE_EAST_ASIAN,
    LANGUAGES
} SocialLanguage;
const char *social_language_name(SocialLanguage language); /* "Spanish": static */

typedef struct {
    guint flags;
    guint words, characters;
    SocialLanguage language;
} SocialText;
void social_look(const char *bytes, gsize length, SocialText *text);
/* Whether it bears a mark of a social network: a handle, a tag, a retweet, a shortened link. */
gboolean social_marked(const char *bytes, gsize length);
