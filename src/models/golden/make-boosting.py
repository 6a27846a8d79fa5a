"""Golden boosted trees from XGBoost's exact trainer: python make-boosting.py > boosting.json"""

import json
import sys

import numpy as np
import xgboost

rng = np.random.default_rng(4)
rows = 120
x = np.column_stack(
    [
        rng.integers(0, 24, rows).astype(float),
        rng.normal(size=rows).round(2),
        rng.integers(0, 2, rows).astype(float),
        rng.uniform(250, 310, rows).round(1),
    ]
)
y = (300 * np.sin(x[:, 0] / 4) + 80 * x[:, 1] + 50 * x[:, 2] * x[:, 1] + rng.normal(size=rows)).round(3) + 1000
missing = x.copy()
missing[rng.uniform(size=x.shape) < 0.15] = np.nan

cases = []
for name, data, settings, rounds in [
    ("defaults", x, {}, 10),
    ("missing values", missing, {}, 10),
    ("penalties", missing, {"lambda": 3.5, "alpha": 20.0, "gamma": 500.0, "min_child_weight": 4}, 8),
    ("no penalty, deep", x, {"lambda": 0.0, "max_depth": 9, "eta": 0.3}, 5),
    ("stumps", missing, {"max_depth": 1}, 12),
]:
    full = {"max_depth": 3, "eta": 0.1, "lambda": 1.0, "alpha": 0.0, "gamma": 0.0, "min_child_weight": 1, **settings}
    params = {"objective": "reg:squarederror", "tree_method": "exact", "nthread": 1, "base_score": float(y.mean()), **full}
    matrix = xgboost.DMatrix(data, y, feature_names=["hour", "wind", "flag", "temp"])
    model = xgboost.train(params, matrix, rounds)
    cases.append(
        {
            "name": name,
            "settings": {**full, "rounds": rounds},
            "columns": [[None if np.isnan(v) else float(v) for v in c] for c in data.T],
            "target": list(map(float, y)),
            "predictions": list(map(float, model.predict(matrix))),
            "gain": model.get_score(importance_type="total_gain"),
            "model": json.loads(model.save_raw("json")),
        }
    )

json.dump({"versions": {"xgboost": xgboost.__version__, "numpy": np.__version__}, "cases": cases}, sys.stdout)
