"""Performance without labels as NannyML estimates it: CBPE for two and for three classes, DLE for numbers.

Run: python make-performance.py performance.json   (needs: pip install nannyml)

Rows are recipes of Weyl sequences, so that both sides have the same doubles. NannyML calibrates only where it helps; the scores here are far
from calibrated, so that it does. Its DLE uses LightGBM: the numbers are compared within a tolerance, those of CBPE to 1e-6 (NannyML rounds).
"""

import json
import os
import platform
import sys
import warnings

os.environ["NML_DISABLE_USAGE_LOGGING"] = "1"
warnings.filterwarnings("ignore")
import nannyml as nml  # noqa: E402
import numpy as np  # noqa: E402
import pandas as pd  # noqa: E402

GOLD, ROOT2, ROOT3 = 0.6180339887498949, 0.41421356237309515, 0.7320508075688772


def weyl(count, step, offset=0):
    return (np.arange(1 + offset, count + 1 + offset) * step) % 1.0


def two_classes(count, offset, power):
    score = weyl(count, GOLD, offset) ** power
    truth = (weyl(count, ROOT2, offset) < score**2).astype(int)
    return pd.DataFrame({"score": score, "predicted": (score > 0.5).astype(int), "truth": truth})


def three_classes(count, offset, power):
    raw = np.stack([weyl(count, GOLD, offset) ** power, weyl(count, ROOT2, offset), weyl(count, ROOT3, offset)], axis=1)
    shares = raw / raw.sum(axis=1, keepdims=True)
    sharp = raw**2 / (raw**2).sum(axis=1, keepdims=True)
    draw = weyl(count, 0.23606797749978969, offset)
    truth = (draw[:, None] >= np.cumsum(sharp, axis=1)).sum(axis=1)
    frame = pd.DataFrame(shares, columns=["p0", "p1", "p2"])
    return frame.assign(predicted=shares.argmax(axis=1), truth=truth)


def numbers(count, offset, shift):
    x = weyl(count, GOLD, offset) * 4 + shift
    noise = (weyl(count, ROOT2, offset) - 0.5) * (0.5 + x)
    return pd.DataFrame({"x": x, "prediction": 3 * x, "truth": 3 * x + noise})


def estimates(estimator, reference, current, names):
    estimator.fit(reference)
    frame = estimator.estimate(current).filter(period="analysis").to_df()
    return {name: [float(value) for value in frame[(name, "value")]] for name in names}


two = {"reference": [4000, 0, 1.0], "current": [2000, 5000, 1.6], "chunk": 1000}
cbpe = nml.CBPE(
    y_pred_proba="score", y_pred="predicted", y_true="truth", problem_type="classification_binary", chunk_size=two["chunk"],
    metrics=["roc_auc", "f1", "precision", "recall", "accuracy"],
)
binary = estimates(
    cbpe, two_classes(*two["reference"]), two_classes(*two["current"]).drop(columns="truth"), ["roc_auc", "f1", "precision", "recall", "accuracy"]
)
assert cbpe.needs_calibration

many = {"reference": [4000, 0, 1.0], "current": [2000, 5000, 2.0], "chunk": 1000}
multi = nml.CBPE(
    y_pred_proba={0: "p0", 1: "p1", 2: "p2"}, y_pred="predicted", y_true="truth", problem_type="classification_multiclass",
    chunk_size=many["chunk"], metrics=["accuracy", "f1"],
)
multiclass = estimates(multi, three_classes(*many["reference"]), three_classes(*many["current"]).drop(columns="truth"), ["accuracy", "f1"])

loss = {"reference": [6000, 0, 0.0], "current": [3000, 7000, 1.0], "chunk": 1500}
dle = nml.DLE(
    feature_column_names=["x"], y_pred="prediction", y_true="truth", metrics=["mae", "rmse"], chunk_size=loss["chunk"],
)
regression = estimates(dle, numbers(*loss["reference"]), numbers(*loss["current"]).drop(columns="truth"), ["mae", "rmse"])

# LightGBM prints to the standard output, so the result goes to a file.
with open(sys.argv[1], "w", encoding="utf8") as file:
    json.dump(
        {
            "made": {"python": platform.python_version(), "nannyml": nml.__version__, "numpy": np.__version__},
            "two classes": {**two, "estimated": binary},
            "three classes": {**many, "estimated": multiclass},
            "numbers": {**loss, "estimated": regression},
        },
        file,
        indent=1,
    )
    file.write("\n")
