/* Evidence of when a column was filled in: one row a column, proof and import. */
#include <foredesk/evidence.h>

#include <string.h>

static const char *const proof_names[] = {"log",     "ahead",     "early",
                                          "imports", "untouched", "solved"};

const char *
proof_name(ProofKind proof)
{
    return proof_names[proof];
}

/* A word that a newer program may have written is no proof to this one. */
static gboolean
proof_from_name(const char *name, ProofKind *proof)
{
    for (guint i = 0; i < G_N_ELEMENTS(proof_names); i++)
        if (g_strcmp0(name, proof_names[i]) == 0) {
            *proof = (ProofKind)i;
            return TRUE;
        }
    return FALSE;
}

void
known_evidence_free(KnownEvidence *evidence)
{
    if (evidence == NULL)
        return;
    g_free(evidence->sentence);
    g_free(evidence->rows);
    g_free(evidence);
}

gboolean
evidence_set(sqlite3 *database, const KnownEvidence *evidence, GError **error)
{
    return db_run(database, error, "INSERT OR REPLACE INTO known_evidence VALUES (?,?,?,?,?,?,?)",
                  "isiiiss", evidence->column_id, proof_names[evidence->proof], evidence->import_id,
                  evidence->numerator, evidence->denominator, evidence->sentence, evidence->rows);
}

GPtrArray *
evidence_of(sqlite3 *database, gint64 column, GError **error)
{
    g_autoptr(sqlite3_stmt) statement =
        db_prepare(database, error,
                   "SELECT column_id, proof, import_id, numerator, denominator, sentence, rows "
                   "FROM known_evidence WHERE ?1 IN (0, column_id) "
                   "AND import_id NOT IN (SELECT import_id FROM import_off) "
                   "ORDER BY column_id, proof, import_id",
                   "i", column);
    if (statement == NULL)
        return NULL;
    g_autoptr(GPtrArray) found =
        g_ptr_array_new_with_free_func((GDestroyNotify)known_evidence_free);
    GError *failure = NULL;
    while (db_step(statement, &failure)) {
        ProofKind proof;
        if (!proof_from_name((const char *)sqlite3_column_text(statement, 1), &proof))
            continue;
        KnownEvidence *one = g_new0(KnownEvidence, 1);
        *one =
            (KnownEvidence){.column_id = sqlite3_column_int64(statement, 0),
                            .proof = proof,
                            .import_id = sqlite3_column_int64(statement, 2),
                            .numerator = sqlite3_column_int64(statement, 3),
                            .denominator = sqlite3_column_int64(statement, 4),
                            .sentence = g_strdup((const char *)sqlite3_column_text(statement, 5)),
                            .rows = g_strdup((const char *)sqlite3_column_text(statement, 6))};
        g_ptr_array_add(found, one);
    }
    if (failure == NULL)
        return g_steal_pointer(&found);
    g_propagate_error(error, failure);
    return NULL;
}

gboolean
evidence_forget(sqlite3 *database, gint64 table, ProofKind proof, GError **error)
{
    return db_run(database, error,
                  "DELETE FROM known_evidence WHERE proof = ? AND column_id IN "
                  "(SELECT id FROM source_column WHERE table_id = ?)",
                  "si", proof_names[proof], table);
}
