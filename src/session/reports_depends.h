/* What computed reports depend on: each adds its part to the key under which a report is kept. The
 * table of reports (reports_computed.c) says which it is. Private to session. */
#pragma once

#include "session_private.h"

void depends_on_tasks(Session *session, Fingerprint *key);
void depends_on_verdicts(Session *session, Fingerprint *key);
void depends_on_models(Session *session, Fingerprint *key);
void depends_on_model(Session *session, Fingerprint *key);
void depends_on_links(Session *session, Fingerprint *key);
void depends_on_likeness(Session *session, Fingerprint *key);
void depends_on_desk(Session *session, Fingerprint *key);
void depends_on_features(Session *session, Fingerprint *key);
void depends_on_switches(Session *session, Fingerprint *key);
void depends_on_leaks(Session *session, Fingerprint *key);
void depends_on_policy(Session *session, Fingerprint *key);
void depends_on_walk(Session *session, Fingerprint *key);
void depends_on_decision(Session *session, Fingerprint *key);
void depends_on_cuts(Session *session, Fingerprint *key);
void depends_on_mapping(Session *session, Fingerprint *key);
void depends_on_audited(Session *session, Fingerprint *key);
void depends_on_refit(Session *session, Fingerprint *key);
void depends_on_choice(Session *session, Fingerprint *key);
void depends_on_priorities(Session *session, Fingerprint *key);
void depends_on_agents(Session *session, Fingerprint *key);
void depends_on_claims(Session *session, Fingerprint *key);
void depends_on_sets(Session *session, Fingerprint *key);
void depends_on_terms(Session *session, Fingerprint *key);
