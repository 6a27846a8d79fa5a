# Prints what MLflow reads of a folder of runs, as one line of JSON.
import json
import sys

import mlflow
from mlflow.tracking import MlflowClient

client = MlflowClient(tracking_uri=sys.argv[1])
experiments = [experiment.experiment_id for experiment in client.search_experiments()]
runs, token = {}, None
while True:
    page = client.search_runs(experiments, max_results=2000, page_token=token)
    for run in page:
        runs[run.info.run_id] = {
            "status": run.info.status,
            "params": run.data.params,
            "metrics": run.data.metrics,
        }
    token = page.token
    if not token:
        break
print(json.dumps({"version": mlflow.__version__, "runs": runs}))
