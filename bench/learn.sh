# The learners beside Python's, on one matrix in files: reading them, training, and scoring the
# validation part. Ours also scores its training rows and calibrates. Trees are boosted for a fixed
# number of rounds, so that both do the same work; and on BENCH_THREADS cores, one unless told, so
# that what else runs on the machine weighs little.
rounds=${BENCH_ROUNDS:-100} trees=${BENCH_TREES:-20} threads=${BENCH_THREADS:-1}
matrix_once() {
    "$measure" -o "$work/matrix/figures" "$work/ours" "$learn" matrix "$workspace" "$work/matrix"
    figure "features of all parts" s ours "$(value "$work/matrix/figures" seconds)"
    figure "feature cells" "M/s" ours "$(value "$work/matrix/figures" feature_cells)" "> 10"
    figure "feature cells, of processor time" "M/s" ours \
        "$(value "$work/matrix/figures" feature_cells_of_work)"
    figure "encoded cells" "M/s" ours "$(value "$work/matrix/figures" matrix_cells)"
}
# Processes as a whole; then fitting alone, without reading files.
learner_once() { # KIND MODULE PHASE
    case $1 in
    boost) fixed="rounds=$rounds patience=500" name="boost, $rounds rounds" ;;
    forest) fixed="trees=$trees" name="forest, $trees trees" ;;
    *) fixed='' name=$1 ;;
    esac
    # shellcheck disable=SC2086
    "$measure" -o "$work/ours.phases" "$work/ours" env OMP_NUM_THREADS="$threads" \
        "$learn" fit "$work/matrix" "$1" $fixed
    figure "$name: files to model" s ours "$(value "$work/ours" wall)" "< peer"
    figure "$name: files to model, processor time" s ours "$(processor "$work/ours")"
    figure "$name: training alone" s ours "$(phase "$work/ours.phases" "$3")" "< peer"
    figure "$name: peak memory" MiB ours "$(value "$work/ours" peak_mib)"
    figure "$name: AUC on validation" "" ours "$(value "$work/ours.phases" auc)"
    python_has "$2" || return 0
    "$measure" -o "$work/peer.phases" "$work/peer" env OMP_NUM_THREADS="$threads" \
        OPENBLAS_NUM_THREADS="$threads" "$python" "$source/bench/peer_learn.py" "$work/matrix" "$1"
    figure "$name: files to model" s peer "$(value "$work/peer" wall)"
    figure "$name: files to model, processor time" s peer "$(processor "$work/peer")"
    figure "$name: training alone" s peer "$(phase "$work/peer.phases" "$3")"
    figure "$name: peak memory" MiB peer "$(value "$work/peer" peak_mib)"
    figure "$name: AUC on validation" "" peer "$(value "$work/peer.phases" auc)"
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
