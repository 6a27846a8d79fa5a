"""MLflow's stores: rates of writing, and seconds to list and search, as JSON.

MLFLOW_ALLOW_FILE_STORE=true python tracking_mlflow.py FOLDER EXPERIMENT FILTER RUNS

The file store lists FOLDER, which the caller wrote. The SQLite store has as many runs of its own.
"""

import json
import os
import sys
import tempfile
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

import mlflow
from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient

folder, name, condition, count = sys.argv[1:]
params = [Param(f"param{i}", str(i)) for i in range(5)]


def timed(client, experiment, text):
    start = time.perf_counter()
    found = client.search_runs([experiment], text, max_results=50_000)
    return time.perf_counter() - start, len(found)


def log_rate(client, experiment, points=1_000):
    run = client.create_run(experiment).info.run_id
    start = time.perf_counter()
    for step in range(points):
        client.log_metric(run, "loss", 1 / (step + 1), step=step)
    return points / (time.perf_counter() - start)


def run_rate(client, experiment, runs):
    start = time.perf_counter()
    for _ in range(runs):
        run = client.create_run(experiment).info.run_id
        client.log_batch(run, [Metric(f"metric{i}", i / 3, 0, 0) for i in range(10)], params)
        client.set_terminated(run)
    return runs / (time.perf_counter() - start)


def measure(uri, experiment_name, runs):
    client = MlflowClient(tracking_uri=uri)
    found = client.get_experiment_by_name(experiment_name)
    experiment = found.experiment_id if found else client.create_experiment(experiment_name)
    result = {}
    if runs:
        result["runsPerSecond"] = run_rate(client, experiment, runs)
    result["listed"], result["runs"] = timed(client, experiment, "")
    result["listedAgain"], _ = timed(client, experiment, "")
    result["filtered"], result["matches"] = timed(client, experiment, condition)
    scratch = client.create_experiment("scratch")
    result["runsPerSecond"] = result.get("runsPerSecond") or run_rate(client, scratch, 100)
    result["metricsPerSecond"] = log_rate(client, scratch)
    return result


with tempfile.TemporaryDirectory() as temporary:
    print(
        json.dumps({
            "version": mlflow.__version__,
            "file": measure(folder, name, 0),
            "sqlite": measure(f"sqlite:///{temporary}/mlflow.db", name, int(count)),
        })
    )
