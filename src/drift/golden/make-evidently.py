"""Scores of Evidently itself, for every method that the library shares with it, and for the one it chooses by default.

Run: python make-evidently.py > evidently.json   (needs: pip install evidently "pandas<3")

Samples are recipes (((row * step) mod 1), squared, * scale + shift, rounded down, as said), so that both sides have the same doubles; labels
are such numbers with a letter. Evidently's z test lumps all labels but the first, so it is asked for columns of two values only.
"""

import json
import platform
import sys
import warnings

import evidently
import numpy as np
import pandas as pd
from evidently import DataDefinition, Dataset, Report
from evidently.metrics import DriftedColumnsCount, ValueDrift

warnings.filterwarnings("ignore")
GOLD, ROOT2, ROOT3 = 0.6180339887498949, 0.41421356237309515, 0.7320508075688772
METHODS = {
    "kolmogorov-smirnov": "ks",
    "wasserstein": "wasserstein",
    "population-stability-index": "psi",
    "jensen-shannon": "jensenshannon",
    "kullback-leibler": "kl_div",
    "chi-square": "chisquare",
    "proportion-z": "z",
}
NUMBERS_ONLY = {"kolmogorov-smirnov", "wasserstein"}


def weyl(recipe):
    values = (np.arange(1, recipe["count"] + 1) * recipe["step"]) % 1.0
    if recipe.get("square"):
        values = values * values
    values = values * recipe.get("scale", 1.0) + recipe.get("shift", 0.0)
    return np.floor(values) if recipe.get("floor") else values


def column(kind, recipe):
    values = weyl(recipe)
    return pd.Series([f"l{int(value)}" for value in values], dtype=object) if kind == "category" else pd.Series(values)


def measure(kind, before, after, method=None):
    definition = DataDefinition(**{"numerical_columns" if kind == "number" else "categorical_columns": ["x"]})
    reference, current = (Dataset.from_pandas(pd.DataFrame({"x": x}), data_definition=definition) for x in (before, after))
    report = Report([ValueDrift(column="x", **({"method": METHODS[method]} if method else {})), DriftedColumnsCount()])
    if method:
        report = Report([ValueDrift(column="x", method=METHODS[method])])
    found = report.run(current, reference).dict()["metrics"]
    first = {"score": float(found[0]["value"]), "threshold": float(found[0]["config"]["threshold"])}
    if method:
        return first
    return {**first, "name": found[0]["config"]["method"], "drifted": found[1]["value"]["count"] == 1}


cases = []
for name, kind, first, second, methods in [
    ("small numbers", "number", {"count": 600, "step": GOLD}, {"count": 250, "step": ROOT2, "shift": 0.07}, list(METHODS)[:5]),
    ("many numbers", "number", {"count": 4000, "step": GOLD, "scale": 50.0}, {"count": 1500, "step": ROOT3, "scale": 53.0}, list(METHODS)[:5]),
    ("squared numbers", "number", {"count": 3000, "step": GOLD, "square": True, "scale": 9.0}, {"count": 900, "step": ROOT3, "scale": 9.0}, list(METHODS)[:5]),
    ("integers", "number", {"count": 2000, "step": GOLD, "scale": 40.0, "floor": True}, {"count": 2000, "step": ROOT2, "scale": 44.0, "floor": True}, list(METHODS)[:5]),
    ("four numbers, few rows", "number", {"count": 400, "step": GOLD, "scale": 4.0, "floor": True}, {"count": 200, "step": ROOT3, "square": True, "scale": 4.0, "floor": True}, list(METHODS)[:5]),
    ("four numbers, many rows", "number", {"count": 4000, "step": GOLD, "scale": 4.0, "floor": True}, {"count": 2000, "step": ROOT3, "square": True, "scale": 4.0, "floor": True}, list(METHODS)[:5]),
    ("two numbers", "number", {"count": 500, "step": GOLD, "scale": 2.0, "floor": True}, {"count": 500, "step": ROOT2, "square": True, "scale": 2.0, "floor": True}, list(METHODS)[:5]),
    ("two labels", "category", {"count": 300, "step": GOLD, "scale": 2.0, "floor": True}, {"count": 700, "step": ROOT2, "square": True, "scale": 2.0, "floor": True}, [m for m in METHODS if m not in NUMBERS_ONLY]),
    ("six labels, few rows", "category", {"count": 900, "step": GOLD, "scale": 6.0, "floor": True}, {"count": 300, "step": ROOT3, "square": True, "scale": 6.0, "floor": True}, [m for m in METHODS if m not in NUMBERS_ONLY and m != "proportion-z"]),
    ("six labels, many rows", "category", {"count": 9000, "step": GOLD, "scale": 6.0, "floor": True}, {"count": 3000, "step": ROOT3, "scale": 6.0, "floor": True}, [m for m in METHODS if m not in NUMBERS_ONLY and m != "proportion-z"]),
    ("a new label", "category", {"count": 2000, "step": GOLD, "scale": 3.0, "floor": True}, {"count": 2000, "step": ROOT3, "scale": 4.0, "floor": True}, ["population-stability-index", "jensen-shannon", "kullback-leibler"]),
]:
    before, after = column(kind, first), column(kind, second)
    cases.append({
        "name": name,
        "kind": kind,
        "reference": first,
        "current": second,
        "default": measure(kind, before, after),
        "methods": {method: measure(kind, before, after, method) for method in methods},
    })

json.dump(
    {
        "made": {
            "python": platform.python_version(),
            "evidently": evidently.__version__,
            "numpy": np.__version__,
            "pandas": pd.__version__,
        },
        "cases": cases,
    },
    sys.stdout,
    indent=1,
)
print()
