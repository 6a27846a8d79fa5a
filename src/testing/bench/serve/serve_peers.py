"""The same boosted trees behind FastAPI, and behind MLflow's scoring server: serve_peers.py fastapi|mlflow FOLDER PORT."""

import json
import os
import sys

import numpy as np
import pandas as pd
import uvicorn
import xgboost

kind, folder, port = sys.argv[1], sys.argv[2], int(sys.argv[3])
with open(os.path.join(folder, "facts.json"), encoding="utf8") as file:
    facts = json.load(file)
codes = {label: code for code, label in enumerate(facts["labels"])}


def load():
    booster = xgboost.Booster(model_file=os.path.join(folder, "trees.json"))
    booster.set_param({"nthread": 1})
    return booster


def features(hour, weekday, month, temperature, clouds, weather):
    return [hour, weekday, month, temperature, clouds, codes[weather]]


def predict(booster, rows):
    data = xgboost.DMatrix(np.array(rows, dtype=np.float32), feature_names=facts["features"])
    return booster.predict(data)


def serve_fastapi():
    from datetime import datetime

    from fastapi import FastAPI
    from pydantic import BaseModel, Field

    booster = load()
    app = FastAPI()

    class Row(BaseModel):
        time: datetime
        temperature: float = Field(ge=200, le=330)
        clouds: float = Field(ge=0, le=100)
        weather: str

    @app.post("/predict")
    async def post(row: Row):
        values = features(
            row.time.hour, row.time.weekday(), row.time.month, row.temperature, row.clouds, row.weather
        )
        return {"prediction": float(predict(booster, [values])[0])}

    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


def serve_mlflow():
    import mlflow.pyfunc
    from mlflow.pyfunc import scoring_server

    class Trees(mlflow.pyfunc.PythonModel):
        def load_context(self, context):
            self.booster = load()

        def predict(self, context, model_input, params=None):
            times = pd.to_datetime(model_input["time"])
            rows = [
                features(time.hour, time.weekday(), time.month, *values)
                for time, *values in zip(times, model_input["temperature"], model_input["clouds"], model_input["weather"])
            ]
            return predict(self.booster, rows)

    path = os.path.join(folder, f"mlflow-{port}")
    mlflow.pyfunc.save_model(path, python_model=Trees(), pip_requirements=[])
    app = scoring_server.init(mlflow.pyfunc.load_model(path))
    uvicorn.run(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)


{"fastapi": serve_fastapi, "mlflow": serve_mlflow}[kind]()
