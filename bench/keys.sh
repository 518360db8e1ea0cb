# From a key's bytes to its frame in the terminal, 1,000 keys: idle, and while a model trains.
latency() { # NAME BUDGET vt's arguments…
    name=$1 limit=$2
    shift 2
    "$vt" "$@" >"$work/latency" || { say "$name: not measured"; return 1; }
    for share in p50 p95 p99; do
        number=$(sed -n "s/.* $share \\([0-9.]*\\) .*/\\1/p" "$work/latency")
        if [ $share = p99 ]; then budget=$limit; else budget=; fi
        figure "$name, $share" ms ours "$number" "$budget"
    done
}
# MiB that the workbench held at most, as vt read it
memory() { sed -n 's/^memory *\([0-9.]*\) MiB.*/\1/p' "$work/latency"; }
keys_once() {
    latency "key on Threshold, idle" "< 16 ms" \
        --latency "Right Left" --count 1000 --setup 6 -- "$foredesk" "$workspace" || true
    for pane in 1 2 4 5; do
        latency "key on pane $pane, idle" "< 16 ms" \
            --latency "Down Up" --count 200 --setup $pane -- "$foredesk" "$workspace" || true
    done
    cp "$workspace" "$work/busy.foredesk"
    if latency "key on Threshold, training" "< 16 ms" --latency "Right Left" --count 1000 --setup 6 \
        --pace 20 --job '":train boost rounds=5000 patience=500" Enter' -- \
        "$foredesk" "$work/busy.foredesk"; then
        figure "training in the workbench, peak memory" MiB ours "$(memory)" "< 2048"
    fi
    rm -f "$work"/busy.*
}
if [ -x "$vt" ]; then
    make_workspace
    alternate keys_once
else
    say "no libvterm: keys and start are not measured"
fi
