"""MLflow's stores: rates of writing, and seconds to list and search, as JSON.

MLFLOW_ALLOW_FILE_STORE=true python tracking_mlflow.py FOLDER EXPERIMENT FILTER RUNS

The file store lists FOLDER, which the caller wrote. The SQLite store has as many runs of its own. Each is listed in new
processes, as ours: `tracking_mlflow.py list URI EXPERIMENT FILTER`. "listed" has the time to open the store, "searched"
only that of its first search; neither has that of imports.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

# Modules that a store imports when it is opened or searches for the first time.
import alembic.command  # noqa: F401
import mlflow
import mlflow.store.tracking.file_store
import mlflow.store.tracking.sqlalchemy_store  # noqa: F401
import sqlalchemy.dialects.sqlite  # noqa: F401
from mlflow.entities import Metric, Param
from mlflow.tracking import MlflowClient

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


def list_runs(uri, name, condition):
    result = {}
    start = time.perf_counter()
    client = MlflowClient(tracking_uri=uri)
    experiment = client.get_experiment_by_name(name).experiment_id
    opened = time.perf_counter() - start
    result["searched"], result["runs"] = timed(client, experiment, "")
    result["listed"] = opened + result["searched"]
    result["listedAgain"] = sorted(timed(client, experiment, "")[0] for _ in range(3))[1]
    again = sorted(timed(client, experiment, condition) for _ in range(3))
    result["filtered"], result["matches"] = again[1]
    return result


def measure(uri, name, condition, runs):
    client = MlflowClient(tracking_uri=uri)
    if runs:
        rate = run_rate(client, client.create_experiment(name), runs)
    scratch = client.create_experiment("scratch")
    if not runs:
        rate = run_rate(client, scratch, 100)
    listing = subprocess.run(
        [sys.executable, __file__, "list", uri, name, condition], stdout=subprocess.PIPE, check=True, text=True
    )
    listed = json.loads(listing.stdout.strip().split("\n")[-1])
    return {**listed, "runsPerSecond": rate, "metricsPerSecond": log_rate(client, scratch)}


if sys.argv[1] == "list":
    print(json.dumps(list_runs(*sys.argv[2:])))
else:
    folder, name, condition, count = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        file = measure(folder, name, condition, 0)
        sqlite = measure(f"sqlite:///{temporary}/mlflow.db", name, condition, int(count))
        print(json.dumps({"version": mlflow.__version__, "file": file, "sqlite": sqlite}))
