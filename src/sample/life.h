/* What the desk did with a ticket after it arrived. Private to this room. */
#pragma once

#include "sample/world.h"

typedef enum { STATUS_NEW, STATUS_OPEN, STATUS_PENDING, STATUS_SOLVED, STATUS_CLOSED } Status;
typedef enum { TEAM_NONE, TEAM_FRONTLINE, TEAM_SPECIALISTS, TEAM_ENGINEERING } Team;

typedef struct {
    Status status;
    Team team;
    gboolean has_agent;
    guint32 agent;
    gint64 first_reply, solved, closed, updated; /* 0: not yet */
    gint64 team_changes, handle_minutes, replies, reopens;
    int csat, nps; /* 0 and −1: not rated */
    gboolean jira_tag;
} Life;

/* Draws it from the ticket's own stream, up to the as-of day. */
void live(const World *world, const Ticket *ticket, Life *life);
