# Import beside `sqlite3 .import` of the same files: ours also sets rows aside with their reason,
# types the columns and finds the links.
import_once() { # NAME FILES…
    name=$1
    shift
    rm -f "$work"/import.*
    # shellcheck disable=SC2086
    "$measure" -p "$work/ours" "$foredesk" import "$work/import.foredesk" "$@"
    figure "import $name" s ours "$(value "$work/ours" wall)" "< peer"
    figure "import $name, processor time" s ours \
        "$(processor "$work/ours")"
    figure "import $name, peak memory" MiB ours "$(value "$work/ours" peak_mib)" "< 2048"
    links=$(phase "$work/ours" 'linking')
    typing=$(phase "$work/ours" 'typed columns')
    figure "  of it: linking" s ours "$links"
    figure "  of it: keeping typed columns" s ours "$typing"
    command -v sqlite3 >/dev/null || return 0
    set -- "$@" --
    while [ "$1" != -- ]; do
        table=$(basename "$1" .csv)
        set -- "$@" ".import --csv '$1' $table"
        shift
    done
    shift
    "$measure" "$work/peer" sh -c 'exec sqlite3 "$@" 2>/dev/null' sqlite3 "$work/import.db" "$@"
    figure "import $name" s peer "$(value "$work/peer" wall)"
    figure "import $name, processor time" s peer \
        "$(processor "$work/peer")"
    figure "import $name, peak memory" MiB peer "$(value "$work/peer" peak_mib)"
}
# What the import does of these beside its reading, each by itself: every cell of the imported tickets
# typed anew, with its statistics, and the alerts found.
typing_once() {
    rm -f "$work"/import.*
    "$foredesk" import "$work/import.foredesk" "$data/tickets.csv" >/dev/null
    "$measure" -p "$work/ours" "$foredesk" do "$work/import.foredesk" "type tickets.subject found"
    typing=$(awk -v a="$(phase "$work/ours" 'typing tickets')" \
        -v b="$(phase "$work/ours" 'typed columns')" 'BEGIN { print a + b }')
    figure "typing and profile, alone, processor time" s ours "$(processor "$work/ours")"
    "$measure" "$work/ours" "$foredesk" audit "$work/import.foredesk"
    figure "alerts and the rest of the audit, processor time" s ours "$(processor "$work/ours")"
    alerts=$(value "$work/ours" wall)
    figure "typing and profile, alone" s ours "$typing"
    figure "alerts and the rest of the audit" s ours "$alerts"
    figure "typing, profile, alerts together" s ours \
        "$(awk -v a="$typing" -v b="$alerts" 'BEGIN { print a + b }')" "< 10 s"
}
command -v sqlite3 >/dev/null || say "no sqlite3 to compare the import with"
cat "$data"/*.csv >/dev/null
alternate import_once "7 files" "$data"/*.csv
alternate import_once "tickets.csv" "$data/tickets.csv"
alternate typing_once
rm -f "$work"/import.*
