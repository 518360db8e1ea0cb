# What values of help desks mean, for pooling several sources.
vocabularydir = $(pkgdatadir)/vocabulary
dist_vocabulary_DATA = vocabulary/values.vocabulary

# What vendors' exports hold; a user's copies in $XDG_CONFIG_HOME/foredesk/presets win.
presetsdir = $(pkgdatadir)/presets
dist_presets_DATA = \
	presets/freshdesk.preset \
	presets/hp-service-manager.preset \
	presets/intercom.preset \
	presets/jira-cloud.preset \
	presets/jira-server.preset \
	presets/salesforce-dataloader.preset \
	presets/salesforce-export.preset \
	presets/servicenow-audit.preset \
	presets/servicenow-labels.preset \
	presets/servicenow-list.preset \
	presets/zendesk.preset
