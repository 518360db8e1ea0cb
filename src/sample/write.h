/* From the world to bytes: text of tickets, rows of tables, files that appear whole or not at all.
 */
#pragma once

#include "sample/world.h"

#include <stdio.h>

/* Subject and body of a row; GStrings are replaced. `area` is the product area it is about. */
void write_text(const World *world, const Ticket *ticket, GString *subject, GString *body,
                const char **area);

/* Names of a user, from the number alone. */
void user_names(const World *world, guint32 user, const char **first, const char **last);
void append_company(const World *world, guint32 account, GString *out);
/* The e-mail address of a user of an account. */
void append_email(const World *world, guint32 account, guint32 user, GString *out);

/* One CSV cell, quoted where it must be. */
void append_cell(GString *row, const char *text);
void append_number(GString *row, gint64 number);
void append_time(GString *row, gint64 seconds); /* "2025-01-31 10:22:05"; 0: blank */

/* Calls `row` for each row of the table: rows x of n; the header is row −1. */
typedef struct {
    const char *file;
    gint64 (*count)(const World *world);
    void (*header)(const World *world, GString *out);
    void (*row)(const World *world, gint64 index, GString *out);
} TableWriter;

extern const TableWriter tickets_table, accounts_table, health_table, users_table, events_table,
    agents_table, deployments_table, truth_table;
