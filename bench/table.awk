# Figures of runs (figure, unit, who, value, budget) → one table: medians, and the median of the
# ratios of runs made one after the other. Below 1.00 ours is the smaller.
function median(list, n,    i, j, swap) {
    for (i = 2; i <= n; i++)
        for (j = i; j > 1 && list[j - 1] > list[j]; j--) {
            swap = list[j]; list[j] = list[j - 1]; list[j - 1] = swap
        }
    return n % 2 ? list[(n + 1) / 2] : (list[n / 2] + list[n / 2 + 1]) / 2
}
function figure_of(name, who,    i, n, list) {
    n = runs[name, who]
    for (i = 1; i <= n; i++) list[i] = value[name, who, i]
    return n ? median(list, n) : ""
}
function ratio_of(name,    i, n, list) {
    n = runs[name, "ours"] < runs[name, "peer"] ? runs[name, "ours"] : runs[name, "peer"]
    for (i = 1; i <= n; i++)
        list[i] = value[name, "peer", i] > 0 ? value[name, "ours", i] / value[name, "peer", i] : 0
    return n ? sprintf("%.2f", median(list, n)) : ""
}
function digits(x) {
    return x == "" ? "" : sprintf(x >= 100 ? "%.0f" : x >= 10 ? "%.1f" : "%.2f", x)
}
BEGIN {
    FS = "\t"
    line = "%-64s %9s %9s %-7s %6s  %-8s %4s\n"
    printf line, "figure", "ours", "peer", "", "ratio", "budget", "runs"
}
{
    if (!(($1) in unit)) { order[++figures] = $1; unit[$1] = $2 }
    value[$1, $3, ++runs[$1, $3]] = $4 + 0
    if ($5 != "") budget[$1] = $5
}
END {
    for (f = 1; f <= figures; f++) {
        name = order[f]
        printf line, name, digits(figure_of(name, "ours")), digits(figure_of(name, "peer")),
            unit[name], ratio_of(name), budget[name], runs[name, "ours"]
    }
}
