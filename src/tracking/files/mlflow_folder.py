"""What MLflow reads in a tracker's folder, and in the database that `mlflow migrate-filestore` makes of it, as JSON.

MLFLOW_ALLOW_FILE_STORE=true python mlflow_folder.py FOLDER DATABASE

It also logs a run of its own to the folder.
"""

import json
import os
import subprocess
import sys

os.environ["MLFLOW_ALLOW_FILE_STORE"] = "true"

from mlflow.entities import Dataset, DatasetInput, InputTag, Metric
from mlflow.tracking import MlflowClient

folder, database = sys.argv[1:]


def read(uri):
    client = MlflowClient(tracking_uri=uri)
    found = {}
    for experiment in client.search_experiments():
        for run in client.search_runs([experiment.experiment_id], max_results=1_000):
            histories = {
                key: [[repr(m.value), m.timestamp, m.step] for m in client.get_metric_history(run.info.run_id, key)]
                for key in run.data.metrics
            }
            found[run.info.run_id] = {
                "experiment": experiment.name,
                "name": run.info.run_name,
                "status": run.info.status,
                "start": run.info.start_time,
                "end": run.info.end_time,
                "params": run.data.params,
                "metrics": {key: repr(value) for key, value in run.data.metrics.items()},
                "tags": dict(run.data.tags),
                "histories": histories,
                "inputs": sorted([i.dataset.name, i.dataset.digest] for i in run.inputs.dataset_inputs),
            }
    models = [[v.name, int(v.version), v.run_id] for v in client.search_model_versions()]
    return {"runs": found, "models": sorted(models)}


client = MlflowClient(tracking_uri=folder)
experiment = client.create_experiment("by MLflow")
run = client.create_run(experiment, run_name="theirs").info.run_id
client.log_batch(run, metrics=[Metric("deep/loss", i / 3, 1_700_000_000_000 + i, i) for i in range(5)])
client.log_param(run, "größe", "ä\nb")
client.log_metric(run, "nan", float("nan"))
client.log_text(run, "hällo", "figures/a.txt")
dataset = Dataset("rows", "4e123456", "local", '{"path": "x"}', '{"a": "long"}', '{"rows": 3}')
client.log_inputs(run, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
client.set_terminated(run)

result = {"run": run, "folder": read(folder)}
command = [sys.executable, "-m", "mlflow", "migrate-filestore", "--source", folder, "--target", f"sqlite:///{database}"]
subprocess.run(command, check=True, stdout=sys.stderr)
result["database"] = read(f"sqlite:///{database}")
print(json.dumps(result))
