# Unit tests: one program a room, GTest speaking TAP.
