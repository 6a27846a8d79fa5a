"""Golden values of metrics from scikit-learn: python make-metrics.py > metrics.json"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn import metrics
from sklearn.calibration import calibration_curve

warnings.filterwarnings("ignore")
rng = np.random.default_rng(3)
binary, several, regression = [], [], []

for name, rows, share, ties in [("balanced", 60, 0.5, False), ("rare class, tied scores", 80, 0.1, True), ("ten rows", 10, 0.4, True)]:
    actual = (rng.uniform(size=rows) < share).astype(int)
    actual[:2] = [0, 1]
    scores = np.clip(0.25 * actual + rng.uniform(0, 0.75, rows), 0, 1)
    if ties:
        scores = scores.round(1)
    predicted = (scores > 0.5).astype(int)
    curves = {}
    for cut in ("uniform", "quantile"):
        share_actual, share_predicted = calibration_curve(actual, scores, n_bins=5, strategy=cut)
        curves[cut] = {"actual": share_actual.tolist(), "predicted": share_predicted.tolist()}
    binary.append({
        "name": name, "actual": actual.tolist(), "scores": scores.tolist(), "calibration": curves,
        "brierScore": metrics.brier_score_loss(actual, scores),
        "metrics": {
            "accuracy": metrics.accuracy_score(actual, predicted),
            "precision": metrics.precision_score(actual, predicted),
            "recall": metrics.recall_score(actual, predicted),
            "f1": metrics.f1_score(actual, predicted),
            "f1Weighted": metrics.f1_score(actual, predicted, average="weighted"),
            "matthewsCorrelation": metrics.matthews_corrcoef(actual, predicted),
            "rocAuc": metrics.roc_auc_score(actual, scores),
            "averagePrecision": metrics.average_precision_score(actual, scores),
            "logLoss": metrics.log_loss(actual, np.clip(scores, 0, 1)),
        },
    })

for name, rows in [("four classes", 90), ("a class never predicted", 30)]:
    actual = rng.integers(0, 4, rows)
    predicted = np.where(rng.uniform(size=rows) < 0.6, actual, rng.integers(0, 4, rows))
    if name.startswith("a class"):
        predicted[predicted == 3] = 0
    weights = rng.uniform(0.1, 1, (rows, 4))
    weights /= weights.sum(1, keepdims=True)
    case = {
        "name": name, "actual": actual.tolist(), "predicted": predicted.tolist(), "probabilities": weights.T.tolist(),
        "accuracy": metrics.accuracy_score(actual, predicted),
        "matthewsCorrelation": metrics.matthews_corrcoef(actual, predicted),
        "counts": metrics.confusion_matrix(actual, predicted).tolist(),
        "logLoss": metrics.log_loss(actual, weights),
    }
    for average in ("macro", "weighted"):
        p, r, f, _ = metrics.precision_recall_fscore_support(actual, predicted, average=average, zero_division=0)
        case[average] = {"precision": p, "recall": r, "f1": f}
    several.append(case)

for name, actual in [("prices", rng.uniform(150, 280, 20)), ("with a zero", np.array([0.0, 2.0, -3.0]))]:
    predicted = actual + rng.normal(0, 10, len(actual))
    regression.append({
        "name": name, "actual": actual.tolist(), "predicted": predicted.tolist(),
        "meanAbsolutePercentageError": metrics.mean_absolute_percentage_error(actual, predicted),
        "pinball": [[q, metrics.mean_pinball_loss(actual, predicted, alpha=q)] for q in (0.0, 0.1, 0.5, 0.9)],
    })

json.dump({
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "binary": binary, "several": several, "regression": regression,
}, sys.stdout)
