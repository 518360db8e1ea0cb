/* calendar, inside base: what the date scanner needs of it. */
#pragma once

#include <foredesk/base.h>

gint64 floor_divide(gint64 value, gint64 by); /* by > 0; rounds down, also below zero */
int days_in_month(int year, int month);
/* Local seconds since 1970-01-01 on a zone's clock → seconds since 1970-01-01T00:00Z. */
gint64 zone_local_to_utc(GTimeZone *zone, gint64 local_seconds);
gint64 zone_cache_local_to_utc(ZoneCache *cache, gint64 local_seconds);
/* The clock of a zone that a cell names, kept with the cache; NULL: there is no such zone. */
ZoneCache *zone_cache_named(ZoneCache *cache, const char *name, gsize length);

/* "CET", "pst": seconds ahead of UTC. */
gboolean zone_short_name(const char *bytes, gsize length, int *seconds);
/* Whether the word could be an IANA name: "Europe/Berlin". It need not exist. */
gboolean zone_looks_named(const char *bytes, gsize length);
