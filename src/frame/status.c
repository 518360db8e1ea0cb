/* status: what a ticket's status says of where it stands, by the words that help desks use. */
#include "frame/heading.h"

gboolean
status_is_over(const char *text)
{
    static const char *const words[] = {"closed",    "solved",     "resolved", "done",   "complete",
                                        "completed", "cancelled",  "canceled", "merged", "deleted",
                                        "archived",  "terminated", "finished", NULL};
    g_autofree char *status = heading_words(text);
    return words_have_any(status, words) != NULL;
}
