# Features through the engine: typed blocks of a workspace to the matrices that models read, rows of
# every part. The proposed set, in cells a second by the clock; and nine of it beside pandas and plain
# SQL in SQLite, which begin with the tables in memory and have to come to the same values.
# In the order in which the program lists them, which is that of peer_engine.py.
engine_features="LAST(account_health.score) VIA tickets.account_id
AVG(account_health.score, -30, 0, days) VIA tickets.account_id
MIN(account_health.score, -90, 0, days) VIA tickets.account_id
COUNT(deployments.*, -7, 0, days) VIA tickets.account_id
SINCE_LAST(deployments.*) VIA tickets.account_id
COUNT(product_events.*, -48, 0, hours) VIA tickets.account_id
SINCE_LAST(product_events.*) VIA tickets.account_id
COUNT(product_events.* WHERE product_events.event = 'api_error_500', -48, 0, hours) VIA tickets.account_id
COUNT(product_events.*, -30, 0, days) VIA tickets.user_id"
engine_computing() { # WORKSPACE: seconds, cells and peak of computing what is on there
    "$measure" -p "$work/ours" "$foredesk" do "$1" "train boost rounds=1" >/dev/null
    seconds=$(phase "$work/ours" 'computing features')
    rows=$("$foredesk" target "$1" --csv=split | awk -F, '/^(train|stop|validation|test),/ { n += $2 } END { print n }')
    on=$("$foredesk" features "$1" --csv | grep -c '^true,')
}
engine_once() {
    cp "$workspace" "$work/engine.foredesk"
    engine_computing "$work/engine.foredesk"
    figure "proposed features through the engine, by the clock ($on, $rows rows)" Mcell/s ours \
        "$(awk -v n="$on" -v m="$rows" -v s="$seconds" 'BEGIN { print n * m / s / 1e6 }')" "> 10"
    figure "– of it, peak memory with the training" MiB ours "$(value "$work/ours" peak_mib)" "< 2048"
    printf '%s\n' "$engine_features" | while IFS= read -r one; do # those that aren't proposed
        "$foredesk" features "$work/engine.foredesk" --add "$one" >/dev/null 2>&1 || :
    done
    "$foredesk" do "$work/engine.foredesk" \
        "feature only $(printf '%s\n' "$engine_features" | sed 's/.*/"&"/' | tr '\n' ' ')" >/dev/null
    engine_computing "$work/engine.foredesk"
    for part in train stop validation; do # the test stays sealed: peers have fewer rows to do
        "$foredesk" features "$work/engine.foredesk" --matrix --split "$part" --csv >"$work/matrix.$part"
    done
    for who in pandas sqlite; do
        figure "$on features through the engine, beside $who" s ours "$seconds"
        "$python" "$source/bench/peer_engine.py" "$data" "$work" "$who" >"$work/peer" || exit 1
        figure "$on features through the engine, beside $who" s peer "$(value "$work/peer" all)"
    done
    rm -f "$work"/engine.* "$work"/matrix.*
}
make_workspace
if python_has pandas; then alternate engine_once; else say "no pandas to compare with"; fi
