"""Golden clusters from scikit-learn: python make-clusters.py > clusters.json"""

import json
import sys

import numpy as np
import sklearn
from sklearn.cluster import KMeans

rng = np.random.default_rng(10)
cases = []
for name, x, k in [
    ("three apart", np.vstack([rng.normal(m, 1, (30, 2)) for m in ((0, 0), (8, 1), (3, 9))]), 3),
    ("four, one wide", np.vstack([rng.normal(m, s, (25, 3)) for m, s in (((0, 0, 0), 1), ((12, 0, 0), 1), ((0, 12, 0), 1), ((0, 0, 14), 2))]), 4),
    ("no clusters at all", rng.uniform(size=(60, 1)), 2),
]:
    model = KMeans(k, n_init=50, tol=0, random_state=0).fit(x)
    order = np.lexsort(model.cluster_centers_.T[::-1])
    cases.append({
        "name": name, "columns": x.T.tolist(), "clusters": k, "inertia": float(model.inertia_),
        "centres": model.cluster_centers_[order].tolist(), "labels": np.argsort(order)[model.labels_].tolist(),
    })
json.dump({"versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__}, "cases": cases}, sys.stdout)
