"""Drift scores of the Metro Interstate traffic year files, computed from the definitions alone (no drift library).

Run: python make-traffic-drift.py <folder with Metro_Interstate_Traffic_Volume_<year>.csv> > traffic-drift.json
Only empty cells count as missing: the word "None" of `holiday` is a value. The JSON holds scores, not data.

- bins: Sturges over both samples together when the reference has more than 20 distinct numbers, else one per distinct value
- empty bins: 0.0001, or a millionth of the smallest share when that is 0.0001 or less (psi and kl only)
- psi = sum((r - c) ln(r / c)); kl = KL(reference || current) of the filled shares scaled to 1; js = sqrt of the divergence in nats
- wasserstein = W1 / max(population deviation of the reference, 0.001)
"""

import json
import platform
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scipy
from scipy import stats
from scipy.spatial import distance

COLUMNS = ["holiday", "temp", "rain_1h", "snow_1h", "clouds_all", "weather_main", "traffic_volume"]
NUMBERS = ["temp", "rain_1h", "snow_1h", "clouds_all", "traffic_volume"]


def read(folder, years):
    frames = [
        pd.read_csv(folder / f"Metro_Interstate_Traffic_Volume_{year}.csv", keep_default_na=False, na_values=[""])
        for year in years
    ]
    return pd.concat(frames, ignore_index=True)


def shares(reference, current, number):
    if number and reference.nunique() > 20:
        edges = np.histogram_bin_edges(np.concatenate([reference.values, current.values]), bins="sturges")
        return [np.histogram(side, edges)[0] / len(side) for side in (reference, current)]
    keys = sorted(set(reference) | set(current))
    return [side.value_counts().reindex(keys, fill_value=0).values / len(side) for side in (reference, current)]


def fill(values):
    values = values.astype(float).copy()
    smallest = values[values != 0].min()
    values[values == 0] = smallest / 1e6 if smallest <= 0.0001 else 0.0001
    return values


def binned(reference, current, number):
    before, after = shares(reference, current, number)
    r, c = fill(before), fill(after)
    return {
        "bins": len(before),
        "population-stability-index": float(np.sum((r - c) * np.log(r / c))),
        "kullback-leibler": float(stats.entropy(r, c)),
        "jensen-shannon": float(distance.jensenshannon(before, after)),
    }


def normed(reference, current):
    return float(stats.wasserstein_distance(reference, current) / max(np.std(reference), 0.001))


def compare(reference, current):
    found = {}
    for column in COLUMNS:
        before, after = reference[column].dropna(), current[column].dropna()
        number = column in NUMBERS
        scores = binned(before, after, number)
        if number:
            test = stats.ks_2samp(before, after)
            scores["wasserstein"] = normed(before, after)
            scores["kolmogorov-smirnov"] = float(test.pvalue)
            scores["largestGap"] = float(test.statistic)
        found[column] = {"referenceCount": len(before), "currentCount": len(after), **scores}
    return found


def over_time(reference, current, days=14, minimum=30):
    times = pd.to_datetime(current["date_time"])
    start, last = times.min().normalize(), times.max()
    rows = {column: [] for column in COLUMNS}
    counts = []
    while start <= last:
        window = current[(times >= start) & (times < start + pd.Timedelta(days=days))]
        counts.append(len(window))
        for column in COLUMNS:
            before, after = reference[column].dropna(), window[column].dropna()
            if len(after) < minimum:
                rows[column].append(None)
            elif column in NUMBERS:
                rows[column].append(normed(before, after))
            else:
                rows[column].append(float(distance.jensenshannon(*shares(before, after, False))))
        start += pd.Timedelta(days=days)
    return {"windowDays": days, "rowCounts": counts, "scores": rows}


folder = Path(sys.argv[1])
json.dump(
    {
        "made": {
            "python": platform.python_version(),
            "numpy": np.__version__,
            "scipy": scipy.__version__,
            "pandas": pd.__version__,
        },
        "2016 against 2018": compare(read(folder, [2016]), read(folder, [2018])),
        "2012, 2013 and 2016 against 2017 and 2018 in windows": over_time(
            read(folder, [2012, 2013, 2016]), read(folder, [2017, 2018])
        ),
    },
    sys.stdout,
    indent=1,
)
print()
