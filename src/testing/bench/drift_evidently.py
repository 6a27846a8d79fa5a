"""The same table through Evidently's drift preset. Run by drift.mjs: python drift_evidently.py <rows>"""

import json
import resource
import sys
import time
import warnings

import numpy as np
import pandas as pd

warnings.filterwarnings("ignore")
from evidently import DataDefinition, Dataset, Report  # noqa: E402
from evidently.presets import DataDriftPreset  # noqa: E402

rows = int(sys.argv[1])


def table(seed):
    random = np.random.default_rng(seed)
    numbers = {f"number{index}": random.standard_normal(rows) + index * seed / 20 for index in range(8)}
    labels = np.array(list("abcdefghij"))
    categories = {f"category{index}": labels[random.integers(0, 6 + seed * index, rows)] for index in range(2)}
    return pd.DataFrame({**numbers, **categories})


reference, current = table(1), table(2)
definition = DataDefinition(
    numerical_columns=[f"number{index}" for index in range(8)], categorical_columns=["category0", "category1"]
)
started = time.perf_counter(), time.process_time()
sides = [Dataset.from_pandas(side, data_definition=definition) for side in (current, reference)]
Report([DataDriftPreset()]).run(*sides).dict()
wall, cpu = time.perf_counter() - started[0], time.process_time() - started[1]
print(json.dumps({"wall": wall, "cpu": cpu, "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3}))
