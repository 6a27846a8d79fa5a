"""Golden values of logistic regression on more rows than a sample of it: python make-logistic.py > logistic.json

The rows come from a generator of whole numbers that the test repeats, so only the answers are kept here.
"""

import json
import sys

import numpy as np
import sklearn
from sklearn.linear_model import LogisticRegression

rows, width = 20_000, 6
state = 12345


def uniform():
    global state
    state = (1103515245 * state + 12345) % 2**31
    return state / 2**31


draws = np.array([uniform() for _ in range(rows * (width + 1))]).reshape(rows, width + 1)
x = draws[:, :width].copy()
x[:, 1] += x[:, 0]
x[:, 2] = 1000 + 50 * x[:, 2]
score = 3 * x[:, 0] - 2 * x[:, 1] + 0.04 * (x[:, 2] - 1000) + 4 * (draws[:, width] - 0.5)
weights = 0.5 + x[:, 3]

cases = []
for name, limits, c, weighted in [("two classes", [1.2], 1.0, False), ("a rare class, weighted", [2.6], 10.0, True), ("four classes", [-0.5, 0.8, 2.2], 1.0, False)]:
    target = np.digitize(score, limits)
    model = LogisticRegression(C=c, tol=1e-13, max_iter=10**5, solver="newton-cholesky")
    model.fit(x, target, sample_weight=weights if weighted else None)
    cases.append({
        "name": name, "limits": limits, "alpha": 1 / c, "weighted": weighted, "counts": np.bincount(target).tolist(),
        "coefficients": model.coef_.tolist(), "probabilities": model.predict_proba(x[:20]).T.tolist(),
    })

json.dump({"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "rows": rows, "cases": cases}, sys.stdout)
