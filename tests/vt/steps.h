/* steps: what each word at the head of a script's line does. */
#pragma once

#include "script.h"
#include "terminal.h"

/* A script being played. */
typedef struct {
    Script *script;
    char *directory;    /* $TMP, made for this script alone */
    char **environment; /* of the programs it runs */
    int columns, rows;
    double timeout;
    gboolean wait_for_jobs;
    gboolean update;
    GPtrArray *masks;       /* GRegex* */
    Terminal *terminal;     /* NULL before the first run */
    gboolean exit_expected; /* an expect-exit saw its program's end */
    Terminal *other;        /* the one left by `beside` or `switch`; NULL: none */
    gboolean other_exit_expected;
    GString *failures; /* one paragraph each */
} Play;

/* Does one step. A failed expectation is noted in play->failures and play goes on; an error ends
 * it. */
gboolean step_play(Play *play, Step *step, GError **error);
/* Ends the programs that run; an end that was not expected and not clean is an error. */
gboolean step_end_programs(Play *play, GError **error);
/* The steps and what each does, one a line; the caller frees. */
char *steps_help(void);
