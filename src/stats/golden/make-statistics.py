"""Reference values for src/stats from NumPy and SciPy. Run: python make-statistics.py > statistics.json

Samples are written as recipes ("weyl": ((row * step) mod 1) * scale + shift, squared or cut to decimals where said), so that the
JavaScript side makes the same doubles and the file stays small.
"""

import json
import platform
import sys

import numpy as np
import scipy
from scipy import special, stats
from scipy.spatial import distance


def weyl(recipe):
    values = (np.arange(1, recipe["count"] + 1) * recipe["step"]) % 1.0
    if recipe.get("square"):
        values = values * values
    values = values * recipe.get("scale", 1.0) + recipe.get("shift", 0.0)
    return np.floor(values) if recipe.get("floor") else values


GOLD, ROOT2, ROOT3 = 0.6180339887498949, 0.41421356237309515, 0.7320508075688772

descriptive = []
for recipe in [
    {"count": 5, "step": GOLD},
    {"count": 101, "step": ROOT2, "square": True, "scale": 1000.0, "shift": -50.0},
    {"count": 1000, "step": ROOT3, "scale": 1e-3, "shift": 1e6},
    {"count": 777, "step": GOLD, "scale": 40.0, "floor": True},
]:
    x = weyl(recipe)
    descriptive.append({
        "sample": recipe,
        "mean": np.mean(x.astype(np.longdouble)).astype(float),
        "sampleDeviation": float(np.std(x.astype(np.longdouble), ddof=1)),
        "populationDeviation": float(np.std(x.astype(np.longdouble), ddof=0)),
        "quantiles": [[p, float(np.quantile(x, p))] for p in [0, 0.005, 0.1, 0.25, 1 / 3, 0.5, 0.75, 0.9, 0.999, 1]],
        "skewness": float(stats.skew(x.astype(np.longdouble), bias=False)),
        "kurtosis": float(stats.kurtosis(x.astype(np.longdouble), bias=False)),
    })

histograms = []
for recipe in [
    {"count": 50, "step": GOLD, "scale": 10.0},
    {"count": 3000, "step": ROOT2, "square": True, "scale": 1000.0, "shift": -300.0},
    {"count": 40, "step": ROOT3, "scale": 5.0, "floor": True},
    {"count": 200000, "step": GOLD, "scale": 12.0, "floor": True},
]:
    x = weyl(recipe)
    if recipe.get("floor"):
        x = x.astype(np.int64)
    edges = np.histogram_bin_edges(x, bins="sturges")
    histograms.append({
        "sample": recipe,
        "edges": edges.tolist(),
        "counts": np.histogram(x, bins=edges)[0].tolist(),
    })

functions = {
    "logGamma": [[x, float(special.gammaln(x))] for x in [1e-5, 0.1, 0.5, 0.99, 1.0, 1.5, 2.0, 2.5, 7.25, 33.0, 1e3, 1e7]],
    "incompleteGamma": [
        [a, x, float(special.gammaincc(a, x))]
        for a in [0.1, 0.5, 1.0, 2.5, 10.0, 75.0, 500.0]
        for x in [1e-8, 0.01, 0.5, 1.0, 3.0, 12.0, 80.0, 450.0, 600.0]
    ],
    "chiSquareSurvival": [
        [x, k, float(stats.chi2.sf(x, k))] for k in [1, 2, 3, 10, 37, 200] for x in [0.0, 0.1, 1.0, 3.84, 12.0, 55.0, 230.0, 700.0]
    ],
    "normalCumulative": [[z, float(stats.norm.cdf(z))] for z in [-30, -8, -6, -3, -1.96, -1, -1e-3, 0, 0.5, 1, 2.5, 6, 9]],
    "complementaryErrorFunction": [[x, float(special.erfc(x))] for x in [-5, -1, -0.1, 0, 1e-6, 0.3, 1, 2, 5, 12, 25]],
    "smirnovSurvival": [
        [x, n, float(special.smirnov(n, x))]
        for n in [1, 2, 5, 20, 140, 1000, 33333, 1000000]
        for x in [0.0005, 0.001, 0.003, 0.01, 0.05, 0.2, 0.5, 0.9]
    ],
    "kolmogorovSurvival": [
        [x, n, float(stats.kstwo.sf(x, n))]
        for n in [1, 2, 3, 5, 10, 20, 50, 139, 140, 141, 500, 5000, 60000, 100001, 500000, 1000000]
        for x in [0.0005, 0.001, 0.0016, 0.004, 0.01, 0.03, 0.06, 0.1, 0.17, 0.25, 0.3, 0.45, 0.5, 0.7, 0.95]
    ],
}

pairs = []
for first, second in [
    [{"count": 4, "step": GOLD}, {"count": 4, "step": ROOT2}],
    [{"count": 1, "step": GOLD}, {"count": 1, "step": ROOT2}],
    [{"count": 1, "step": GOLD}, {"count": 9, "step": ROOT2}],
    [{"count": 20, "step": GOLD}, {"count": 20, "step": ROOT2, "square": True}],
    [{"count": 13, "step": GOLD}, {"count": 29, "step": ROOT2, "shift": 0.3}],
    [{"count": 60, "step": GOLD, "scale": 8.0, "floor": True}, {"count": 90, "step": ROOT3, "scale": 9.0, "floor": True}],
    [{"count": 100, "step": GOLD}, {"count": 250, "step": ROOT2, "square": True}],
    [{"count": 500, "step": GOLD}, {"count": 500, "step": ROOT2, "shift": 0.04}],
    [{"count": 1000, "step": GOLD}, {"count": 3001, "step": ROOT3, "shift": 0.02}],
    [{"count": 1000, "step": GOLD}, {"count": 3001, "step": GOLD}],
    [{"count": 9999, "step": GOLD}, {"count": 10000, "step": ROOT3, "shift": 0.01}],
    [{"count": 10001, "step": GOLD}, {"count": 300, "step": ROOT3, "shift": 0.05}],
    [{"count": 20000, "step": GOLD}, {"count": 7, "step": ROOT3}],
    [{"count": 50000, "step": GOLD}, {"count": 40000, "step": ROOT3, "shift": 0.006}],
    [{"count": 300000, "step": GOLD, "scale": 100.0, "floor": True}, {"count": 200000, "step": ROOT3, "scale": 101.0, "floor": True}],
]:
    a, b = weyl(first), weyl(second)
    test = stats.ks_2samp(a, b)
    pairs.append({
        "reference": first,
        "current": second,
        "statistic": float(test.statistic),
        "pValue": float(test.pvalue),
        "wasserstein": float(stats.wasserstein_distance(a, b)),
    })


def fill(shares):
    shares = np.array(shares, dtype=float)
    smallest = shares[shares != 0].min()
    shares[shares == 0] = smallest / 1e6 if smallest <= 0.0001 else 0.0001
    return shares


shares = []
for p, q in [
    [[0.5, 0.5], [0.9, 0.1]],
    [[0.25, 0.25, 0.5, 0.0], [0.2, 0.3, 0.4, 0.1]],
    [[0.6, 0.39995, 0.00005, 0.0], [0.5, 0.3, 0.1, 0.1]],
    [[1.0, 0.0], [0.0, 1.0]],
    [[0.1] * 10, [0.1] * 10],
]:
    a, b = fill(p), fill(q)
    shares.append({
        "reference": p,
        "current": q,
        "populationStabilityIndex": float(np.sum((a - b) * np.log(a / b))),
        "kullbackLeibler": float(stats.entropy(a, b)),
        "jensenShannon": float(distance.jensenshannon(p, q)),
    })

chi_squares = []
for reference, current in [[[50, 50], [60, 40]], [[10, 20, 30], [11, 19, 31]], [[1000, 400, 77, 3], [90, 51, 4, 2]], [[10, 5], [0, 9]]]:
    expected = np.array(reference) * (sum(current) / sum(reference))
    test = stats.chisquare(current, expected, sum_check=False)
    chi_squares.append({"reference": reference, "current": current, "statistic": float(test.statistic), "pValue": float(test.pvalue)})

proportions = []
for h1, n1, h2, n2 in [[30, 100, 45, 100], [1, 1000, 40, 900], [500, 1000, 501, 1000], [0, 10, 10, 10]]:
    pooled = (h1 + h2) / (n1 + n2)
    z = (h1 / n1 - h2 / n2) / np.sqrt(pooled * (1 - pooled) * (1 / n1 + 1 / n2))
    proportions.append({"reference": [h1, n1], "current": [h2, n2], "z": float(z), "pValue": float(2 * stats.norm.sf(abs(z)))})

json.dump(
    {
        "made": {"python": platform.python_version(), "numpy": np.__version__, "scipy": scipy.__version__},
        "descriptive": descriptive,
        "histograms": histograms,
        "functions": functions,
        "pairs": pairs,
        "shares": shares,
        "chiSquares": chi_squares,
        "proportions": proportions,
    },
    sys.stdout,
    indent=1,
)
print()
