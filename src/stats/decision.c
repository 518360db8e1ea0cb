/* Flag or leave: the confusion counts at a line, the figures made from them, and the line that
 * costs imply. */
#include <foredesk/stats.h>

Confusion
stats_confusion(const double *score, const guint8 *label, gsize n, double line)
{
    gint64 cell[2][2] = {{0}}; /* [label][flagged] */
    for (gsize i = 0; i < n; i++)
        cell[label[i]][score[i] >= line]++;
    return (Confusion){.caught = cell[1][1],
                       .missed = cell[1][0],
                       .false_alarms = cell[0][1],
                       .passed = cell[0][0]};
}

static double
share(gint64 part, gint64 whole)
{
    return whole > 0 ? (double)part / (double)whole : NAN;
}

static gint64
total(const Confusion *confusion)
{
    return confusion->caught + confusion->missed + confusion->false_alarms + confusion->passed;
}

double
confusion_accuracy(const Confusion *confusion)
{
    return share(confusion->caught + confusion->passed, total(confusion));
}

double
confusion_precision(const Confusion *confusion)
{
    return share(confusion->caught, confusion->caught + confusion->false_alarms);
}

double
confusion_recall(const Confusion *confusion)
{
    return share(confusion->caught, confusion->caught + confusion->missed);
}

double
confusion_f1(const Confusion *confusion)
{
    return share(2 * confusion->caught,
                 2 * confusion->caught + confusion->missed + confusion->false_alarms);
}

double
confusion_flagged(const Confusion *confusion)
{
    return share(confusion->caught + confusion->false_alarms, total(confusion));
}

double
confusion_majority(const Confusion *confusion)
{
    gint64 events = confusion->caught + confusion->missed;
    gint64 others = confusion->false_alarms + confusion->passed;
    return share(MAX(events, others), total(confusion));
}

double
confusion_cost(const Confusion *confusion, double missed, double false_alarm)
{
    return missed * (double)confusion->missed + false_alarm * (double)confusion->false_alarms;
}

double
stats_elkan_line(double missed, double false_alarm, double caught, double passed)
{
    double alarm = false_alarm - passed, miss = missed - caught;
    if (!(alarm >= 0 && miss >= 0 && alarm + miss > 0))
        return NAN;
    return alarm / (alarm + miss);
}
