"""XGBoost's side of the learning bench: hist, one thread, the settings of our side by XGBoost's names."""
import json
import resource
import sys
import time

import numpy
import xgboost

folder, width, settings = sys.argv[1], int(sys.argv[2]), json.loads(sys.argv[3])
load = lambda part: (
    numpy.fromfile(f"{folder}/{part}.x", "float32").reshape(-1, width),
    numpy.fromfile(f"{folder}/{part}.y", "float64"),
)
(train_x, train_y), (test_x, test_y) = load("train"), load("test")
parameters = {
    "objective": "reg:squarederror",
    "max_depth": settings["depth"],
    "eta": settings["learningRate"],
    "lambda": settings["lambda"],
    "min_child_weight": settings["minChildWeight"],
    "max_bin": settings["maxBins"],
    "tree_method": "hist",
    "nthread": 1,
    "base_score": float(train_y.mean()),
}
started = time.process_time()
model = xgboost.train(parameters, xgboost.DMatrix(train_x, train_y, nthread=1), settings["rounds"])
trained = time.process_time()
seconds = []
for call in range(5):
    begun = time.process_time()
    predicted = model.predict(xgboost.DMatrix(test_x, nthread=1))
    seconds.append(time.process_time() - begun)
print(json.dumps({
    "peakMegabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000,
    "version": xgboost.__version__,
    "trainSeconds": trained - started,
    "predictSeconds": sorted(seconds)[2],
    "rmse": float(numpy.sqrt(numpy.mean((predicted - test_y) ** 2))),
}))
