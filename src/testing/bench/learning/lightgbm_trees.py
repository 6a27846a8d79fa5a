"""LightGBM's side of the learning bench: one thread unless the settings have more, the settings of our side by LightGBM's names."""
import json
import resource
import sys
import time

import lightgbm
import numpy

folder, width, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
load = lambda part: (
    numpy.fromfile(f"{folder}/{part}.x", "float32").reshape(-1, width),
    numpy.fromfile(f"{folder}/{part}.y", "float64"),
)
(train_x, train_y), (test_x, test_y) = load("train"), load("test")
parameters = dict(
    objective="regression",
    max_depth=settings["depth"],
    num_leaves=2 ** settings["depth"],
    learning_rate=settings["learningRate"],
    lambda_l2=settings["lambda"],
    min_data_in_leaf=1,
    min_sum_hessian_in_leaf=settings["minChildWeight"],
    max_bin=settings["maxBins"],
    num_threads=settings.get("threads", 1),
    verbosity=-1,
)
begun = time.perf_counter()
started = time.process_time()
model = lightgbm.train(parameters, lightgbm.Dataset(train_x, train_y), settings["rounds"])
trained = time.process_time()
wall = time.perf_counter() - begun
seconds = []
for call in range(5):
    begun = time.process_time()
    predicted = model.predict(test_x, num_threads=1)
    seconds.append(time.process_time() - begun)
print(json.dumps({
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    "version": lightgbm.__version__,
    "trainSeconds": trained - started,
    "wallSeconds": wall,
    "predictSeconds": sorted(seconds)[2],
    "rmse": float(numpy.sqrt(numpy.mean((predicted - test_y) ** 2))),
}))
