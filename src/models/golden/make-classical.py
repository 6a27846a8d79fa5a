"""Golden values of classical models from scikit-learn: python make-classical.py > classical.json"""

import json
import sys
import warnings

import numpy as np
import sklearn
from sklearn.ensemble import RandomForestRegressor
from sklearn.linear_model import ElasticNet, Lasso, LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier, KNeighborsRegressor

warnings.filterwarnings("ignore")
rng = np.random.default_rng(6)
n = 80
x = np.column_stack([rng.normal(size=n), 100 + 5 * rng.normal(size=n), 0.1 * rng.normal(size=n), rng.integers(0, 2, n)])
later = x[:15] + rng.normal(size=(15, 4)) * [0.3, 2, 0.05, 0]
number = 2 * x[:, 0] - 0.3 * x[:, 1] + 5 * x[:, 3] + rng.normal(size=n)
two = (x[:, 0] + 0.2 * (x[:, 1] - 100) + rng.normal(size=n) > 0.5).astype(int)
three = np.digitize(x[:, 0] + 4 * x[:, 2] + 0.6 * rng.normal(size=n), [-0.5, 0.6])
weights = rng.uniform(0.2, 3, n).round(2)

linear = []
for name, model in [("lasso", Lasso(alpha=0.1, tol=1e-15, max_iter=10**6)), ("elasticNet", ElasticNet(alpha=0.2, l1_ratio=0.3, tol=1e-15, max_iter=10**6)), ("lasso", Lasso(alpha=2.0, tol=1e-15, max_iter=10**6))]:
    model.fit(x, number)
    linear.append({"kind": name, "weights": None, "alpha": model.alpha, "l1Share": getattr(model, "l1_ratio", 1.0), "coefficients": model.coef_.tolist(), "intercept": float(model.intercept_)})

for name, model in [("lasso", Lasso(alpha=0.1, tol=1e-15, max_iter=10**6)), ("elasticNet", ElasticNet(alpha=0.2, l1_ratio=0.3, tol=1e-15, max_iter=10**6))]:
    model.fit(x, number, sample_weight=weights)
    linear.append({"kind": name, "weights": weights.tolist(), "alpha": model.alpha, "l1Share": getattr(model, "l1_ratio", 1.0), "coefficients": model.coef_.tolist(), "intercept": float(model.intercept_)})

logistic = []
for name, target, c, balanced, weighted in [
    ("two classes", two, 1.0, False, False), ("two classes, weak penalty", two, 1e3, False, False), ("two classes, balanced", two, 0.5, True, False),
    ("two classes, weighted", two, 1.0, False, True), ("three classes", three, 1.0, False, False), ("three classes, balanced and weighted", three, 0.1, True, True),
]:
    model = LogisticRegression(C=c, tol=1e-13, max_iter=10**5, class_weight="balanced" if balanced else None, solver="newton-cholesky")
    model.fit(x, target, sample_weight=weights if weighted else None)
    logistic.append({
        "name": name, "target": target.tolist(), "alpha": 1 / c, "balanced": balanced, "weights": weights.tolist() if weighted else None,
        "coefficients": model.coef_.tolist(), "intercepts": model.intercept_.tolist(), "probabilities": model.predict_proba(later).T.tolist(),
    })

near = []
for neighbours, weigh in [(1, "uniform"), (5, "uniform"), (4, "distance")]:
    near.append({
        "neighbours": neighbours, "weigh": "equal" if weigh == "uniform" else weigh,
        "numbers": KNeighborsRegressor(neighbours, weights=weigh).fit(x, number).predict(later).tolist(),
        "probabilities": KNeighborsClassifier(neighbours, weights=weigh).fit(x, three).predict_proba(later).T.tolist(),
    })

bayes = []
for name, own in [("plain", None), ("weighted", weights)]:
    model = GaussianNB().fit(x, three, sample_weight=own)
    bayes.append({"name": name, "weights": None if own is None else own.tolist(), "probabilities": model.predict_proba(later).T.tolist()})

rows = 400
wide = rng.normal(size=(rows, 5))
curve = 3 * np.sin(2 * wide[:, 0]) + wide[:, 1] ** 2 + 0.3 * rng.normal(size=rows)
train, test = slice(0, 300), slice(300, rows)
heavy = np.where(wide[:, 0] > 0, 5.0, 0.5)


def forest_errors(**settings):
    weights = settings.pop("weights", None)
    errors = []
    for seed in range(5):
        forest = RandomForestRegressor(100, random_state=seed, **settings).fit(wide[train], curve[train], sample_weight=weights)
        errors.append(float(np.sqrt(np.mean((forest.predict(wide[test]) - curve[test]) ** 2))))
    return errors


forests = [
    {"name": "every column at each split", "columnSample": 1, "leafRows": 1, "weighted": False, "errors": forest_errors()},
    {"name": "two of five columns at each split", "columnSample": 0.4, "leafRows": 1, "weighted": False, "errors": forest_errors(max_features=0.4)},
    {"name": "leaves of ten rows", "columnSample": 1, "leafRows": 10, "weighted": False, "errors": forest_errors(min_samples_leaf=10)},
    {"name": "weighted rows", "columnSample": 1, "leafRows": 1, "weighted": True, "errors": forest_errors(weights=heavy[train])},
]

json.dump({
    "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "columns": x.T.tolist(), "later": later.T.tolist(), "number": number.tolist(), "three": three.tolist(),
    "linear": linear, "logistic": logistic, "near": near, "bayes": bayes,
    "forest": {"columns": wide.T.round(6).tolist(), "target": curve.round(6).tolist(), "cases": forests},
}, sys.stdout)
