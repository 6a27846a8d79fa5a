"""Golden boosted trees of the other objectives and options: python make-boosting-objectives.py > boosting-objectives.json

XGBoost with its exact trainer (absolute error and growth by leaf: hist with a bin for every value), so that trees can be compared.
Its 1.7 forgets the learning rate in leaves of absolute error, which is therefore 1 there.
Contributions are those of pred_contribs.
"""

import json
import sys

import numpy as np
import xgboost

rng = np.random.default_rng(9)
rows = 160
x = np.column_stack(
    [
        rng.integers(0, 24, rows).astype(float),
        rng.normal(size=rows).round(2),
        rng.integers(0, 2, rows).astype(float),
        rng.uniform(250, 310, rows).round(1),
    ]
)
signal = 3 * np.sin(x[:, 0] / 4) + 0.8 * x[:, 1] + 0.5 * x[:, 2] * x[:, 1]
y = (100 * (signal + rng.normal(size=rows))).round(3)
two = (signal + rng.normal(size=rows) > 0.5).astype(float)
three = np.digitize(signal + rng.normal(size=rows), [-1.0, 1.2]).astype(float)
weights = rng.integers(1, 5, rows).astype(float)
uneven = rng.uniform(0.5, 2, rows).round(4)
order = np.argsort(y)
heavy_median = float(y[order][np.searchsorted(np.cumsum(uneven[order]), uneven.sum() / 2)])
missing = x.copy()
missing[rng.uniform(size=x.shape) < 0.15] = np.nan
holes = x.copy()
holes[rng.uniform(size=rows) < 0.2, 2] = np.nan
names = ["hour", "wind", "flag", "temp"]
exact = {"tree_method": "exact"}
leafwise = {"tree_method": "hist", "grow_policy": "lossguide", "max_bin": 256, "max_leaves": 9, "max_depth": 0}

cases = []
for name, data, target, own_weights, settings in [
    ("weights", x, y, weights, {"objective": "reg:squarederror", "base_score": float(np.average(y, weights=weights)), **exact}),
    ("absolute", missing, y, None, {"objective": "reg:absoluteerror", "base_score": float(np.median(y)), "tree_method": "hist", "max_depth": 1, "eta": 1.0}),
    ("absolute, weights", missing, y, uneven, {"objective": "reg:absoluteerror", "base_score": heavy_median, "tree_method": "hist", "eta": 1.0}),
    ("logistic", missing, two, None, {"objective": "binary:logistic", "base_score": float(two.mean()), **exact}),
    ("logistic, weights", x, two, weights, {"objective": "binary:logistic", "base_score": float(np.average(two, weights=weights)), "min_child_weight": 0.5, **exact}),
    ("softmax", missing, three, None, {"objective": "multi:softprob", "num_class": 3, "base_score": 0.5, **exact}),
    ("monotone", holes, y, None, {"objective": "reg:squarederror", "base_score": float(y.mean()), "monotone_constraints": "(-1,1,0,1)", **exact}),
    ("leaf", x, y, None, {"objective": "reg:squarederror", "base_score": float(y.mean()), **leafwise}),
]:
    full = {"max_depth": 3, "eta": 0.2, "lambda": 1.0, "min_child_weight": 1, "nthread": 1, **settings}
    matrix = xgboost.DMatrix(data, target, weight=own_weights, feature_names=names)
    start = matrix
    if "num_class" in full:
        # XGBoost begins all classes alike; ours begin with their shares.
        start = xgboost.DMatrix(data, target, feature_names=names)
        start.set_base_margin(np.tile(np.log(np.bincount(target.astype(int)) / len(target)), (rows, 1)))
    # Later trees of absolute error hang on the sign of what float32 leaves of a row that is met exactly.
    rounds = 1 if name == "absolute, weights" else 8
    model = xgboost.train(full, start, rounds)
    cases.append(
        {
            "name": name,
            "settings": full,
            "rounds": rounds,
            "columns": [[None if np.isnan(v) else float(v) for v in c] for c in data.T],
            "target": list(map(float, target)),
            "weights": None if own_weights is None else list(own_weights),
            "predictions": model.predict(matrix).tolist(),
            "trained": model.predict(start, output_margin=True).tolist(),
            "margins": model.predict(matrix, output_margin=True).tolist(),
            "contributions": model.predict(matrix, pred_contribs=True)[:25].tolist(),
            "model": json.loads(model.save_raw("json")),
        }
    )

rounded = lambda value: (
    {k: rounded(v) for k, v in value.items()} if isinstance(value, dict)
    else [rounded(v) for v in value] if isinstance(value, list)
    else float(f"{value:.9g}") if isinstance(value, float)
    else value
)
json.dump(rounded({"versions": {"xgboost": xgboost.__version__, "numpy": np.__version__}, "cases": cases}), sys.stdout)
