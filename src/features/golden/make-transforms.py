"""Golden values of scalers, transforms, encoders and selection from scikit-learn and pandas: python make-transforms.py > transforms.json"""

import json
import sys

import numpy as np
import pandas as pd
import sklearn
from sklearn.decomposition import PCA
from sklearn.feature_selection import SelectKBest, f_classif, f_regression
from sklearn.preprocessing import MinMaxScaler, PolynomialFeatures, PowerTransformer, QuantileTransformer, RobustScaler, TargetEncoder

rng = np.random.default_rng(14)


def listed(values):
    return [None if v != v else float(v) for v in np.asarray(values, float)]


scalers = []
samples = {
    "normal": rng.normal(5, 3, 40), "long tail, of both signs": rng.normal(size=50) ** 3, "ties": rng.integers(0, 6, 60).astype(float),
    "missing": np.where(rng.uniform(size=40) < 0.25, np.nan, rng.exponential(2, 40)), "constant": np.full(20, 4.0),
}
for name, values in samples.items():
    column = values.reshape(-1, 1)
    later = np.concatenate([np.linspace(np.nanmin(values) - 1, np.nanmax(values) + 1, 25), values[:10]]).reshape(-1, 1)
    case = {"name": name, "values": listed(values), "later": listed(later[:, 0])}
    for key, transformer in {
        "minMaxScale": MinMaxScaler(), "robustScale": RobustScaler(), "quantileScale": QuantileTransformer(n_quantiles=1000),
        "quantileScale normal": QuantileTransformer(n_quantiles=1000, output_distribution="normal"),
        "quantileScale 7": QuantileTransformer(n_quantiles=7), "yeoJohnson": PowerTransformer(),
    }.items():
        import warnings

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            case[key] = listed(transformer.fit(column).transform(later)[:, 0])
    scalers.append(case)

x = rng.normal(size=(6, 3)).round(3)
polynomials = []
for degree, interaction_only in [(2, False), (3, False), (3, True)]:
    made = PolynomialFeatures(degree, interaction_only=interaction_only, include_bias=False).fit(pd.DataFrame(x, columns=["a", "b", "c"]))
    polynomials.append({
        "degree": degree, "interactionOnly": interaction_only, "names": made.get_feature_names_out().tolist(),
        "values": made.transform(pd.DataFrame(x, columns=["a", "b", "c"])).T.tolist(),
    })

labels = np.array(list("aabbbccccddddda"))
target = rng.normal(10, 4, len(labels)) + 5 * (labels == "d")
flags = (rng.uniform(size=len(labels)) < 0.4).astype(float)
encoders = []
for smooth in ("auto", 0.0, 3.0):
    for kind, own in (("continuous", target), ("binary", flags)):
        encoder = TargetEncoder(smooth=smooth, target_type=kind).fit(labels.reshape(-1, 1), own)
        encoders.append({"smooth": smooth, "target": own.tolist(), "categories": encoder.categories_[0].tolist(), "numbers": encoder.encodings_[0].tolist(), "mean": float(encoder.target_mean_)})

series = pd.Series([3.0, 5.0, np.nan, 4.0, 9.0, 2.0, 6.0])
past = {
    "values": listed(series),
    "level_lag1": listed(series.shift(1)), "level_lag3": listed(series.shift(3)),
    "level_difference1": listed(series.diff(1).shift(1)), "level_difference2": listed(series.diff(2).shift(1)),
    "level_mean3": listed(series.shift(1).rolling(3, min_periods=1).mean()), "level_deviation3": listed(series.shift(1).rolling(3, min_periods=1).std()),
    "level_minimum3": listed(series.shift(1).rolling(3, min_periods=1).min()), "level_maximum3": listed(series.shift(1).rolling(3, min_periods=1).max()),
}

wide = rng.normal(size=(50, 8))
number = wide[:, 2] * 2 - wide[:, 5] + rng.normal(size=50)
classes = (number > 0.3).astype(float)
chosen = []
for score, function, own in [("fRegression", f_regression, number), ("fClasses", f_classif, classes)]:
    for k in (1, 3):
        best = SelectKBest(function, k=k).fit(wide, own)
        chosen.append({"score": score, "k": k, "target": own.tolist(), "scores": best.scores_.tolist(), "selected": best.get_support(indices=True).tolist()})
components = PCA(n_components=3).fit(wide)

json.dump({
    "versions": {"scikit-learn": sklearn.__version__, "pandas": pd.__version__, "numpy": np.__version__},
    "scalers": scalers, "polynomial": {"columns": x.T.tolist(), "cases": polynomials},
    "target": {"labels": labels.tolist(), "cases": encoders}, "past": past,
    "wide": {"columns": wide.T.tolist(), "chosen": chosen, "shares": components.explained_variance_ratio_.tolist(), "scores": components.transform(wide).T.tolist()},
}, sys.stdout)
