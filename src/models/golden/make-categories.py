"""Golden boosted trees with splits on categories, and what XGBoost predicts from our file: python make-categories.py > categories.json

Run it again after the test has written ours-categories.xgboost.json.
"""

import json
import pathlib
import sys

import numpy as np
import xgboost

rng = np.random.default_rng(9)
rows = 300
effects = np.array([3.0, -1, 4, -1.5, 5, -9, 2, -6, 5.5, 0.3, -4, 7])
kind = rng.integers(0, 12, rows).astype(float)
few = rng.integers(0, 3, rows).astype(float)
wind = rng.normal(size=rows).round(1)
y = (effects[kind.astype(int)] + 2 * (few == 1) * wind + 0.3 * rng.normal(size=rows)).round(3)
gaps = kind.copy()
gaps[rng.uniform(size=rows) < 0.1] = np.nan
later = np.array([[5, 0, 0.3], [40, 1, -1.0], [np.nan, 2, 0.1], [11, 7, 0.5], [0, 1, np.nan]])
names, types = ["kind", "few", "wind"], ["c", "c", "float"]


def table(x, target=None):
    return xgboost.DMatrix(x, target, feature_names=names, feature_types=types, enable_categorical=True)


listed = lambda x: [[None if np.isnan(v) else float(v) for v in column] for column in x.T]
cases = []
for name, column, settings in [
    ("whole", kind, {}),
    ("missing values", gaps, {}),
    ("penalties", gaps, {"lambda": 4.0, "min_child_weight": 12.0, "gamma": 2.0}),
]:
    x = np.column_stack([column, few, wind])
    full = {"max_depth": 3, "eta": 0.3, "lambda": 1.0, "gamma": 0.0, "min_child_weight": 1.0, **settings}
    base = {"tree_method": "hist", "max_bin": 255, "nthread": 1, "base_score": float(y.mean()), "max_cat_to_onehot": 5}
    model = xgboost.train({**base, **full}, table(x, y), 6)
    cases.append({
        "name": name, "settings": full, "columns": listed(x), "predictions": model.predict(table(x)).tolist(),
        "later": model.predict(table(later)).tolist(), "model": model.save_raw("json").decode(),
    })

ours = pathlib.Path(__file__).parent / "ours-categories.xgboost.json"
read = None
if ours.exists():
    model = xgboost.Booster(model_file=str(ours))
    read = {
        "predictions": model.predict(table(np.column_stack([gaps, few, wind]))).tolist(),
        "later": model.predict(table(later)).tolist(),
    }
json.dump({
    "versions": {"xgboost": xgboost.__version__, "numpy": np.__version__},
    "target": y.tolist(), "later": listed(later), "cases": cases, "ours": read,
}, sys.stdout)
