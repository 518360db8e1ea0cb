# The shell's verbs, as other programs use them.
dist_check_SCRIPTS += \
	tests/cli/alerts \
	tests/cli/bad-input \
	tests/cli/bad-relations \
	tests/cli/channels \
	tests/cli/churn \
	tests/cli/cuts \
	tests/cli/documented \
	tests/cli/doubts \
	tests/cli/entries \
	tests/cli/events \
	tests/cli/holds \
	tests/cli/killed \
	tests/cli/labels \
	tests/cli/leakage \
	tests/cli/league \
	tests/cli/main-job \
	tests/cli/next-export \
	tests/cli/open \
	tests/cli/personal \
	tests/cli/privacy \
	tests/cli/proposals \
	tests/cli/query \
	tests/cli/regimes \
	tests/cli/score \
	tests/cli/score-vendors \
	tests/cli/signals \
	tests/cli/social \
	tests/cli/sources \
	tests/cli/swapped \
	tests/cli/targets \
	tests/cli/together \
	tests/cli/walk \
	tests/cli/whom \
	tests/cli/worth
EXTRA_DIST += \
	tests/cli/tap \
	tests/data/NOTICE \
	tests/data/areas.awk \
	tests/data/channels.awk \
	tests/data/incident-events.csv.xz \
	tests/data/league.awk \
	tests/data/signals.awk \
	tests/data/telco-churn.csv.xz
EXTRA_DIST += tests/reference/targets.py tests/reference/targets.txt
