"""scikit-learn's side of the learning bench: linear models, logistic regression, or mutual information with a number or a class, one thread."""
import json
import resource
import sys
import time

import numpy
import sklearn
from sklearn.feature_selection import mutual_info_classif, mutual_info_regression
from sklearn.linear_model import ElasticNet, LinearRegression, LogisticRegression, Ridge

folder, what, width = sys.argv[1], sys.argv[2], int(sys.argv[3])
models = {
    "linear": LinearRegression(),
    "ridge": Ridge(alpha=1),
    "elasticNet": ElasticNet(alpha=0.1),
    "logistic": LogisticRegression(max_iter=1000),
}
part = "logistic" if what == "logistic" else "linear" if what in models else "information"
x = numpy.fromfile(f"{folder}/{part}.x", "float32").reshape(-1, width).astype("float64")
y = numpy.fromfile(f"{folder}/{part}.y", "float64")
figures = {"version": sklearn.__version__}
if what in models:
    seconds = []
    for _ in range(5):
        started = time.process_time()
        model = models[what].fit(x, y)
        seconds.append(time.process_time() - started)
    figures["first"], figures["seconds"] = seconds[0], sorted(seconds)[2]
    if what == "logistic":
        figures["chance"] = float(model.predict_proba(x[:1])[0, 0])
    else:
        figures["predicted"] = float(model.predict(x[:1])[0])
else:
    started = time.process_time()
    score = mutual_info_classif if what == "class" else mutual_info_regression
    figures["information"] = float(score(x, y, random_state=0)[0])
    figures["seconds"] = time.process_time() - started
figures["peakMegabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
print(json.dumps(figures))
