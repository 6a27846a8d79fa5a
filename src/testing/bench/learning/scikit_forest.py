"""scikit-learn's side of the bench of forests: 20 trees with leaves of five rows on a number of threads, in wall seconds."""
import json
import resource
import sys
import time

import numpy
import sklearn
from sklearn.ensemble import RandomForestRegressor

folder, width, threads = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
x = numpy.fromfile(f"{folder}/forest.x", "float32").reshape(-1, width)
y = numpy.fromfile(f"{folder}/forest.y", "float64")
started = time.perf_counter()
RandomForestRegressor(20, max_depth=20, min_samples_leaf=5, n_jobs=threads, random_state=0).fit(x, y)
print(json.dumps({"peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000, "version": sklearn.__version__, "wallSeconds": time.perf_counter() - started}))
