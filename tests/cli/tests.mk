# The shell's verbs, as other programs use them.
dist_check_SCRIPTS += tests/cli/alerts tests/cli/main-job tests/cli/bad-input tests/cli/documented tests/cli/score tests/cli/query tests/cli/killed tests/cli/open tests/cli/events tests/cli/next-export
dist_check_SCRIPTS += tests/cli/targets
EXTRA_DIST += tests/cli/tap tests/data/telco-churn.csv.xz tests/data/incident-events.csv.xz tests/data/NOTICE
EXTRA_DIST += tests/reference/metrics.py tests/reference/targets.py tests/reference/targets.txt
