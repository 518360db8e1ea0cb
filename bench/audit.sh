# What the data is worth, and what leaves as a file: the audit with a target, personal data, near
# duplicates, a list of every ticket exported. The peers: pandas' profile of the file, which has to
# read it first, and for personal data one grep over the file with three patterns of it.
audit_once() { # NAME BUDGET ARGUMENTS…
    name=$1 limit=$2
    shift 2
    "$measure" "$work/ours" "$foredesk" "$@"
    figure "$name" s ours "$(value "$work/ours" wall)" "$limit"
    figure "$name, processor time" s ours "$(processor "$work/ours")"
    figure "$name, peak memory" MiB ours "$(value "$work/ours" peak_mib)" "< 2048"
}
patterns='[A-Za-z0-9._%+-]+@[A-Za-z0-9.-]+\.[A-Za-z]{2,}|\+?[0-9][0-9 ()/-]{7,}[0-9]|\b[A-Z]{2}[0-9]{2}[A-Z0-9 ]{11,}'
audits_once() {
    rm -f "$work"/audited.*
    cp "$work/plain.foredesk" "$work/audited.foredesk"
    audit_once "audit, with a target" "< 10 s" audit "$work/audited.foredesk"
    audit_once "privacy" "< 10 s" privacy "$work/audited.foredesk"
    "$measure" "$work/peer" sh -c 'grep -cE "$1" "$2" | cat' grep "$patterns" "$data/tickets.csv"
    figure "privacy" s peer "$(value "$work/peer" wall)"
    figure "privacy, processor time" s peer "$(processor "$work/peer")"
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
