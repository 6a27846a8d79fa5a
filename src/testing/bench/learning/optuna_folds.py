"""Optuna's side of the bench of searches on threads: trials of LightGBM over folds in turn, in wall seconds."""
import json
import sys
import time

import lightgbm
import numpy
import optuna

folder, width, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = numpy.fromfile(f"{folder}/forest.x", "float32").reshape(-1, width)
y = numpy.fromfile(f"{folder}/forest.y", "float64")
optuna.logging.set_verbosity(optuna.logging.ERROR)
fold = numpy.random.default_rng(1).permutation(len(y)) % 4
started = time.perf_counter()
parts = [
    (lightgbm.Dataset(x[fold != k], y[fold != k], params={"max_bin": 255, "feature_pre_filter": False, "verbosity": -1, "num_threads": threads}).construct(), x[fold == k], y[fold == k])
    for k in range(4)
]


def mean_error(trial):
    depth = trial.suggest_int("depth", 3, 6)
    parameters = dict(
        objective="regression", max_depth=depth, num_leaves=2**depth, learning_rate=0.1, lambda_l2=1,
        min_data_in_leaf=1, min_sum_hessian_in_leaf=1, num_threads=threads, verbosity=-1,
    )
    errors = []
    for table, test_x, test_y in parts:
        model = lightgbm.train(parameters, table, 60)
        errors.append(float(numpy.sqrt(numpy.mean((model.predict(test_x, num_threads=threads) - test_y) ** 2))))
    return float(numpy.mean(errors))


optuna.create_study(sampler=optuna.samplers.TPESampler(seed=1)).optimize(mean_error, n_trials=6)
print(json.dumps({
    "version": f"{optuna.__version__} with LightGBM {lightgbm.__version__}",
    "wallSeconds": time.perf_counter() - started,
}))
