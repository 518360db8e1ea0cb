/* Random relations for tests: two to six tables with dated and undated rows, links of every shape
 * (to others, to itself, in circles, dangling), shared keys, ties, gaps and doubled keys; features
 * over them as PQL, and what each should be as SQL written from the definitions in features.h,
 * METHODS.md and nothing of the program's. */
#pragma once

#include <foredesk/features.h>

#define RELATIONS_MOST 6
#define RELATIONS_NONE G_MININT
/* Hours after its arrival at which a ticket's label is known. */
#define RELATIONS_HORIZON 30

/* A row of any table: what it lacks is RELATIONS_NONE. */
typedef struct {
    int id, hour; /* hour from the beginning of 2025 */
    int parent[RELATIONS_MOST];
    int shared, category, whole, quarters, flag, bad;
} RelationRow;

typedef struct {
    gboolean dated, names[RELATIONS_MOST], whole_ids;
    GArray *rows; /* RelationRow */
} RelationTable;

/* Table 0 holds the tickets. */
typedef struct {
    guint n;
    RelationTable table[RELATIONS_MOST];
} Relations;

Relations *relations_random(GRand *random);
Relations *relations_copy(const Relations *relations);
void relations_free(Relations *relations);
/* Changes, moves, deletes, doubles and reorders rows at or after `hour`, adds others there, and
 * turns labels that aren't known before it. Tickets of that very hour stay where their id is even.
 */
void relations_disturb(Relations *relations, GRand *random, int hour);
/* Whether relations_disturb leaves a ticket and all that it may see alone. */
gboolean relations_stays(const RelationRow *ticket, int hour);
/* The cells of a ticket as its file has them; NULL-terminated by its columns, "" missing. */
char **relations_cells(const Relations *relations, const RelationRow *ticket);

/* The relations as a workspace with a task. */
typedef struct {
    char *folder;
    Workspace *workspace;
    sqlite3 *database;
    Catalogue *catalogue;
    FrameStore *frames;
    Task *task;
} RelationDesk;
RelationDesk *relations_open(const Relations *relations);
void relation_desk_free(RelationDesk *desk);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RelationDesk, relation_desk_free)

/* A feature, and the scalar subquery over a ticket `e` that says what it is. `exact`: to the bit;
 * else SQL adds in another order. */
typedef struct {
    char *pql, *sql;
    gboolean exact;
} AskedFeature;
void asked_feature_free(AskedFeature *asked);
AskedFeature *asked_feature_random(const Relations *relations, GRand *random);
/* The relations in plain tables, t0 to t5. */
sqlite3 *relations_oracle(const Relations *relations);
