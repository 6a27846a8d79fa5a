"""Calls of MLflow's own client against a tracking server: mlflow_client.py URI. Prints what it read as JSON.

Every call is checked against what MLflow's own server answers: run it against `mlflow server` to see that it passes there.
"""

import json
import math
import os
import sys
import tempfile

uri = sys.argv[1]
os.environ.setdefault("MLFLOW_HTTP_REQUEST_MAX_RETRIES", "1")

import mlflow
from mlflow import MlflowClient
from mlflow.entities import Dataset, DatasetInput, InputTag, Metric, Param, RunTag, ViewType
from mlflow.exceptions import MlflowException

mlflow.set_tracking_uri(uri)
client = MlflowClient()


def raises(code, call, *args, **kwargs):
    try:
        call(*args, **kwargs)
    except MlflowException as error:
        assert error.error_code == code, (error.error_code, str(error))
        return
    raise AssertionError(f"expected {code} of {call.__name__}")


def experiments():
    first = client.create_experiment("first", tags={"team": "a"})
    raises("RESOURCE_ALREADY_EXISTS", client.create_experiment, "first")
    raises("RESOURCE_DOES_NOT_EXIST", client.get_experiment, "123456")
    assert client.get_experiment_by_name("no such") is None
    client.set_experiment_tag(first, "note/long", "ä\nb")
    experiment = client.get_experiment(first)
    assert experiment.name == "first" and experiment.tags == {"team": "a", "note/long": "ä\nb"}, experiment.tags
    assert experiment.lifecycle_stage == "active" and experiment.creation_time > 1_600_000_000_000
    other = client.create_experiment("second / ü")
    client.rename_experiment(other, "second")
    assert client.get_experiment_by_name("second").experiment_id == other
    names = [e.name for e in client.search_experiments(filter_string="name LIKE 'sec%'", order_by=["name DESC"])]
    assert names == ["second"], names
    assert [e.name for e in client.search_experiments(filter_string="tags.team = 'a'")] == ["first"]
    client.delete_experiment(other)
    assert client.get_experiment(other).lifecycle_stage == "deleted"
    assert "second" not in [e.name for e in client.search_experiments()]
    assert "second" in [e.name for e in client.search_experiments(view_type=ViewType.DELETED_ONLY)]
    client.restore_experiment(other)
    assert client.get_experiment(other).lifecycle_stage == "active"
    page = client.search_experiments(max_results=1)
    assert page.token and len(client.search_experiments(max_results=1, page_token=page.token)) == 1
    raises("INVALID_PARAMETER_VALUE", client.search_experiments, filter_string="nonsense = 'a'")


def runs():
    mlflow.set_experiment("runs")
    with mlflow.start_run(run_name="parent", tags={"kind": "tree"}, description="what it is") as parent:
        mlflow.log_param("depth", 6)
        mlflow.log_params({"rate": 0.1, "text": "ä\nb 🚦", "none": None, "empty": ""})
        mlflow.log_metric("loss", 0.5, step=0)
        mlflow.log_metric("loss", 0.25, step=1)
        mlflow.log_metrics({"nan": math.nan, "inf": math.inf, "down": -math.inf, "tiny": 5e-324, "deep/key": 2.0})
        mlflow.set_tag("note", "one")
        with mlflow.start_run(run_name="child", nested=True) as child:
            mlflow.log_metric("loss", 1.0)
    run = client.get_run(parent.info.run_id)
    assert run.info.status == "FINISHED" and run.info.run_name == "parent" and run.info.end_time >= run.info.start_time
    assert run.data.params == {"depth": "6", "rate": "0.1", "text": "ä\nb 🚦", "none": "None", "empty": ""}, run.data.params
    metrics = run.data.metrics
    assert metrics["loss"] == 0.25 and math.isnan(metrics["nan"]) and metrics["tiny"] == 5e-324 and metrics["deep/key"] == 2.0
    assert metrics["inf"] > 1e300 and metrics["down"] < -1e300
    assert run.data.tags["mlflow.note.content"] == "what it is" and run.data.tags["kind"] == "tree"
    assert client.get_run(child.info.run_id).data.tags["mlflow.parentRunId"] == parent.info.run_id
    history = client.get_metric_history(parent.info.run_id, "loss")
    assert [(m.value, m.step) for m in history] == [(0.5, 0), (0.25, 1)], history
    assert client.get_metric_history(parent.info.run_id, "absent") == []
    raises("INVALID_PARAMETER_VALUE", client.log_param, parent.info.run_id, "depth", 7)
    client.log_param(parent.info.run_id, "depth", 6)
    raises("INVALID_PARAMETER_VALUE", client.log_metric, parent.info.run_id, "../up", 1)
    raises("RESOURCE_DOES_NOT_EXIST", client.get_run, "0" * 32)
    raises("RESOURCE_DOES_NOT_EXIST", client.delete_tag, parent.info.run_id, "absent")
    client.delete_tag(parent.info.run_id, "note")
    assert "note" not in client.get_run(parent.info.run_id).data.tags
    client.log_param(parent.info.run_id, "long", "x" * 7000)
    assert client.get_run(parent.info.run_id).data.params["long"] == "x" * 6000
    client.update_run(parent.info.run_id, status="FAILED", name="renamed")
    renamed = client.get_run(parent.info.run_id)
    assert renamed.info.status == "FAILED" and renamed.info.run_name == "renamed" == renamed.data.tags["mlflow.runName"]
    client.set_terminated(parent.info.run_id, "KILLED", end_time=1_700_000_000_123)
    assert client.get_run(parent.info.run_id).info.end_time == 1_700_000_000_123
    client.delete_run(child.info.run_id)
    assert client.get_run(child.info.run_id).info.lifecycle_stage == "deleted"
    raises("INVALID_PARAMETER_VALUE", client.log_metric, child.info.run_id, "loss", 1)
    client.restore_run(child.info.run_id)
    assert client.get_run(child.info.run_id).info.lifecycle_stage == "active"
    return parent.info.run_id


def batches(run_id):
    metrics = [Metric("batch", i / 7, 1_700_000_000_000 + i, i) for i in range(800)]
    client.log_batch(run_id, metrics=metrics, params=[Param("p1", "1")], tags=[RunTag("t1", "2")])
    history = client.get_metric_history(run_id, "batch")
    assert [(m.value, m.timestamp, m.step) for m in history] == [(m.value, m.timestamp, m.step) for m in metrics]
    raises("INVALID_PARAMETER_VALUE", client.log_batch, run_id, params=[Param("p1", "other"), Param("p2", "2")])
    assert "p2" not in client.get_run(run_id).data.params
    dataset = Dataset(name="rows", digest="4e123456", source_type="local", source='{"uri": "a.csv"}', schema='{"a": "long"}', profile='{"rows": 3}')
    client.log_inputs(run_id, [DatasetInput(dataset, [InputTag("mlflow.data.context", "training")])])
    [read] = client.get_run(run_id).inputs.dataset_inputs
    assert dict(read.dataset) == dict(dataset) and read.tags[0].value == "training", read


def search():
    experiment = client.create_experiment("search")
    ids = []
    for i in range(12):
        run = client.create_run(experiment, run_name=f"run {i}", start_time=1_700_000_000_000 + i)
        client.log_batch(run.info.run_id, metrics=[Metric("rmse", float(i % 5), 0, 0)], params=[Param("k", str(i))])
        client.set_terminated(run.info.run_id, "FAILED" if i % 3 == 0 else "FINISHED")
        ids.append(run.info.run_id)
    find = lambda text, **more: [ids.index(r.info.run_id) for r in client.search_runs([experiment], text, **more)]
    assert find("") == list(range(11, -1, -1))
    assert find("metrics.rmse < 1") == [10, 5, 0]
    assert find("metrics.rmse >= 3 and attributes.status = 'FAILED'") == [9, 3]
    assert find("params.k = '7'") == [7] and find("params.`k` LIKE '1%'") == [11, 10, 1]
    assert find("attributes.run_name = 'run 4'") == [4] and find("run_id IN ('%s')" % ids[2]) == [2]
    assert find("metrics.rmse < 2", order_by=["metrics.rmse ASC", "start_time ASC"]) == [0, 5, 10, 1, 6, 11]
    first = client.search_runs([experiment], max_results=5, order_by=["start_time ASC"])
    second = client.search_runs([experiment], max_results=5, order_by=["start_time ASC"], page_token=first.token)
    third = client.search_runs([experiment], max_results=5, order_by=["start_time ASC"], page_token=second.token)
    assert [ids.index(r.info.run_id) for r in [*first, *second, *third]] == list(range(12)) and not third.token
    client.delete_run(ids[0])
    assert find("", run_view_type=ViewType.DELETED_ONLY) == [0] and len(find("", run_view_type=ViewType.ALL)) == 12
    raises("INVALID_PARAMETER_VALUE", client.search_runs, [experiment], "metrics.rmse << 3")
    assert len(mlflow.search_runs(experiment_names=["search"])) == 11


def artifacts(run_id):
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "größe 1 (a+b).txt")
        with open(path, "w", encoding="utf-8") as file:
            file.write("hällo")
        os.makedirs(os.path.join(folder, "deep", "er"))
        with open(os.path.join(folder, "deep", "er", "bytes.bin"), "wb") as file:
            file.write(bytes(range(256)) * 40_000)
        client.log_artifacts(run_id, folder, "files")
        client.log_artifact(run_id, path)
        client.log_text(run_id, "", "empty.txt")
        client.log_dict(run_id, {"a": [1, 2]}, "data/values.json")
        listed = sorted((f.path, f.is_dir, f.file_size) for f in client.list_artifacts(run_id))
        assert [(p, d) for p, d, _ in listed] == [("data", True), ("empty.txt", False), ("files", True), ("größe 1 (a+b).txt", False)], listed
        assert [f.path for f in client.list_artifacts(run_id, "files/deep")] == ["files/deep/er"]
        copy = client.download_artifacts(run_id, "files", folder + "/copy" if os.makedirs(folder + "/copy") is None else "")
        with open(os.path.join(copy, "deep", "er", "bytes.bin"), "rb") as file:
            assert file.read() == bytes(range(256)) * 40_000
        with open(os.path.join(copy, "größe 1 (a+b).txt"), encoding="utf-8") as file:
            assert file.read() == "hällo"
        assert mlflow.artifacts.load_dict(f"runs:/{run_id}/data/values.json") == {"a": [1, 2]}
        client.log_text(run_id, "second", "empty.txt")
        assert mlflow.artifacts.load_text(f"runs:/{run_id}/empty.txt") == "second"


def registry(run_id):
    client.create_registered_model("cars", tags={"a": "1"}, description="all cars")
    raises("RESOURCE_ALREADY_EXISTS", client.create_registered_model, "cars")
    raises("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "boats")
    raises("INVALID_PARAMETER_VALUE", client.create_model_version, "cars", "/etc/passwd", run_id)
    one = client.create_model_version("cars", f"runs:/{run_id}/data", run_id, tags={"x": "y"}, description="first")
    two = client.create_model_version("cars", f"{client.get_run(run_id).info.artifact_uri}/files", run_id)
    assert (one.version, two.version, one.current_stage, one.run_id) in [("1", "2", "None", run_id), (1, 2, "None", run_id)], one
    client.set_registered_model_alias("cars", "champion", "1")
    assert client.get_model_version_by_alias("cars", "champion").description == "first"
    assert client.get_registered_model("cars").aliases in [{"champion": "1"}, {"champion": 1}]
    assert [f for f in mlflow.artifacts.list_artifacts("models:/cars/2") if f.path.endswith("deep")], "models:/ uri"
    client.set_model_version_tag("cars", "2", "score", "0.5")
    client.delete_model_version_tag("cars", "2", "absent")
    client.set_registered_model_tag("cars", "b", "2")
    client.delete_registered_model_tag("cars", "a")
    assert client.get_registered_model("cars").tags == {"b": "2"}
    client.update_model_version("cars", "2", "second")
    client.transition_model_version_stage("cars", "1", "Production")
    client.transition_model_version_stage("cars", "2", "Production", archive_existing_versions=True)
    assert client.get_model_version("cars", "1").current_stage == "Archived"
    assert [str(v.version) for v in client.get_latest_versions("cars", ["Production"])] == ["2"]
    assert sorted(int(v.version) for v in client.search_model_versions("name = 'cars'")) == [1, 2]
    assert [str(v.version) for v in client.search_model_versions("tags.score = '0.5'")] == ["2"]
    assert [m.name for m in client.search_registered_models("name ILIKE 'CA%'")] == ["cars"]
    client.rename_registered_model("cars", "trucks")
    assert client.get_model_version("trucks", "2").description == "second"
    client.update_registered_model("trucks", "all trucks")
    client.delete_registered_model_alias("trucks", "champion")
    raises("INVALID_PARAMETER_VALUE", client.get_model_version_by_alias, "trucks", "champion")
    client.delete_model_version("trucks", "1")
    raises("RESOURCE_DOES_NOT_EXIST", client.get_model_version, "trucks", "1")
    client.copy_model_version("models:/trucks/2", "copied")
    assert client.get_model_version("copied", "1").run_id == run_id
    client.delete_registered_model("copied")
    raises("RESOURCE_DOES_NOT_EXIST", client.get_registered_model, "copied")


def models():
    """Needs scikit-learn; the small client (mlflow-skinny) goes without."""
    try:
        import pandas
        from sklearn.linear_model import LogisticRegression
    except ImportError:
        return False
    import mlflow.sklearn

    mlflow.set_experiment("models")
    frame = pandas.DataFrame({"a": [float(i % 7) for i in range(60)], "b": [float(i % 3) for i in range(60)]})
    target = [int(a > b * 2) for a, b in zip(frame.a, frame.b)]
    with mlflow.start_run() as run:
        fitted = LogisticRegression().fit(frame, target)
        info = mlflow.sklearn.log_model(fitted, name="model", input_example=frame.head(2), registered_model_name="logit")
        rows = frame.assign(target=target)
        data = mlflow.data.from_pandas(rows, targets="target", name="my rows")
        mlflow.log_input(data, context="evaluation")
        result = mlflow.models.evaluate(info.model_uri, data, model_type="classifier", evaluator_config={"log_model_explainability": False})
    assert result.metrics["accuracy_score"] > 0.8
    read = client.get_run(run.info.run_id)
    assert read.data.metrics["accuracy_score"] == result.metrics["accuracy_score"]
    assert [m.model_id for m in read.outputs.model_outputs] == [info.model_id], read.outputs
    assert [f.path for f in client.list_artifacts(run.info.run_id)], "evaluate logs figures"
    logged = mlflow.get_logged_model(info.model_id)
    assert logged.status == "READY" and logged.source_run_id == run.info.run_id
    assert {m.key for m in logged.metrics} >= {"accuracy_score"}, logged.metrics
    assert [m.model_id for m in mlflow.search_logged_models(["%s" % run.info.experiment_id], output_format="list")] == [info.model_id]
    for uri in [info.model_uri, "models:/logit/1", f"runs:/{run.info.run_id}/model"]:
        assert list(mlflow.sklearn.load_model(uri).predict(frame)) == list(fitted.predict(frame)), uri
    client.set_logged_model_tags(info.model_id, {"stage": "tried"})
    assert mlflow.get_logged_model(info.model_id).tags["stage"] == "tried"
    client.delete_logged_model_tag(info.model_id, "stage")
    mlflow.sklearn.autolog(log_datasets=True)
    with mlflow.start_run() as auto:
        LogisticRegression(C=0.5).fit(frame, target)
    assert client.get_run(auto.info.run_id).data.params["C"] == "0.5"
    return True


experiments()
run_id = runs()
batches(run_id)
search()
artifacts(run_id)
registry(run_id)
print(json.dumps({"mlflow": mlflow.__version__, "run": run_id, "models": models()}))
