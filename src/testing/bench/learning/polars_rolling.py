"""Polars' side of the bench of rolling: mean, deviation, minimum and maximum of windows of rows, in wall seconds."""
import json
import sys
import time

import numpy
import polars

folder, window = sys.argv[1], int(sys.argv[2])
values = polars.Series("x", numpy.fromfile(f"{folder}/rolling.y", "float64"))
started = time.perf_counter()
mean = values.rolling_mean(window)
for statistic in (values.rolling_std, values.rolling_min, values.rolling_max):
    statistic(window)
print(json.dumps({"version": polars.__version__, "wallSeconds": time.perf_counter() - started, "last": mean[-2]}))
