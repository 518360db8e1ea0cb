# From an imported file to a trained model, verb by verb, with the memory each takes.
target_once() {
    cp "$work/imported.foredesk" "$work/verbs.foredesk"
    verb_once audit "audit" "< 10 s" audit "$work/verbs.foredesk"
    if python_has pandas; then # it has no import: its process reads the file first
        "$measure" "$work/peer" "$python" "$source/bench/peer_audit.py" "$data/tickets.csv"
        figure "audit" s peer "$(value "$work/peer" wall)"
        figure "audit, peak memory" MiB peer "$(value "$work/peer" peak_mib)"
    fi
    verb_once target "target, with proposed features" "" \
        target "$work/verbs.foredesk" --column escalated_to_eng --positive yes
    verb_once boost "train boosted trees, 100 rounds, features included" "" \
        do "$work/verbs.foredesk" "train boost rounds=100"
    figure "  of it: computing features (boosted trees)" s ours "$(phase "$work/boost" 'computing features')"
    figure "  of it: preparing the matrix" s ours "$(phase "$work/boost" 'preparing')"
    figure "  of it: boosting" s ours "$(phase "$work/boost" 'boosting')"
    if [ "$run" = 1 ]; then # for its memory
        verb_once rest "train all other kinds, features included" "" train "$work/verbs.foredesk" \
            --models nobody,everybody,lot,priority,category,words,logistic,forest
    fi
    verb_once threshold "threshold" "" threshold "$work/verbs.foredesk"
    verb_once score "score --open" "" score "$work/verbs.foredesk" --open --csv
    rm -f "$work"/verbs.*
}
verb_once() { # FILE NAME BUDGET VERB…
    out=$work/$1 name=$2 limit=$3
    shift 3
    "$measure" -p "$out" "$foredesk" "$@"
    figure "$name" s ours "$(value "$out" wall)" "$limit"
    figure "$name, peak memory" MiB ours "$(value "$out" peak_mib)" "< 2048"
}
rm -f "$work"/imported.* "$work"/verbs.*
"$foredesk" import "$work/imported.foredesk" "$data" >/dev/null
alternate target_once
rm -f "$work"/imported.*
