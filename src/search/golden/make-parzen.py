"""Writes parzen.json: log densities of Optuna's own TPE Parzen estimator, and draws of its truncated normals.

Run with Optuna 5: python src/search/golden/make-parzen.py
NumPy's argsort is not stable above 16 items, so tied observations would get their bandwidths in an arbitrary order;
the script makes it stable, which is the order that Cuaderno uses.
"""

import json
import math
import sys
from pathlib import Path

import numpy
import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.samplers._tpe.parzen_estimator import _ParzenEstimator, _ParzenEstimatorParameters
from optuna.samplers._tpe.sampler import default_weights

unstable_argsort = numpy.argsort
numpy.argsort = lambda values, *args, **kwargs: unstable_argsort(values, *args, **{**kwargs, "kind": "stable"})

DEFAULTS = _ParzenEstimatorParameters(
    prior_weight=1.0,
    consider_magic_clip=True,
    consider_endpoints=False,
    weights=default_weights,
    multivariate=True,
)

E3 = math.exp(-3)
SPACES = {
    "real": {"x": {"kind": "real", "low": -2.0, "high": 3.0, "log": False, "step": None}},
    "log real": {"x": {"kind": "real", "low": 1e-5, "high": 10.0, "log": True, "step": None}},
    "stepped real": {"x": {"kind": "real", "low": 0.0, "high": 1.0, "log": False, "step": 0.125}},
    "integer": {"x": {"kind": "integer", "low": 3, "high": 10, "log": False, "step": 1}},
    "stepped integer": {"x": {"kind": "integer", "low": 100, "high": 1000, "log": False, "step": 50}},
    "log integer": {"x": {"kind": "integer", "low": 1, "high": 512, "log": True, "step": 1}},
    "choice": {"x": {"kind": "choice", "choices": ["a", "b", "c"]}},
    "mixed": {
        "rate": {"kind": "real", "low": 1e-3, "high": 1.0, "log": True, "step": None},
        "share": {"kind": "real", "low": 0.5, "high": 1.0, "log": False, "step": None},
        "depth": {"kind": "integer", "low": 3, "high": 10, "log": False, "step": 1},
        "kind": {"kind": "choice", "choices": ["linear", "ridge", None, True, 4]},
    },
    "traffic": {
        "n_estimators": {"kind": "integer", "low": 100, "high": 1000, "log": False, "step": 50},
        "max_depth": {"kind": "integer", "low": 3, "high": 10, "log": False, "step": 1},
        "learning_rate": {"kind": "real", "low": E3, "high": 1.0, "log": True, "step": None},
        "subsample": {"kind": "real", "low": 0.5, "high": 1.0, "log": False, "step": None},
        "colsample_bytree": {"kind": "real", "low": 0.5, "high": 1.0, "log": False, "step": None},
        "gamma": {"kind": "real", "low": E3, "high": 1.0, "log": True, "step": None},
        "reg_alpha": {"kind": "real", "low": E3, "high": 1.0, "log": True, "step": None},
        "reg_lambda": {"kind": "real", "low": E3, "high": 1.0, "log": True, "step": None},
    },
}


def distribution(parameter):
    if parameter["kind"] == "choice":
        return CategoricalDistribution(parameter["choices"])
    make = FloatDistribution if parameter["kind"] == "real" else IntDistribution
    return make(parameter["low"], parameter["high"], log=parameter["log"], step=parameter["step"])


def draw(parameter, random, count):
    if parameter["kind"] == "choice":
        return random.integers(0, len(parameter["choices"]), count).astype(float)
    low, high, step = parameter["low"], parameter["high"], parameter["step"]
    if step is not None:
        return low + step * random.integers(0, round((high - low) / step) + 1, count)
    values = numpy.exp(random.uniform(math.log(low), math.log(high), count)) if parameter["log"] else random.uniform(low, high, count)
    # The ends themselves and repeated values are cases of their own.
    if count > 4:
        values[0], values[1], values[3] = low, high, values[2]
    return numpy.clip(values, low, high)


def case(name, count, random):
    space = SPACES[name]
    distributions = {key: distribution(parameter) for key, parameter in space.items()}
    observed = {key: draw(parameter, random, count) for key, parameter in space.items()}
    points = {key: draw(parameter, random, 8) for key, parameter in space.items()}
    estimator = _ParzenEstimator(observed, distributions, DEFAULTS)
    return {
        "name": f"{name}, {count} observations",
        "space": space,
        "observations": numpy.array(list(observed.values())).T.tolist(),
        "points": numpy.array(list(points.values())).T.tolist(),
        "logDensity": estimator.log_pdf(points).tolist(),
    }


random = numpy.random.default_rng(20260101)
cases = [case(name, count, random) for name in SPACES for count in (0, 1, 2, 9, 26, 60)]
cases += [case(name, count, random) for name in ("mixed", "traffic") for count in (24, 25, 27, 150)]
weights = {str(count): default_weights(count).tolist() for count in (0, 1, 24, 25, 26, 27, 40)}
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__, "numpy": numpy.__version__}
target = Path(__file__).parent / "parzen.json"
target.write_text(json.dumps({"madeBy": "make-parzen.py", "versions": versions, "weights": weights, "cases": cases}) + "\n")
print(f"{len(cases)} cases to {target.name}")
