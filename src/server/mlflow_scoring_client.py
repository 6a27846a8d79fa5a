"""MLflow's own client of a scoring server: mlflow_scoring_client.py URL, predictions of two rows as JSON."""

import json
import sys
from datetime import datetime

import pandas as pd
from mlflow.pyfunc.scoring_server.client import ScoringServerClient

host, port = sys.argv[1].removeprefix("http://").split(":")
client = ScoringServerClient(host, int(port))
client.wait_server_ready(timeout=10, scoring_server_proc=type("Running", (), {"poll": lambda self: None})())
rows = pd.DataFrame(
    {
        "time": [str(datetime(2018, 3, 5, 8)), str(datetime(2018, 3, 5, 9))],
        "temperature": [281.5, 300.0],
        "weather": ["Rain", "Clear"],
        "holiday": [False, True],
    }
)
predictions = client.invoke(rows).get_predictions()
try:
    client.invoke(rows.assign(weather=["Hail", "Rain"]))
    refusal = ""
except Exception as error:  # the client has one kind of error for every refusal
    refusal = str(error)
print(json.dumps({"predictions": [float(value) for value in predictions.iloc[:, 0]], "refusal": refusal}))
