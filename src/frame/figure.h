/* figure, inside frame: numbers as people write them: decimal commas, thousands, per cent, money,
 * durations. What a single cell could be, and reading it once the column has decided. */
#pragma once

#include <foredesk/frame.h>

typedef enum {
    FIGURE_PLAIN, /* 1234.56 */
    FIGURE_POINT, /* 1,234.56  1 234.56  1'234.56 */
    FIGURE_COMMA, /* 1.234,56  1 234,56  1'234,56 */
    FIGURE_CLOCK, /* 12:05, -0:30, 49:10:00; numbers between them are in the unit already */
} FigureStyle;

/* How a column's numbers are written; `unit`: what FIGURE_CLOCK becomes, in seconds. */
typedef struct {
    FigureStyle style;
    int unit;
} FigureFormat;

/* "decimal comma", "h:mm as hours" …: as the catalogue keeps it. NULL for FIGURE_PLAIN; the caller
 * frees. */
char *figure_format_text(FigureFormat format);
/* ERROR_USAGE for other words; NULL is FIGURE_PLAIN. */
gboolean figure_format_from_text(const char *text, FigureFormat *format, GError **error);

/* What one cell could be. */
typedef struct {
    gboolean point, comma;             /* reads as a number in that style */
    gboolean whole_point, whole_comma; /* without decimals */
    gboolean percent;
    const char *currency;   /* its code, static; NULL: none */
    gboolean duration;      /* h:mm or h:mm:ss with any number of hours */
    gboolean only_duration; /* negative, or 24 hours and more: no time of day */
    gboolean time_of_day;   /* 3:53:50 PM, 15:53 */
} FigureLook;
void figure_look(const char *bytes, gsize length, FigureLook *look);
gboolean figure_parse(FigureFormat format, const char *bytes, gsize length, double *value);
