"""What XGBoost predicts from the model file that toXgboostJson wrote: python read-ours.py > read-ours.json"""

import json
import pathlib
import sys

import numpy as np
import xgboost

here = pathlib.Path(__file__).parent
case = json.loads((here / "boosting.json").read_text())["cases"][1]
model = xgboost.Booster(model_file=str(here / "ours.xgboost.json"))
data = np.array(case["columns"], dtype=float).T
predictions = model.predict(xgboost.DMatrix(data, feature_names=["hour", "wind", "flag", "temp"]))
json.dump({"versions": {"xgboost": xgboost.__version__}, "predictions": list(map(float, predictions))}, sys.stdout)
