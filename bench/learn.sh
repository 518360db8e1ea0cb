# The learners beside Python's, on one matrix in files: reading them, training, and scoring the
# validation part. Ours also scores its training rows and calibrates.
matrix_once() {
    "$measure" -o "$work/matrix/figures" "$work/ours" "$learn" matrix "$workspace" "$work/matrix"
    figure "features of all parts" s ours "$(value "$work/matrix/figures" seconds)"
    figure "feature cells, millions" "1/s" ours "$(value "$work/matrix/figures" feature_cells)" "> 10"
    figure "matrix cells, millions" "1/s" ours "$(value "$work/matrix/figures" matrix_cells)"
}
# Processes as a whole; then fitting alone, without reading files.
learner_once() { # KIND MODULE PHASE
    "$measure" -o "$work/ours.phases" "$work/ours" "$learn" fit "$work/matrix" "$1"
    figure "$1: files to model" s ours "$(value "$work/ours" wall)" "< peer"
    figure "$1: training alone" s ours "$(phase "$work/ours.phases" "$3")" "< peer"
    figure "$1: peak memory" MiB ours "$(value "$work/ours" peak_mib)"
    figure "$1: AUC on validation" "" ours "$(value "$work/ours.phases" auc)"
    python_has "$2" || return 0
    "$measure" -o "$work/peer.phases" "$work/peer" "$python" "$source/bench/peer_learn.py" \
        "$work/matrix" "$1"
    figure "$1: files to model" s peer "$(value "$work/peer" wall)"
    figure "$1: training alone" s peer "$(phase "$work/peer.phases" "$3")"
    figure "$1: peak memory" MiB peer "$(value "$work/peer" peak_mib)"
    figure "$1: AUC on validation" "" peer "$(value "$work/peer.phases" auc)"
}
make_workspace
mkdir -p "$work/matrix"
alternate matrix_once
python_has xgboost || say "no xgboost in Python to compare boosted trees with"
python_has sklearn || say "no scikit-learn to compare logistic regression and forest with"
for kind in ${BENCH_LEARNERS:-boost:xgboost:boosting logistic:sklearn:fitting forest:sklearn:growing}; do
    rest=${kind#*:}
    alternate learner_once "${kind%%:*}" "${rest%%:*}" "${rest#*:}"
done
