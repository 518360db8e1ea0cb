# Aggregates over the past beside pandas (groupby, rolling, merge_asof) and plain SQL in SQLite
# (correlated subqueries, covering index): one core each, equal values or no figure.
kernel=$build/bench/bench-kernel
features_once() {
    "$kernel" "$work/kernel" "$tickets" >"$work/ours"
    for name in $(cut -f 1 "$work/ours"); do
        figure "feature $name, 30 days" s ours "$(value "$work/ours" "$name")"
    done
    "$build/bench/bench-texts" "$tickets" >"$work/texts"
    for name in $(cut -f 1 "$work/texts"); do
        figure "$name of texts of 300 bytes, one core" s ours "$(value "$work/texts" "$name")"
    done
    for who in pandas sqlite; do
        "$python" "$source/bench/peer_features.py" "$work/kernel" "$who" >"$work/peer" || exit 1
        for name in $(cut -f 1 "$work/peer"); do
            figure "feature $name, 30 days, beside $who" s ours "$(value "$work/ours" "$name")"
            figure "feature $name, 30 days, beside $who" s peer "$(value "$work/peer" "$name")"
        done
    done
}
mkdir -p "$work/kernel"
if python_has pandas; then alternate features_once; else say "no pandas to compare with"; fi
