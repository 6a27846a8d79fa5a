"""Golden values of special functions, F tests, mutual information and principal axes: python make-selection.py > selection.json"""

import json
import sys

import numpy as np
import scipy
import sklearn
from scipy import special, stats
from sklearn.decomposition import PCA
from sklearn.feature_selection import f_classif, f_regression, mutual_info_classif, mutual_info_regression

rng = np.random.default_rng(31)
functions = {
    "digamma": [[x, float(special.digamma(x))] for x in (1e-3, 0.1, 0.5, 1.0, 1.4616321449683622, 2.0, 3.0, 7.5, 12.0, 100.0, 38563.0, 1e9)],
    "incompleteBeta": [
        [a, b, x, float(special.betainc(a, b, x))]
        for a in (0.5, 1.0, 3.0, 40.0, 1500.0) for b in (0.5, 2.0, 25.0, 1e4) for x in (1e-4, 0.03, 0.5, 0.97)
    ],
    "fSurvival": [
        [v, p, q, float(stats.f.sf(v, p, q))] for v in (1e-3, 0.5, 1.0, 4.0, 60.0, 900.0) for p in (1, 3, 20) for q in (2, 57, 38000)
    ],
    "normalQuantile": [[p, float(special.ndtri(p))] for p in (1e-300, 1e-20, 1e-7, 1e-3, 0.07, 0.075, 0.2, 0.5, 0.6, 0.93, 0.999, 1 - 1e-12)],
}

tests = []
for name, n in [("sixty rows", 60), ("seven rows", 7), ("far from 0", 40)]:
    x = rng.normal(size=n) + (1e8 if name == "far from 0" else 0)
    y = 2 * (x - x.mean()) + 3 * rng.normal(size=n)
    classes = (np.arange(n) % 3).astype(int)
    centred = x - x.mean()
    f, p = f_regression(centred.reshape(-1, 1), y)
    cf, cp = f_classif((centred + classes).reshape(-1, 1), classes)
    tests.append({
        "name": name, "values": x.tolist(), "target": y.tolist(), "classes": classes.tolist(), "shifted": (x + classes).tolist(),
        "regression": [float(f[0]), float(p[0])], "classification": [float(cf[0]), float(cp[0])],
    })

information = []
for n in (59, 400):
    x = rng.normal(size=n)
    wave = np.sin(3 * x) + 0.3 * rng.normal(size=n)
    price = 200 + 20 * x + 5 * rng.normal(size=n)
    codes = rng.integers(0, 4, n)
    rounded = np.round(x, 1)
    classes = (x + rng.normal(size=n) > 0.8).astype(int)
    for name, values, target, dv, dt in [
        ("numbers, straight", x, price, False, False), ("numbers, wave", x, wave, False, False),
        ("numbers, nothing to find", rng.normal(size=n), wave, False, False), ("numbers with ties", rounded, price, False, False),
        ("number and class", x, classes, False, True), ("tied number and class", rounded, classes, False, True),
        ("codes and class", codes, (codes + classes) % 3, True, True), ("codes and number", codes, price + 20 * codes, True, False),
    ]:
        score = mutual_info_classif if dt else mutual_info_regression
        found = [float(score(values.reshape(-1, 1), target, discrete_features=dv, random_state=s)[0]) for s in range(8)]
        information.append({
            "name": f"{name}, {n} rows", "values": values.tolist(), "target": target.tolist(), "discreteValues": dv, "discreteTarget": dt,
            "information": float(np.mean(found)), "spread": float(np.ptp(found)),
        })

axes = []
for name, x in [("30 x 4", rng.normal(size=(30, 4)) @ rng.normal(size=(4, 4))), ("a column spanned by others", None), ("5 x 8", rng.normal(size=(5, 8)))]:
    if x is None:
        base = rng.normal(size=(20, 2))
        x = np.column_stack([base, base[:, 0] + base[:, 1]])
    pca = PCA(svd_solver="full").fit(x)
    axes.append({
        "name": name, "columns": x.T.tolist(), "axes": pca.components_.tolist(), "lengths": pca.singular_values_.tolist(),
        "shares": pca.explained_variance_ratio_.tolist(), "scores": pca.transform(x).T.tolist(),
    })

json.dump({
    "versions": {"scipy": scipy.__version__, "scikit-learn": sklearn.__version__, "numpy": np.__version__},
    "functions": functions, "tests": tests, "information": information, "axes": axes,
}, sys.stdout)
