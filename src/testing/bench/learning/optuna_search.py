"""Optuna's side of the learning bench: 50 trials of TPE over LightGBM, one binned table, one thread."""
import json
import sys
import time

import lightgbm
import numpy
import optuna

folder, width = sys.argv[1], int(sys.argv[2])
load = lambda part: (
    numpy.fromfile(f"{folder}/{part}.x", "float32").reshape(-1, width),
    numpy.fromfile(f"{folder}/{part}.y", "float64"),
)
(train_x, train_y), (test_x, test_y) = load("train"), load("test")
optuna.logging.set_verbosity(optuna.logging.ERROR)
started = time.process_time()
table = lightgbm.Dataset(train_x, train_y, params={"max_bin": 255, "feature_pre_filter": False, "verbosity": -1}, free_raw_data=False).construct()


def trial_error(trial):
    depth = trial.suggest_int("depth", 3, 10)
    parameters = dict(
        objective="regression",
        max_depth=depth,
        num_leaves=2**depth,
        learning_rate=trial.suggest_float("learningRate", 0.02, 0.5, log=True),
        bagging_fraction=trial.suggest_float("subsample", 0.5, 1),
        bagging_freq=1,
        feature_fraction=trial.suggest_float("columnSample", 0.5, 1),
        lambda_l2=trial.suggest_float("lambda", 0.05, 10, log=True),
        min_data_in_leaf=1,
        min_sum_hessian_in_leaf=1,
        num_threads=1,
        verbosity=-1,
    )
    model = lightgbm.train(parameters, table, 100)
    return float(numpy.sqrt(numpy.mean((model.predict(test_x, num_threads=1) - test_y) ** 2)))


study = optuna.create_study(sampler=optuna.samplers.TPESampler(seed=7))
study.optimize(trial_error, n_trials=50)
print(json.dumps({
    "version": f"{optuna.__version__} with LightGBM {lightgbm.__version__}",
    "seconds": time.process_time() - started,
    "best": study.best_value,
}))
