# What the data is worth, and what leaves as a file: the audit with a target, personal data, near
# duplicates, a list of every ticket exported. The peers: for personal data one grep over the file
# with three patterns of it, and DuckDB scanning the file once for a profile and once for the same
# three patterns, where it is installed.
audit_once() { # NAME BUDGET ARGUMENTS…
    name=$1 limit=$2
    shift 2
    "$measure" "$work/ours" "$foredesk" "$@"
    figure "$name" s ours "$(value "$work/ours" wall)" "$limit"
    figure "$name, processor time" s ours "$(processor "$work/ours")"
    figure "$name, peak memory" MiB ours "$(value "$work/ours" peak_mib)" "< 2048"
}
# peer_duckdb NAME SQL: a scan that reads the file, as DuckDB has no import of ours to start from.
peer_duckdb() {
    "$measure" "$work/peer" "$build/bench/duckdb" "$2" >/dev/null
    figure "$1" s peer "$(value "$work/peer" wall)"
    figure "$1, processor time" s peer "$(processor "$work/peer")"
    figure "$1, peak memory" MiB peer "$(value "$work/peer" peak_mib)"
}
patterns='[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\+?[0-9][0-9 ()/-]{7,}[0-9]|\b[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,}'
audits_once() {
    rm -f "$work"/audited.*
    cp "$work/plain.foredesk" "$work/audited.foredesk"
    audit_once "audit, with a target" "< 10 s" audit "$work/audited.foredesk"
    audit_once "privacy" "< 10 s" privacy "$work/audited.foredesk"
    seconds=$(value "$work/ours" wall) processor=$(processor "$work/ours")
    "$measure" "$work/peer" sh -c 'grep -cE "$1" "$2" | cat' grep "$patterns" "$data/tickets.csv"
    figure "privacy" s peer "$(value "$work/peer" wall)"
    figure "privacy, processor time" s peer "$(processor "$work/peer")"
    if [ -n "${FOREDESK_DUCKDB:-}" ]; then
        cells="read_csv('$data/tickets.csv', delim=',', quote='\"', header=true"
        peer_duckdb "audit, with a target" "SUMMARIZE SELECT * FROM $cells, ignore_errors=true)"
        figure "privacy, beside DuckDB" s ours "$seconds"
        figure "privacy, beside DuckDB, processor time" s ours "$processor"
        peer_duckdb "privacy, beside DuckDB" "SELECT count(*) FROM $cells, all_varchar=true,
            ignore_errors=true) WHERE regexp_matches(concat_ws(' ', *COLUMNS(*)), '$patterns')"
    fi
    audit_once "duplicates" "< 30 s" duplicates "$work/audited.foredesk"
    audit_once "every ticket as CSV" "" rows "$work/audited.foredesk" "table=tickets" --csv
    if [ -n "${FOREDESK_DUCKDB:-}" ]; then # names the library
        audit_once "every ticket as Parquet" "" rows "$work/audited.foredesk" "table=tickets" \
            --parquet "$work/list.parquet"
    fi
    rm -f "$work"/audited.* "$work/list.parquet"
}
rm -f "$work"/plain.*
"$foredesk" import "$work/plain.foredesk" "$data" >/dev/null
"$foredesk" target "$work/plain.foredesk" --column escalated_to_eng --positive yes >/dev/null
alternate audits_once
rm -f "$work"/plain.*
