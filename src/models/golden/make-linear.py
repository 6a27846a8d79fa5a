"""Golden values of linear and ridge regression: python make-linear.py > linear.json

The normal equations are solved in exact rational arithmetic, so far-off columns lose nothing. `difference` says how far
scikit-learn's own predictions lie from that, as a share of the largest target.
"""

import json
import sys
from fractions import Fraction

import numpy as np
import sklearn
from sklearn.linear_model import LinearRegression, Ridge

rng = np.random.default_rng(20)
cases = []


def solve(matrix, right):
    """Gauss elimination in rationals; the matrix is positive definite."""
    count = len(right)
    rows = [list(row) + [value] for row, value in zip(matrix, right)]
    for k in range(count):
        for other in range(k + 1, count):
            factor = rows[other][k] / rows[k][k]
            rows[other] = [a - factor * b for a, b in zip(rows[other], rows[k])]
    answer = [Fraction(0)] * count
    for k in reversed(range(count)):
        answer[k] = (rows[k][count] - sum(rows[k][j] * answer[j] for j in range(k + 1, count))) / rows[k][k]
    return answer


def add(name, columns, target, alpha=None, weights=None):
    x = np.column_stack(columns).astype(float)
    y = np.asarray(target, float)
    exact = [[Fraction(v) for v in c] for c in x.T]
    w8 = [Fraction(v) for v in (np.ones(len(y)) if weights is None else weights)]
    means = [sum(v * u for v, u in zip(c, w8)) / sum(w8) for c in exact]
    c = [[v - m for v in col] for col, m in zip(exact, means)]
    ty = [Fraction(v) for v in y]
    mean = sum(v * u for v, u in zip(ty, w8)) / sum(w8)
    ty = [v - mean for v in ty]
    gram = [[sum(a * b * g for a, b, g in zip(u, v, w8)) for v in c] for u in c]
    for k in range(len(gram)):
        gram[k][k] += Fraction(alpha or 0)
    w = solve(gram, [sum(a * b * g for a, b, g in zip(u, ty, w8)) for u in c])
    predictions = [float(mean + sum(wk * col[r] for wk, col in zip(w, c))) for r in range(len(ty))]
    model = LinearRegression() if alpha is None else Ridge(alpha=alpha)
    theirs = model.fit(x, y, sample_weight=weights).predict(x)
    cases.append(
        {
            "name": name,
            "alpha": alpha,
            "weights": None if weights is None else list(map(float, weights)),
            "columns": [list(map(float, col)) for col in x.T],
            "target": list(map(float, y)),
            "coefficients": [float(v) for v in w],
            "predictions": predictions,
            "difference": float(np.max(np.abs(theirs - predictions)) / np.max(np.abs(y))),
        }
    )


i = np.arange(40)
noise = rng.normal(size=40)
add("well scaled", [rng.normal(size=40), rng.normal(size=40), rng.normal(size=40)], noise)
add("1e6 + i", [1e6 + i], 2 * i + 3 + 0.01 * noise)
add("epoch milliseconds, hourly", [1349168400000 + 3600000 * i], 5 + 0.25 * i + noise)
year = 1980 + i
gdp = 1e9 * (1 + 0.03 * i + 0.01 * rng.normal(size=40))
add("year and GDP", [year, gdp], 3 * (year - 2000) + 2e-8 * gdp + noise)
for alpha in (0.01, 1.0, 100.0):
    add(f"ridge {alpha}", [rng.normal(size=40) * s for s in (1, 10, 0.1, 3)], noise + 5, alpha)
add("ridge on year and GDP", [year, gdp], 3 * (year - 2000) + 2e-8 * gdp + noise, 0.5)
add("ridge on epoch milliseconds", [1349168400000 + 3600000 * i, rng.normal(size=40)], 5 + 0.25 * i + noise, 0.5)
twice = rng.normal(size=40)
add("ridge on a column given twice", [twice, twice, rng.normal(size=40)], 2 * twice + noise, 0.1)
add("ridge, 12 columns and 8 rows", [rng.normal(size=8) * (1 + k) for k in range(12)], rng.normal(size=8), 0.1)
add("ridge, 12 columns of far-off size and 8 rows", [1e5 + 10.0**k * rng.normal(size=8) for k in range(12)], rng.normal(size=8), 0.1)

heavy = np.where(i % 3 == 0, 4.0, 0.25)
heavy[7] = 0
add("weighted", [rng.normal(size=40), year], 2 * i + noise, None, heavy)
add("ridge, weighted", [rng.normal(size=40), year], 2 * i + noise, 3.0, heavy)
few = rng.uniform(0.1, 3, 8).round(2)
add("ridge, weighted, 12 columns and 8 rows", [rng.normal(size=8) for k in range(12)], rng.normal(size=8), 0.5, few)

json.dump(
    {"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": cases}, sys.stdout, indent=1
)
