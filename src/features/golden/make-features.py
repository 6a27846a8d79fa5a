"""Golden values of feature steps from pandas and scikit-learn: python make-features.py > features.json"""

import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import OneHotEncoder, StandardScaler

rng = np.random.default_rng(8)


def listed(values):
    return [None if v != v else float(v) for v in values]


times = pd.Series(
    pd.to_datetime(
        ["1969-12-31 23:59", "1970-01-01 00:00", "2012-10-02 09:00", "2016-02-29 13:30", "2016-12-31 23:00", "2018-01-01 00:00",
         "2020-12-31 12:00", "2021-01-03 06:15", "2024-12-30 18:00", "2000-06-30 07:00"]
    )
)
weeks = times.dt.isocalendar()
calendar = {
    "times": [int(v) for v in times.astype("datetime64[ms]").astype("int64")],
    "year": listed(times.dt.year), "quarter": listed(times.dt.quarter), "month": listed(times.dt.month),
    "week": listed(weeks.week.astype(float)), "day": listed(times.dt.day), "dayOfYear": listed(times.dt.dayofyear),
    "weekday": listed(times.dt.weekday), "weekend": listed((times.dt.weekday >= 5).astype(float)),
    "hour": listed(times.dt.hour), "minute": listed(times.dt.minute),
}

scaled = []
for name, values in {
    "normal": rng.normal(5, 3, 30), "with missing": np.where(rng.uniform(size=30) < 0.3, np.nan, rng.normal(size=30)),
    "constant": np.full(30, 0.1), "far off": 1e9 + rng.normal(size=30),
    "one value": np.array([7.0]),
}.items():
    column = values.reshape(-1, 1)
    scaled.append({"name": name, "values": listed(values), "scaled": listed(StandardScaler().fit_transform(column)[:, 0])})

imputed = []
for strategy in ("mean", "median", "most_frequent"):
    values = np.array([3.0, np.nan, 1.0, 1.0, 3.0, 8.5, np.nan, 2.25])
    filled = SimpleImputer(strategy=strategy).fit_transform(values.reshape(-1, 1))[:, 0]
    imputed.append({"strategy": strategy, "values": listed(values), "filled": listed(filled)})

words = np.array(["Rain", "Clear", "Fog", "Rain", "Clear", "Clear", "Zwielicht", "Äther"]).reshape(-1, 1)
encoder = OneHotEncoder(sparse_output=False).fit(words)
one_hot = {
    "words": words[:, 0].tolist(), "categories": encoder.categories_[0].tolist(), "encoded": encoder.transform(words).T.tolist()
}

json.dump(
    {
        "versions": {"scikit-learn": sklearn.__version__, "pandas": pd.__version__, "numpy": np.__version__},
        "calendar": calendar, "scaled": scaled, "imputed": imputed, "oneHot": one_hot,
    },
    sys.stdout,
    indent=1,
)
