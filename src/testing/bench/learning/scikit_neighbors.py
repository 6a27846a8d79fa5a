"""scikit-learn's side of the bench of nearest neighbours: fit and predict on a number of threads, in wall seconds."""
import json
import sys
import time

import numpy
import sklearn
from sklearn.neighbors import KNeighborsRegressor

folder, width, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = numpy.fromfile(f"{folder}/neighbors.x", "float32").reshape(-1, width).astype("float64")
y = numpy.fromfile(f"{folder}/neighbors.y", "float64")
half = len(y) // 2
started = time.perf_counter()
predicted = KNeighborsRegressor(5, n_jobs=threads).fit(x[:half], y[:half]).predict(x[half:])
print(json.dumps({"version": sklearn.__version__, "wallSeconds": time.perf_counter() - started, "first": predicted[0]}))
