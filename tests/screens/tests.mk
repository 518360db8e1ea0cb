# Screen tests of foredesk: one script a test, listed here (tests/vt/README.md says how to write
# one).
screen_scripts +=
