# The laws of the house, checked in the sources.
dist_check_SCRIPTS += tests/house/includes
