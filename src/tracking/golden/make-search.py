"""Writes search.json: which runs MLflow's search_runs finds in a file store, for many filters and orders.

Run with mlflow-skinny 3.17: MLFLOW_ALLOW_FILE_STORE=true python src/tracking/golden/make-search.py
A case has the names of the runs in the order found, or error true where MLflow rejects the filter or the order.
"""

import json
import platform
import random
import tempfile
from pathlib import Path

import mlflow
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag
from mlflow.exceptions import MlflowException
from mlflow.tracking import MlflowClient

RANDOM = random.Random(20261129)
START = 1_700_000_000_000


def make_runs():
    runs = []
    for index in range(24):
        metrics = {"rmse": round(RANDOM.uniform(300, 600), 3), "val-loss": RANDOM.choice([0.25, 0.5, 1.0]), "a/b": float(index)}
        params = {"depth": str(RANDOM.choice([4, 6, 8, 10])), "kind": RANDOM.choice(["tree", "Forest", "ridge"]), "learning rate": "0.05"}
        tags = {"team": RANDOM.choice(["red", "blue", "50%_off"]), "mlflow.user": RANDOM.choice(["ana", "bo"]), "with space": "it's"}
        if index % 5 == 0:
            del metrics["rmse"]
            del params["kind"]
            del tags["team"]
        if index == 7:
            metrics["rmse"] = float("nan")
        if index == 8:
            metrics["rmse"] = float("inf")
        datasets = [{"name": f"{2010 + index % 3}.csv", "digest": f"d{index % 3}", "context": RANDOM.choice(["training", "test"])}]
        runs.append({
            "name": f"run-{index:02}", "start_time": START + RANDOM.randrange(10**6) * 100 + index, "metrics": metrics, "params": params,
            "tags": tags, "status": RANDOM.choice(["FINISHED", "FAILED", "KILLED", "RUNNING"]), "datasets": datasets if index % 4 else [],
        })
    return runs


FILTERS = [
    "", "metrics.rmse < 450", "metric.rmse >= 450.5", "metrics.rmse != 1", "metrics.rmse > 4.5e2", "metrics.rmse <= 1e3", "metrics.rmse = 10",
    "metrics.rmse > -1", "metrics.`val-loss` = 0.5", 'metrics."val-loss" = 0.5', "metrics.`a/b` < 5", "metrics.`a/b` <= 5 AND metrics.rmse < 500",
    "params.depth = '6'", "params.depth != '6'", 'params.depth = "6"', "parameters.kind LIKE 'tr%'", "param.kind ILIKE 'f%'", "params.kind like '%r%'",
    "params.kind LIKE '_ree'", "params.kind LIKE 'ree'", "params.kind ILIKE 'FOREST'", "params.kind IS NULL", "params.kind IS NOT NULL", "params.kind is null",
    "params.`learning rate` = '0.05'", "tags.team = 'red'", "tags.team != 'red'", "tag.team LIKE '50%'", "tags.team LIKE '%_off'", "tags.team IS NULL",
    'tags.`with space` = "it\'s"', "tags.mlflow.user = 'ana'", "tags.`mlflow.user` = 'ana'", "status = 'FINISHED'", "attributes.status != 'FINISHED'",
    "attribute.status LIKE 'F%'", "attr.run_name = 'run-03'", "run_name LIKE 'run-1%'", "run_name ILIKE 'RUN-0_'", "run.user_id = 'bo'", "attributes.`Run name` = 'run-04'",
    f"start_time > {START + 50_000_000}", f"attributes.created <= {START + 50_000_000}", f"start_time >= {START} and end_time > 0",
    "dataset.name = '2011.csv'", "datasets.digest LIKE 'd%'", "dataset.context = 'training'", "dataset.name IN ('2010.csv', '2012.csv')",
    "dataset.digest NOT IN ('d1')", "dataset.context != 'test'", "params.depth = '6' and tags.team = 'red' and metrics.rmse < 900",
    "params.depth = '6' AND params.kind LIKE '%e%'", "params.missing != 'a'", "metrics.missing != 1", "metrics.missing > 1",
    # Rejected by MLflow.
    "metrics.rmse < '450'", "metrics.rmse LIKE '4%'", "params.depth > '6'", "params.depth = 6", "status > 'A'", "metrics.rmse < 450 or params.depth = '6'",
    "(metrics.rmse < 450)", "params.depth IN ('4', '6')", "parms.depth = '6'", "rmse < 4", "metrics.rmse <", "metrics.rmse", "metrics.rmse == 4", "params.depth = 'x",
    "metrics.rmse < 450 and", "and metrics.rmse < 450", "metrics.rmse < 450 params.depth = '6'", "dataset.kind = 'a'", "start_time > 'a'", "metrics.rmse IS NULL",
]

ORDERS = [
    ["metrics.rmse"], ["metrics.rmse ASC"], ["metrics.rmse DESC"], ["metrics.`val-loss` desc", "metrics.rmse"], ["params.kind"], ["params.kind DESC", "start_time asc"],
    ["tags.team"], ["tags.team DESC", "params.kind"], ["start_time"], ["start_time DESC"], ["run_name"], ["attributes.status", "metrics.`a/b` DESC"], ["end_time"],
    ["metrics.missing"], ["status DESC"], ['params."learning rate"', "run_name desc"], ["rmse"], ["metrics.rmse up"], ["metrics.rmse desc asc"],
]


def main():
    runs = make_runs()
    folder = tempfile.mkdtemp()
    client = MlflowClient(tracking_uri=folder)
    experiment = client.create_experiment("search")
    for run in runs:
        made = client.create_run(experiment, start_time=run["start_time"], tags=run["tags"], run_name=run["name"])
        client.log_batch(
            made.info.run_id,
            metrics=[Metric(key, value, run["start_time"], 0) for key, value in run["metrics"].items()],
            params=[Param(key, value) for key, value in run["params"].items()],
        )
        client.log_inputs(made.info.run_id, [
            DatasetInput(Dataset(one["name"], one["digest"], "local", "{}"), [InputTag("mlflow.data.context", one["context"])]) for one in run["datasets"]
        ])
        if run["status"] != "RUNNING":
            client.set_terminated(made.info.run_id, run["status"], end_time=run["start_time"] + 1_000)

    def search(filter_string, order_by):
        try:
            return {"names": [run.info.run_name for run in client.search_runs([experiment], filter_string, order_by=order_by)]}
        except MlflowException:
            return {"error": True}

    cases = [{"filter": text, "orderBy": [], **search(text, [])} for text in FILTERS]
    cases += [{"filter": "", "orderBy": order, **search("", order)} for order in ORDERS]
    cases += [{"filter": "metrics.rmse > 0", "orderBy": order, **search("metrics.rmse > 0", order)} for order in ORDERS[:5]]
    for run in runs:
        run["metrics"] = {key: value if value == value and abs(value) != float("inf") else str(value) for key, value in run["metrics"].items()}
    result = {"versions": {"mlflow": mlflow.__version__, "python": platform.python_version()}, "runs": runs, "cases": cases}
    lines = {name: [json.dumps(item, ensure_ascii=False) for item in result[name]] for name in ("runs", "cases")}
    text = ",\n".join(f'"{name}": [\n' + ",\n".join(items) + "\n]" for name, items in lines.items())
    Path(__file__).with_name("search.json").write_text(f'{{"versions": {json.dumps(result["versions"])},\n{text}}}\n', encoding="utf-8")


main()
