"""What XGBoost predicts from the model files that toXgboostJson wrote: python read-ours.py > read-ours.json"""

import json
import pathlib
import sys

import numpy as np
import xgboost

here = pathlib.Path(__file__).parent
names = ["hour", "wind", "flag", "temp"]


def read(file, case):
    model = xgboost.Booster(model_file=str(here / file))
    data = np.array(case["columns"], dtype=float).T
    return model.predict(xgboost.DMatrix(data, feature_names=names)).tolist()


squared = json.loads((here / "boosting.json").read_text())["cases"][1]
others = {case["name"]: case for case in json.loads((here / "boosting-objectives.json").read_text())["cases"]}
answers = {name: read(f"ours-{name}.xgboost.json", others[name]) for name in ["absolute", "logistic", "softmax"]}
json.dump(
    {"versions": {"xgboost": xgboost.__version__}, "predictions": read("ours.xgboost.json", squared), **answers},
    sys.stdout,
)
