# The manual and the completion: their sections on verbs, commands and keys are printed by the
# program itself, so that they can't drift from it.
nodist_man_MANS = man/foredesk.1
bashcompletiondir = $(datadir)/bash-completion/completions
nodist_bashcompletion_DATA = man/completion/foredesk
EXTRA_DIST += man/opening.roff man/closing.roff
CLEANFILES += man/foredesk.1 man/completion/foredesk

man/foredesk.1: foredesk$(EXEEXT) $(srcdir)/man/opening.roff $(srcdir)/man/closing.roff
	$(AM_V_GEN)$(MKDIR_P) man && \
	{ cat $(srcdir)/man/opening.roff && ./foredesk$(EXEEXT) help --manual && \
	  cat $(srcdir)/man/closing.roff; } >$@.new && mv $@.new $@
man/completion/foredesk: foredesk$(EXEEXT)
	$(AM_V_GEN)$(MKDIR_P) man/completion && ./foredesk$(EXEEXT) help --completion >$@.new && \
	mv $@.new $@
