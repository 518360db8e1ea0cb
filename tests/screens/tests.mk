# Screen tests of foredesk: one script a test, listed here (tests/vt/README.md says how to write
# one).
screen_scripts += tests/screens/apart.vt tests/screens/ask.vt tests/screens/care.vt tests/screens/cuts.vt tests/screens/endings.vt tests/screens/features.vt tests/screens/hostile.vt tests/screens/jobs.vt \
	tests/screens/keys.vt tests/screens/leakage.vt tests/screens/leaks-named.vt tests/screens/lists.vt \
	tests/screens/main-job.vt tests/screens/panes.vt tests/screens/signals.vt tests/screens/sizes.vt tests/screens/sources.vt \
	tests/screens/target.vt tests/screens/terminals.vt tests/screens/views.vt tests/screens/words.vt
EXTRA_DIST += tests/screens/hostile.csv
# The ten minutes of docs/TUTORIAL.md, replayed from the page itself.
dist_check_SCRIPTS += tests/screens/tutorial
