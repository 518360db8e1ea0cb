# Rows behind numbers: Enter, a step and a page in the list, and back, on alerts and figures of the
# audit and of the target. Beside each key's time that of the thread that draws: of another process'
# work it knows nothing. Backspace, since a lone Esc waits 25 ms for the rest of a sequence.
list_places='1:tickets:Down*6
1:set aside:Down
1:without an outcome:Down*8
1:usable:Down*9
1:events:Down*10
1:questions:Tab
1:alerts:Tab Tab
1:tables:Tab Tab Tab
2:outcomes of the target:Tab Tab
2:parts of the target:Tab Tab Tab Down'
lists_once() {
    printf '%s\n' "$list_places" >"$work/places"
    worst=0 worst_own=0
    while IFS=: read -r pane place keys; do
        "$vt" --latency "Enter Down PgDn BS" --count 80 --pace 20 --setup "$pane $keys" -- \
            "$foredesk" "$workspace" >"$work/latency" </dev/null || { say "$place: not measured"; continue; }
        say "$place: $(head -n 2 "$work/latency" | tr '\n' ' ')"
        worst=$(sed -n "s/^keys.* p99 \([0-9.]*\) .*/\1/p" "$work/latency" |
            awk -v so_far="$worst" '{ print ($1 > so_far ? $1 : so_far) }')
        worst_own=$(sed -n "s/^processor.* max \([0-9.]*\) .*/\1/p" "$work/latency" |
            awk -v so_far="$worst_own" '{ print ($1 > so_far ? $1 : so_far) }')
    done <"$work/places"
    figure "rows behind a number, worst p99 of ten places" ms ours "$worst" "< 16 ms"
    figure "– the drawing thread's own time, slowest key" ms ours "$worst_own" "< 16 ms"
}
if [ -x "$vt" ]; then
    make_workspace
    "$foredesk" audit "$workspace" >/dev/null
    alternate lists_once
fi
