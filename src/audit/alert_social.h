/* Alerts on posts of social networks and chats. Private to audit. */
#pragma once

#include "audit/alert.h"

typedef struct SocialPosts SocialPosts;
/* NULL where a column holds no such texts: neither their channel says so nor marks in them. */
SocialPosts *social_posts_new(Inspection *inspection, const ColumnInfo *column);
void social_posts_free(SocialPosts *posts);
/* Looks at the text of a row, which is filled in; different rows from any thread. */
void social_posts_look(SocialPosts *posts, guint32 row, const char *text, gsize length);
/* Adds what they tell, when all rows have been looked at. */
void social_posts_tell(SocialPosts *posts);
