/* expect: the steps that say how the screen, the program's end and the terminal must be. */
#pragma once

#include "steps.h"

gboolean expect_screen(Play *play, Step *step, GError **error);
gboolean expect_contains(Play *play, Step *step, GError **error);
gboolean expect_not(Play *play, Step *step, GError **error);
gboolean expect_attributes(Play *play, Step *step, GError **error);
gboolean expect_cursor(Play *play, Step *step, GError **error);
gboolean expect_copied(Play *play, Step *step, GError **error);
gboolean expect_busy(Play *play, Step *step, GError **error);
gboolean expect_stopped(Play *play, Step *step, GError **error);
gboolean expect_exit(Play *play, Step *step, GError **error);
gboolean expect_restored(Play *play, Step *step, GError **error);
gboolean expect_wait_for(Play *play, Step *step, GError **error);

/* The number of "TERM", "KILL" …; 0: unknown. */
int expect_signal_number(const char *name);
