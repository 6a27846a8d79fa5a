"""Golden values of models that stopped early: XGBoost's files and the predictions of its best round.

python3 make-early-stopping.py > early-stopping.json  (XGBoost 3.2.0, NumPy)
"""

import json
import sys
import tempfile

import numpy as np
import xgboost

random = np.random.RandomState(0)
names = ["a", "b"]
rows = random.normal(size=(120, 2)).astype("float32")
number = rows[:, 0] * 2 + random.normal(size=120)
classes = np.digitize(rows[:, 0] + random.normal(size=120) * 0.5, [-0.5, 0.5])


def case(name, target, **params):
    train = xgboost.DMatrix(rows[:80], target[:80], feature_names=names)
    validation = xgboost.DMatrix(rows[80:], target[80:], feature_names=names)
    model = xgboost.train(
        {"max_depth": 2, "seed": 1, "nthread": 1, **params},
        train,
        100,
        evals=[(validation, "validation")],
        early_stopping_rounds=3,
        verbose_eval=False,
    )
    assert 0 < model.best_iteration < model.num_boosted_rounds() - 1
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        model.save_model(file.name)
        content = json.load(open(file.name))
    best = model.predict(validation, iteration_range=(0, model.best_iteration + 1))
    every = model.predict(validation, iteration_range=(0, model.num_boosted_rounds()))
    return {
        "name": name,
        "bestRounds": model.best_iteration + 1,
        "rounds": model.num_boosted_rounds(),
        "best": best[:10].tolist(),
        "all": every[:10].tolist(),
        "model": content,
    }


json.dump(
    {
        "versions": {"xgboost": xgboost.__version__, "numpy": np.__version__},
        "rows": rows[80:90].tolist(),
        "cases": [
            case("numbers", number, eta=0.6),
            case("parallel trees", number, eta=0.6, num_parallel_tree=3, subsample=0.5),
            case("classes", classes, eta=0.6, objective="multi:softprob", num_class=3),
        ],
    },
    sys.stdout,
)
