"""MLflow's file store on a folder of runs: seconds to list all of them, and to find those of a filter, as JSON.

MLFLOW_ALLOW_FILE_STORE=true python tracking_mlflow.py FOLDER EXPERIMENT FILTER
"""

import json
import os
import sys
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow
from mlflow.tracking import MlflowClient

folder, name, condition = sys.argv[1:]
client = MlflowClient(tracking_uri=folder)
experiment = client.get_experiment_by_name(name).experiment_id


def timed(text):
    start = time.perf_counter()
    found = client.search_runs([experiment], text, max_results=50_000)
    return time.perf_counter() - start, len(found)


listed, runs = timed("")
filtered, matches = timed(condition)
print(json.dumps({"version": mlflow.__version__, "listed": listed, "runs": runs, "filtered": filtered, "matches": matches}))
