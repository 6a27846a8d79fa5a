"""XGBoost's side of the contributions bench: pred_contribs of our model file, one thread."""
import json
import sys
import time

import numpy
import xgboost

folder, width = sys.argv[1], int(sys.argv[2])
model = xgboost.Booster(model_file=f"{folder}/model.json")
model.set_param({"nthread": 1})
rows = xgboost.DMatrix(
    numpy.fromfile(f"{folder}/explained.x", "float32").reshape(-1, width), feature_names=model.feature_names, nthread=1
)
started = time.process_time()
contributions = model.predict(rows, pred_contribs=True)
print(json.dumps({
    "version": xgboost.__version__,
    "seconds": time.process_time() - started,
    "firstRow": contributions[0].tolist(),
}))
