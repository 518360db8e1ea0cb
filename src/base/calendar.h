/* calendar, inside base: what the date scanner needs of it. */
#pragma once

#include <foredesk/base.h>

gint64 floor_divide(gint64 value, gint64 by); /* by > 0; rounds down, also below zero */
int days_in_month(int year, int month);
/* Local seconds since 1970-01-01 on a zone's clock → seconds since 1970-01-01T00:00Z. */
gint64 zone_local_to_utc(GTimeZone *zone, gint64 local_seconds);
gint64 zone_cache_local_to_utc(ZoneCache *cache, gint64 local_seconds);
