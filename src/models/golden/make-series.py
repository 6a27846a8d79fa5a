"""Golden values of exponential smoothing: python make-series.py > series.json

The recursion is written again here, straight from its definition, and SciPy looks for the smoothing with the least squared errors.
"""

import json
import sys

import numpy as np
import scipy
from scipy.optimize import minimize

rng = np.random.default_rng(12)


def run(y, kind, trend, m, alpha, beta, gamma):
    n = len(y)
    if kind == "none":
        level, slope, season, start = y[1], (y[1] - y[0]) if trend else 0.0, {}, 2
    else:
        mean0, mean1 = y[:m].mean(), y[m : 2 * m].mean()
        slope = (mean1 - mean0) / m if trend else 0.0
        line = [mean0 + slope * (i - (m - 1) / 2) for i in range(m)]
        season = {i: (y[i] / line[i] if kind == "multiplicative" else y[i] - line[i]) for i in range(m)}
        level, start = line[m - 1], m
    sse = 0.0
    for t in range(start, n):
        if kind == "none":
            sse += (y[t] - level - slope) ** 2
            new = alpha * y[t] + (1 - alpha) * (level + slope)
        elif kind == "additive":
            sse += (y[t] - level - slope - season[t - m]) ** 2
            new = alpha * (y[t] - season[t - m]) + (1 - alpha) * (level + slope)
            season[t] = gamma * (y[t] - new) + (1 - gamma) * season[t - m]
        else:
            sse += (y[t] - (level + slope) * season[t - m]) ** 2
            new = alpha * y[t] / season[t - m] + (1 - alpha) * (level + slope)
            season[t] = gamma * y[t] / new + (1 - gamma) * season[t - m]
        slope = beta * (new - level) + (1 - beta) * slope if trend else 0.0
        level = new
    ahead = []
    for h in range(1, 2 * m + 1):
        base = level + h * slope
        if kind == "none":
            ahead.append(base)
        else:
            s = season[n - m + (h - 1) % m]
            ahead.append(base * s if kind == "multiplicative" else base + s)
    return sse, ahead


i = np.arange(60)
wave = 10 * np.sin(2 * np.pi * i / 12)
cases = []
for name, y, kind, trend, m in [
    ("additive", 100 + 0.8 * i + wave + rng.normal(0, 3, 60), "additive", True, 12),
    ("multiplicative", (100 + 0.8 * i) * (1 + wave / 80) + rng.normal(0, 3, 60), "multiplicative", True, 12),
    ("no trend, period 4", 50 + 5 * np.cos(np.pi * i[:43] / 2) + rng.normal(0, 2, 43), "additive", False, 4),
    ("no season", 20 + np.cumsum(rng.normal(0.3, 1, 40)), "none", True, 1),
    ("level alone", 20 + np.cumsum(rng.normal(0, 1, 40)) + rng.normal(0, 1, 40), "none", False, 1),
]:
    fixed = (0.3, 0.1 if trend else 0.0, 0.2 if kind != "none" else 0.0)
    sse, ahead = run(y, kind, trend, m, *fixed)
    used = [True, trend, kind != "none"]

    def loss(z):
        full, k = [0.0, 0.0, 0.0], 0
        for j in range(3):
            if used[j]:
                full[j] = z[k]
                k += 1
        return run(y, kind, trend, m, *full)[0]

    best = min(
        (minimize(loss, np.full(sum(used), s), bounds=[(0, 1)] * sum(used), method="L-BFGS-B") for s in (0.1, 0.3, 0.5, 0.8)),
        key=lambda r: r.fun,
    )
    cases.append({
        "name": name, "values": y.tolist(), "season": kind, "trend": trend, "period": m, "smoothing": list(fixed),
        "squaredErrors": sse, "forecast": ahead, "leastSquaredErrors": float(best.fun),
    })

json.dump({"versions": {"scipy": scipy.__version__, "numpy": np.__version__}, "cases": cases}, sys.stdout)
