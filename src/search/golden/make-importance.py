"""Writes importance.json: Optuna's default parameter importances of studies whose trials are given.

Run with Optuna 5: python src/search/golden/make-importance.py
"""

import json
import math
import sys
from pathlib import Path

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution

optuna.logging.set_verbosity(optuna.logging.ERROR)

SPACE = {
    "rate": {"kind": "real", "low": 1e-4, "high": 1.0, "log": True, "step": None},
    "share": {"kind": "real", "low": 0.0, "high": 1.0, "log": False, "step": None},
    "quarter": {"kind": "real", "low": 0.0, "high": 2.0, "log": False, "step": 0.25},
    "depth": {"kind": "integer", "low": 3, "high": 10, "log": False, "step": 1},
    "trees": {"kind": "integer", "low": 100, "high": 10000, "log": False, "step": 50},
    "width": {"kind": "integer", "low": 1, "high": 512, "log": True, "step": 1},
    "kind": {"kind": "choice", "choices": ["a", "b", "c"]},
    "fixed": {"kind": "choice", "choices": ["only"]},
}


def distribution(parameter):
    if parameter["kind"] == "choice":
        return CategoricalDistribution(parameter["choices"])
    make = FloatDistribution if parameter["kind"] == "real" else IntDistribution
    return make(parameter["low"], parameter["high"], log=parameter["log"], step=parameter["step"])


def draw(parameter, random):
    if parameter["kind"] == "choice":
        return parameter["choices"][random.integers(len(parameter["choices"]))]
    low, high, step = parameter["low"], parameter["high"], parameter["step"]
    if parameter["log"]:
        value = math.exp(random.uniform(math.log(low), math.log(high)))
        return round(value) if step else value
    if step is not None:
        value = low + step * random.integers(0, round((high - low) / step) + 1)
        return int(value) if parameter["kind"] == "integer" else float(value)
    return random.uniform(low, high)


def objective(params, noise):
    return (
        (math.log(params["rate"]) + 5) ** 2
        + 8 * (params["share"] - 0.7) ** 2
        + params["quarter"]
        + 0.5 * abs(params["depth"] - 6)
        + (2 if params["kind"] == "b" else 0)
        + 0.001 * params["width"]
        + noise
    )


def case(direction, count, seed, ties=False):
    random = numpy.random.default_rng(seed)
    study = optuna.create_study(direction=direction)
    distributions = {name: distribution(parameter) for name, parameter in SPACE.items()}
    trials = []
    for _ in range(count):
        params = {name: draw(parameter, random) for name, parameter in SPACE.items()}
        value = objective(params, random.normal(0, 0.1))
        value = float(round(value)) if ties else value
        value = -value if direction == "maximize" else value
        study.add_trial(optuna.trial.create_trial(params=params, distributions=distributions, value=value))
        trials.append({"params": params, "value": value})
    importance = optuna.importance.get_param_importances(study)
    return {
        "name": f"{direction}, {count} trials" + (", ties" if ties else ""),
        "direction": direction,
        "trials": trials,
        "importance": importance,
    }


cases = [case("minimize", 60, 1), case("maximize", 40, 2), case("minimize", 100, 3, ties=True), case("minimize", 12, 4), case("minimize", 1, 5)]
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__, "numpy": numpy.__version__}
target = Path(__file__).parent / "importance.json"
target.write_text(json.dumps({"madeBy": "make-importance.py", "versions": versions, "space": SPACE, "cases": cases}) + "\n")
print(f"{len(cases)} cases to {target.name}")
