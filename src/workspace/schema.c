/* The schema, version 4. Names of kinds, roles and states are stored as words, so that the file
 * can be read without the program; moments are ISO 8601 in UTC, written by the program, or
 * microseconds since 1970 where they come from data. Other rooms keep the SQL that reads and writes
 * their tables beside the function that uses it. A version that only adds tables needs nothing more
 * than their text here: opening an older file runs the whole of it. */
#include "workspace/schema.h"

/* clang-format off */
const char workspace_schema[] =
/* What the user set and what is remembered: as_of, zone, policy, keywords, selection … */
"CREATE TABLE IF NOT EXISTS setting (\n"
"  name TEXT PRIMARY KEY,\n"
"  value TEXT\n"
") STRICT, WITHOUT ROWID;\n"

/* View state, saved but neither journaled nor undone: pane, sort, cursor. */
"CREATE TABLE IF NOT EXISTS view (\n"
"  name TEXT PRIMARY KEY,\n"
"  value TEXT\n"
") STRICT, WITHOUT ROWID;\n"

/* The last id given to each type of object: ids are sequential and reserved when a command is
 * issued, also for what is cancelled later. */
"CREATE TABLE IF NOT EXISTS object_sequence (\n"
"  type TEXT PRIMARY KEY,\n"
"  last INTEGER NOT NULL\n"
") STRICT, WITHOUT ROWID;\n"

/* ---- sources -------------------------------------------------------------------------------- */

/* A table as PQL names it. state: 'importing' until every row of its first import is in (a crash
 * leaves it so, and the next writer removes it), then 'ready'. derived: made by the program from
 * other tables, by `definition`. */
"CREATE TABLE IF NOT EXISTS source_table (\n"
"  id INTEGER PRIMARY KEY,\n"
"  name TEXT NOT NULL UNIQUE COLLATE NOCASE,\n"
"  state TEXT NOT NULL DEFAULT 'importing',\n"
"  derived INTEGER NOT NULL DEFAULT 0,\n"
"  definition TEXT,\n"
"  zone TEXT,\n"
"  key_column INTEGER REFERENCES source_column ON DELETE SET NULL,\n"
"  key_declared INTEGER NOT NULL DEFAULT 0,\n"
"  time_column INTEGER REFERENCES source_column ON DELETE SET NULL,\n"
"  time_declared INTEGER NOT NULL DEFAULT 0,\n"
"  recorded_column INTEGER REFERENCES source_column ON DELETE SET NULL,\n" /* when a row was written */
"  rows INTEGER NOT NULL DEFAULT 0,\n"  /* current rows: in raw_<id>, not replaced */
"  aside INTEGER NOT NULL DEFAULT 0,\n"
"  meaning TEXT\n"
") STRICT;\n"

/* One file read once. Its rows are raw_<table_id>.row between first_row and last_row: a row's
 * import is found by the ranges, so that rows need no column for it. */
"CREATE TABLE IF NOT EXISTS import (\n"
"  id INTEGER PRIMARY KEY,\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  file TEXT NOT NULL,\n"               /* path as given */
"  bytes INTEGER NOT NULL DEFAULT 0,\n"
"  hash TEXT,\n"                        /* of the file's bytes */
"  separator TEXT NOT NULL,\n"
"  encoding TEXT NOT NULL,\n"
"  zone TEXT,\n"
"  preset TEXT,\n"                      /* the vendor whose columns were recognised */
"  imported_at TEXT NOT NULL,\n"
"  first_row INTEGER,\n"
"  last_row INTEGER,\n"
"  rows INTEGER NOT NULL DEFAULT 0,\n"
"  aside INTEGER NOT NULL DEFAULT 0,\n"
"  notes TEXT\n"                        /* JSON: new, changed, reopened, vanished … */
") STRICT;\n"
"CREATE INDEX IF NOT EXISTS import_of_table ON import (table_id);\n"

/* A column of a table. Raw cells stand in raw_<table_id>.c<position>; a column that the program
 * makes from others (a list gathered from repeated headings, a date and its time of day) has a
 * definition. Whatever the user said has its _declared set and is never inferred again. */
"CREATE TABLE IF NOT EXISTS source_column (\n"
"  id INTEGER PRIMARY KEY,\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  position INTEGER NOT NULL,\n"
"  name TEXT NOT NULL COLLATE NOCASE,\n"
"  heading TEXT NOT NULL,\n"
"  definition TEXT,\n"
"  kind TEXT NOT NULL DEFAULT 'text',\n"
"  kind_declared INTEGER NOT NULL DEFAULT 0,\n"
"  kind_evidence TEXT,\n"
"  role TEXT NOT NULL DEFAULT 'none',\n"
"  role_declared INTEGER NOT NULL DEFAULT 0,\n"
"  known TEXT NOT NULL DEFAULT 'ask',\n"
"  known_declared INTEGER NOT NULL DEFAULT 0,\n"
"  known_reason TEXT,\n"
"  date_order TEXT,\n"
"  precision TEXT,\n"
"  zone TEXT,\n"
"  number_format TEXT,\n"               /* decimal comma, per cent …; null: plain */
"  separator TEXT,\n"                   /* of a list */
"  category_order TEXT,\n"
"  meaning TEXT,\n"
"  pii TEXT,\n"
"  missing_policy TEXT,\n"
"  UNIQUE (table_id, position),\n"
"  UNIQUE (table_id, name)\n"
") STRICT;\n"

/* Values of a list answered value by value (known is 'mixed') that are there at arrival. */
"CREATE TABLE IF NOT EXISTS known_value (\n"
"  column_id INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  value TEXT NOT NULL,\n"
"  PRIMARY KEY (column_id, value)\n"
") STRICT, WITHOUT ROWID;\n"

/* What values of a category mean, as people said. */
"CREATE TABLE IF NOT EXISTS value_meaning (\n"
"  column_id INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  value TEXT NOT NULL,\n"
"  meaning TEXT NOT NULL,\n"
"  PRIMARY KEY (column_id, value)\n"
") STRICT, WITHOUT ROWID;\n"

/* What typing saw in a column: the struct ColumnStats. */
"CREATE TABLE IF NOT EXISTS column_stats (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  rows INTEGER NOT NULL,\n"
"  missing INTEGER NOT NULL,\n"
"  distinct_values INTEGER NOT NULL,\n"
"  distinct_capped INTEGER NOT NULL,\n"
"  minimum REAL,\n"
"  maximum REAL,\n"
"  mean REAL,\n"
"  top TEXT NOT NULL,\n"                /* JSON [[value, count], …], most frequent first */
"  bins TEXT NOT NULL,\n"               /* JSON [count, …] over bin_low … bin_high */
"  bin_low REAL,\n"
"  bin_high REAL,\n"
"  unreadable INTEGER NOT NULL,\n"
"  unreadable_example TEXT\n"
") STRICT;\n"

/* Records that did not become rows: physical line in the file, a reason in one word (ragged,
 * encoding, nul, quote), the particulars for people, the bytes as they stood. */
"CREATE TABLE IF NOT EXISTS aside (\n"
"  id INTEGER PRIMARY KEY,\n"
"  import_id INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,\n"
"  line INTEGER NOT NULL,\n"
"  reason TEXT NOT NULL,\n"
"  detail TEXT NOT NULL,\n"
"  raw BLOB NOT NULL\n"
") STRICT;\n"
"CREATE INDEX IF NOT EXISTS aside_of_import ON aside (import_id, reason);\n"

/* raw_<table id> (row INTEGER PRIMARY KEY, c0 TEXT, c1 TEXT …) is made by the import. Cells are
 * verbatim and never changed; '' is an empty cell, null a column that this import did not have. */

/* What is done with a column's personal data, where it is said of this column: show, mask, hash or
 * drop. */
"CREATE TABLE IF NOT EXISTS column_personal (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  policy TEXT NOT NULL\n"
") STRICT;\n"

/* Columns whose cells an import was told not to keep, or that were removed later (import 0). */
"CREATE TABLE IF NOT EXISTS column_dropped (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  import_id INTEGER NOT NULL\n"
") STRICT;\n"

/* Spellings that mean no value in a column, as its vendor's preset says. */
"CREATE TABLE IF NOT EXISTS column_null (\n"
"  column_id INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  spelling TEXT NOT NULL,\n"
"  PRIMARY KEY (column_id, spelling)\n"
") STRICT, WITHOUT ROWID;\n"

/* The text of a preset that was given to an import as a file. */
"CREATE TABLE IF NOT EXISTS preset_kept (\n"
"  import_id INTEGER PRIMARY KEY REFERENCES import ON DELETE CASCADE,\n"
"  path TEXT NOT NULL,\n"
"  text TEXT NOT NULL\n"
") STRICT;\n"

/* Columns whose dates or numbers can be read in two ways, and why they are read as they are. */
"CREATE TABLE IF NOT EXISTS column_doubt (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  reason TEXT NOT NULL\n"
") STRICT;\n"

/* Columns whose keys are spelled in several ways, and the rule by which they meet. */
"CREATE TABLE IF NOT EXISTS column_spelling (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  rule TEXT NOT NULL\n"
") STRICT;\n"

/* A later import brought row `row` in place of row `replaced`: current rows are those that no
 * version replaces; old ones stay as the home-made change log. */
"CREATE TABLE IF NOT EXISTS row_version (\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  replaced INTEGER NOT NULL,\n"
"  row INTEGER NOT NULL,\n"
"  import_id INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,\n"
"  PRIMARY KEY (table_id, replaced)\n"
") STRICT, WITHOUT ROWID;\n"

"CREATE INDEX IF NOT EXISTS row_version_by_row ON row_version (table_id, row);\n"

/* Imports whose rows and versions don't count: undone ones ('off'), and one that is being written
 * ('loading': rows from first_row on; a crash leaves it so, and the next writer removes it). */
"CREATE TABLE IF NOT EXISTS import_off (\n"
"  import_id INTEGER PRIMARY KEY REFERENCES import ON DELETE CASCADE,\n"
"  state TEXT NOT NULL\n"
") STRICT;\n"

/* Rows that a later import told something of without writing them anew, as 64-bit numbers in a
 * blob. change: 'absent' (not in its file), 'vanished' (of those, in the import's before), 'reopened'
 * (its new rows of closed ones). */
"CREATE TABLE IF NOT EXISTS import_rows (\n"
"  import_id INTEGER NOT NULL REFERENCES import ON DELETE CASCADE,\n"
"  change TEXT NOT NULL,\n"
"  rows INTEGER NOT NULL,\n"
"  data BLOB NOT NULL,\n"
"  PRIMARY KEY (import_id, change)\n"
") STRICT;\n"

/* What the data shows of when a column was filled in: of `denominator` rows that could show it
 * `numerator` do. proof: log, ahead, early, imports, untouched, solved (evidence.h says what each
 * is); import_id 0 but for 'imports'. rows: a reference to the rows behind. */
"CREATE TABLE IF NOT EXISTS known_evidence (\n"
"  column_id INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  proof TEXT NOT NULL,\n"
"  import_id INTEGER NOT NULL DEFAULT 0,\n"
"  numerator INTEGER NOT NULL,\n"
"  denominator INTEGER NOT NULL,\n"
"  sentence TEXT NOT NULL,\n"
"  rows TEXT,\n"
"  PRIMARY KEY (column_id, proof, import_id)\n"
") STRICT, WITHOUT ROWID;\n"

/* Child rows that share a value with a parent's row. removed: the user said no, so that it isn't
 * found again. The counts are of child rows, duplicates of parent rows. */
"CREATE TABLE IF NOT EXISTS link (\n"
"  id INTEGER PRIMARY KEY,\n"
"  child_column INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  parent_column INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  declared INTEGER NOT NULL DEFAULT 0,\n"
"  removed INTEGER NOT NULL DEFAULT 0,\n"
"  matched INTEGER NOT NULL DEFAULT 0,\n"
"  orphans INTEGER NOT NULL DEFAULT 0,\n"
"  missing INTEGER NOT NULL DEFAULT 0,\n"
"  duplicates INTEGER NOT NULL DEFAULT 0,\n"
"  UNIQUE (child_column, parent_column)\n"
") STRICT;\n"

/* ---- several sources in one table of tickets -------------------------------------------------- */

/* What was said of which tables hold tickets to be pooled; of the others their roles tell. */
"CREATE TABLE IF NOT EXISTS pool_source (\n"
"  table_id INTEGER PRIMARY KEY REFERENCES source_table ON DELETE CASCADE,\n"
"  pooled INTEGER NOT NULL\n"
") STRICT;\n"

/* What was said of a source's column: the common field that it becomes, or none where it is 'apart'
 * (a field of its own) or 'out'. */
"CREATE TABLE IF NOT EXISTS pool_column (\n"
"  column_id INTEGER PRIMARY KEY REFERENCES source_column ON DELETE CASCADE,\n"
"  state TEXT NOT NULL,\n"
"  field TEXT COLLATE NOCASE\n"
") STRICT;\n"

/* What was said of a value of a source's column: the common value that it becomes. */
"CREATE TABLE IF NOT EXISTS pool_value (\n"
"  column_id INTEGER NOT NULL REFERENCES source_column ON DELETE CASCADE,\n"
"  value TEXT NOT NULL,\n"
"  common TEXT NOT NULL,\n"
"  PRIMARY KEY (column_id, value)\n"
") STRICT, WITHOUT ROWID;\n"

/* A pool's table, by which mapping it was made, and why it can't follow its sources now. */
"CREATE TABLE IF NOT EXISTS pool (\n"
"  table_id INTEGER PRIMARY KEY REFERENCES source_table ON DELETE CASCADE,\n"
"  mapping TEXT NOT NULL,\n"           /* hash of what was said */
"  sources TEXT NOT NULL,\n"           /* fingerprint of the sources' rows, and of how they are read */
"  behind TEXT\n"
") STRICT;\n"

/* Where each row of a pool comes from: raw_<source>.source_row. */
"CREATE TABLE IF NOT EXISTS pool_row (\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  row INTEGER NOT NULL,\n"
"  source INTEGER NOT NULL,\n"
"  source_row INTEGER NOT NULL,\n"
"  PRIMARY KEY (table_id, row)\n"
") STRICT, WITHOUT ROWID;\n"

/* ---- caches: each row may be deleted at any time, and is stale when its fingerprint differs - */

/* Typed columns in blocks of 65,536 rows; block −1 holds what the whole column needs (its
 * dictionary). The frame room owns the format of data. */
"CREATE TABLE IF NOT EXISTS frame_block (\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  position INTEGER NOT NULL,\n"
"  block INTEGER NOT NULL,\n"
"  fingerprint TEXT NOT NULL,\n"
"  data BLOB NOT NULL,\n"
"  PRIMARY KEY (table_id, position, block)\n"
") STRICT;\n"

/* Reports by name, as report_freeze writes them. */
"CREATE TABLE IF NOT EXISTS report_cache (\n"
"  name TEXT PRIMARY KEY,\n"
"  fingerprint TEXT NOT NULL,\n"
"  report TEXT NOT NULL\n"
") STRICT;\n"

/* The rows behind each alert of the audit, so that opening one looks at nothing again. The audit
 * room owns the format of rows. */
"CREATE TABLE IF NOT EXISTS alert_rows (\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  name TEXT NOT NULL,\n"               /* kind, or kind.column */
"  audited INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n" /* whose audit says so */
"  rows BLOB NOT NULL,\n"
"  PRIMARY KEY (table_id, name)\n"
") STRICT;\n"

/* ---- what is predicted, and by what --------------------------------------------------------- */

/* A frozen target. A changed specification of one name is its next version. */
"CREATE TABLE IF NOT EXISTS task (\n"
"  id INTEGER PRIMARY KEY,\n"
"  name TEXT NOT NULL,\n"
"  version INTEGER NOT NULL,\n"
"  kind TEXT NOT NULL DEFAULT 'binary',\n"
"  entity_table INTEGER REFERENCES source_table,\n"
"  spec TEXT NOT NULL,\n"               /* JSON of every field, resolved */
"  pql TEXT,\n"
"  sql TEXT,\n"
"  summary TEXT,\n"                     /* JSON: counts, event words … */
"  fingerprint TEXT NOT NULL,\n"
"  created_at TEXT NOT NULL,\n"
"  UNIQUE (name, version)\n"
") STRICT;\n"

/* Which row is in which part: one byte a row of the entity's frame. */
"CREATE TABLE IF NOT EXISTS split (\n"
"  task_id INTEGER PRIMARY KEY REFERENCES task ON DELETE CASCADE,\n"
"  seed INTEGER NOT NULL,\n"
"  hash TEXT NOT NULL,\n"
"  summary TEXT NOT NULL,\n"            /* JSON: rows, positives, from, to of each part */
"  parts BLOB NOT NULL\n"
") STRICT;\n"

/* The feature list of a task, in the order the learner sees it. One taken off the list keeps its
 * row, with -1 - position, so that undo brings it back as it was. */
"CREATE TABLE IF NOT EXISTS feature (\n"
"  id INTEGER PRIMARY KEY,\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  position INTEGER NOT NULL,\n"
"  expression TEXT NOT NULL,\n"         /* canonical PQL */
"  name TEXT NOT NULL,\n"
"  sentence TEXT NOT NULL,\n"
"  group_name TEXT NOT NULL,\n"
"  evidence TEXT NOT NULL,\n"           /* known, as exported, ask, leak; gone: not proposed now */
"  reason TEXT,\n"
"  numeric_value INTEGER NOT NULL DEFAULT 1,\n"
"  relational INTEGER NOT NULL DEFAULT 0,\n"
"  enabled INTEGER NOT NULL DEFAULT 1,\n"
"  declared INTEGER NOT NULL DEFAULT 0,\n" /* the user's own expression */
"  switched TEXT,\n"                    /* by the user: on or off, and the evidence it was of */
"  UNIQUE (task_id, expression)\n"
") STRICT;\n"

/* What was proposed for a task and what became of it: JSON, counts and what was dropped and why. */
"CREATE TABLE IF NOT EXISTS feature_proposal (\n"
"  task_id INTEGER PRIMARY KEY REFERENCES task ON DELETE CASCADE,\n"
"  told TEXT NOT NULL\n"
") STRICT;\n"

/* A trained model with all that scoring needs. deleted: its payload is gone, its row stays for the
 * journal. */
"CREATE TABLE IF NOT EXISTS model (\n"
"  id INTEGER PRIMARY KEY,\n"
"  kind TEXT NOT NULL,\n"
"  name TEXT NOT NULL,\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  seed INTEGER NOT NULL,\n"
"  parameters TEXT NOT NULL,\n"         /* JSON */
"  features TEXT NOT NULL,\n"           /* JSON: expressions in encoder order */
"  encoder TEXT,\n"                     /* JSON */
"  payload BLOB,\n"
"  sha256 TEXT,\n"                      /* of the payload, checked before it is loaded */
"  fingerprint TEXT NOT NULL,\n"
"  probability INTEGER NOT NULL DEFAULT 1,\n"
"  temperature REAL NOT NULL DEFAULT 1,\n"
"  best_round INTEGER NOT NULL DEFAULT 0,\n"
"  rounds INTEGER NOT NULL DEFAULT 0,\n"
"  curve TEXT,\n"                       /* JSON: learn and stop, log loss a round */
"  notes TEXT,\n"                       /* JSON: coefficients, importances, warnings */
"  quality TEXT,\n"                     /* JSON by part, of evaluate */
"  why_not TEXT,\n"                     /* why this approach can't be judged here */
"  created_at TEXT NOT NULL,\n"
"  deleted INTEGER NOT NULL DEFAULT 0\n"
") STRICT;\n"

/* Why a model is gone that its user didn't delete. */
"CREATE TABLE IF NOT EXISTS model_gone (\n"
"  model_id INTEGER PRIMARY KEY REFERENCES model ON DELETE CASCADE,\n"
"  reason TEXT NOT NULL\n"
") STRICT;\n"

/* The scores of a model on one part of its split: what every threshold and curve is made from. The
 * evaluate room owns the format of data. */
"CREATE TABLE IF NOT EXISTS score_block (\n"
"  model_id INTEGER NOT NULL REFERENCES model ON DELETE CASCADE,\n"
"  part TEXT NOT NULL,\n"
"  rows INTEGER NOT NULL,\n"
"  summary TEXT,\n"                     /* JSON: months, working days … */
"  data BLOB NOT NULL,\n"
"  PRIMARY KEY (model_id, part)\n"
") STRICT;\n"

/* ---- cleaning: steps on top of the raw cells, each can be switched off ----------------------- */

/* One reversible step. kind: 'rows' takes rows aside (step_row names them), 'values' reads cells as
 * other ones (definition says how), 'missing' reads cells as missing (step_row names their rows),
 * 'policy' says what stands for a missing cell. scope: 'all', or 'training' where only seeds are
 * left out and history keeps them. */
"CREATE TABLE IF NOT EXISTS step (\n"
"  id INTEGER PRIMARY KEY,\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  column_id INTEGER REFERENCES source_column ON DELETE CASCADE,\n"
"  kind TEXT NOT NULL,\n"
"  definition TEXT NOT NULL,\n"        /* a condition in PQL, or JSON of what it does */
"  reason TEXT NOT NULL,\n"            /* for people: "near duplicates", "spam" */
"  scope TEXT NOT NULL DEFAULT 'all',\n"
"  enabled INTEGER NOT NULL DEFAULT 1,\n"
"  rows INTEGER NOT NULL DEFAULT 0,\n"  /* that it touched when it was last applied */
"  created_at TEXT NOT NULL\n"
") STRICT;\n"
"CREATE TABLE IF NOT EXISTS step_row (\n"
"  step_id INTEGER NOT NULL REFERENCES step ON DELETE CASCADE,\n"
"  row INTEGER NOT NULL,\n"            /* raw_<table id>.row */
"  twin INTEGER,\n"                    /* the row kept in its place, of duplicates */
"  PRIMARY KEY (step_id, row)\n"
") STRICT, WITHOUT ROWID;\n"
/* What came of applying it: hash of the rows it names, so that what was computed from them is known
 * to be stale without reading them; note: why the last try failed. */
"CREATE TABLE IF NOT EXISTS step_applied (\n"
"  step_id INTEGER PRIMARY KEY REFERENCES step ON DELETE CASCADE,\n"
"  hash TEXT NOT NULL,\n"
"  note TEXT\n"
") STRICT;\n"

/* Steps that are off and stand in no list any more; their rows stay, so that it can be taken back. */
"CREATE TABLE IF NOT EXISTS step_removed (\n"
"  step_id INTEGER PRIMARY KEY REFERENCES step ON DELETE CASCADE\n"
") STRICT;\n"

/* ---- duplicates: what the last search of a table found, a cache ------------------------------ */

"CREATE TABLE IF NOT EXISTS duplicate_search (\n"
"  table_id INTEGER PRIMARY KEY REFERENCES source_table ON DELETE CASCADE,\n"
"  fingerprint TEXT NOT NULL,\n"       /* of the rows, how they are read, how it was looked for */
"  summary TEXT NOT NULL\n"            /* JSON: how many were compared, and why others not */
") STRICT;\n"
"CREATE TABLE IF NOT EXISTS duplicate_pair (\n"
"  table_id INTEGER NOT NULL REFERENCES source_table ON DELETE CASCADE,\n"
"  row INTEGER NOT NULL,\n"            /* raw_<table id>.row, of the later one */
"  earlier INTEGER NOT NULL,\n"
"  kind TEXT NOT NULL,\n"              /* exact, key, near */
"  alike REAL,\n"
"  PRIMARY KEY (table_id, row)\n"
") STRICT, WITHOUT ROWID;\n"

/* ---- ledgers: appended to, corrected by a further row, never changed ------------------------ */

"CREATE TABLE IF NOT EXISTS journal (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  command TEXT NOT NULL,\n"            /* resolved: every name and number spelled out */
"  inverse TEXT,\n"
"  outcome TEXT NOT NULL,\n"            /* done, failed, cancelled, running */
"  undoes INTEGER REFERENCES journal\n"
") STRICT;\n"

/* Looks at a sealed part of a split: counted and shown. */
"CREATE TABLE IF NOT EXISTS look (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  model_id INTEGER,\n"
"  part TEXT NOT NULL\n"
") STRICT;\n"

/* What a person said of a drawn ticket's label: right, wrong, unsure, skip, or none where it was
 * taken back. The last row of a ticket counts. */
"CREATE TABLE IF NOT EXISTS label_check (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  row INTEGER NOT NULL,\n"            /* raw_<table id>.row */
"  seed INTEGER NOT NULL,\n"           /* the moment it is asked about */
"  label INTEGER NOT NULL,\n"          /* what the rule said then */
"  verdict TEXT NOT NULL\n"
") STRICT;\n"
"CREATE INDEX IF NOT EXISTS label_check_of_row ON label_check (task_id, row, seed);\n"

/* How the desk did on a day: cards that are frozen and never changed. kind: 'card'; or 'withdrawn',
 * 'restored', rows that say so of the card `number`. */
"CREATE TABLE IF NOT EXISTS baseline (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  kind TEXT NOT NULL DEFAULT 'card',\n"
"  number INTEGER NOT NULL,\n"         /* of the card, as commands name it */
"  name TEXT,\n"
"  card TEXT\n"                        /* the report, frozen */
") STRICT;\n"

/* What the last search for leaks found: columns by name, features by expression; clear ones have none. */
"CREATE TABLE IF NOT EXISTS leak_mark (\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  kind TEXT NOT NULL,\n"              /* column, feature */
"  name TEXT NOT NULL,\n"
"  verdict TEXT NOT NULL,\n"           /* leak, suspect */
"  PRIMARY KEY (task_id, kind, name)\n"
") STRICT, WITHOUT ROWID;\n"

/* Sets of features kept by name: their expressions, one a line. */
"CREATE TABLE IF NOT EXISTS feature_set (\n"
"  task_id INTEGER NOT NULL REFERENCES task ON DELETE CASCADE,\n"
"  name TEXT NOT NULL,\n"
"  features TEXT NOT NULL,\n"
"  PRIMARY KEY (task_id, name)\n"
") STRICT;\n"

/* Whom this workspace has forgotten: what for and how much went, not who. Figures from before can't
 * be had again. */
"CREATE TABLE IF NOT EXISTS forgotten (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  what TEXT NOT NULL,\n"              /* customer, or the table's name */
"  reason TEXT NOT NULL,\n"
"  rows INTEGER NOT NULL,\n"
"  aside INTEGER NOT NULL,\n"
"  blanked INTEGER NOT NULL,\n"
"  models INTEGER NOT NULL\n"
") STRICT;\n"

/* What left the workspace as a file, when and where to. */
"CREATE TABLE IF NOT EXISTS export_log (\n"
"  id INTEGER PRIMARY KEY,\n"
"  at TEXT NOT NULL,\n"
"  what TEXT NOT NULL,\n"
"  path TEXT NOT NULL,\n"
"  rows INTEGER\n"
") STRICT;\n";
/* clang-format on */
