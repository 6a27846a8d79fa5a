"""Writes the golden journals.

optuna-journal.log   written by Optuna alone
optuna-journal.json  what Optuna reads from it
cuaderno-journal.json, when cuaderno-journal.log is there: what Optuna reads from the journal that Cuaderno wrote, how many trials it
                     then added, and the importances it gave

Run with Optuna 5: python src/search/golden/make-journal.py
"""

import json
import math
import shutil
import sys
import tempfile
from pathlib import Path

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)
here = Path(__file__).parent
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__}


def plain(value):
    return str(value).replace("inf", "Infinity").replace("nan", "NaN") if isinstance(value, float) and not math.isfinite(value) else value


def read(storage, name):
    study = optuna.load_study(study_name=name, storage=storage)
    return {
        "name": name,
        "direction": study.direction.name.lower(),
        "trials": [
            {
                "number": trial.number,
                "state": trial.state.name,
                "params": trial.params,
                "value": plain(trial.value),
                "intermediate": [[step, plain(value)] for step, value in sorted(trial.intermediate_values.items())],
                "startedAt": None if trial.datetime_start is None else trial.datetime_start.timestamp() * 1000,
                "durationMs": None if trial.duration is None else trial.duration.total_seconds() * 1000,
            }
            for trial in study.trials
        ],
    }


def objective(trial):
    rate = trial.suggest_float("rate", 1e-3, 1, log=True)
    share = trial.suggest_float("share", 0, 1, step=0.25)
    depth = trial.suggest_int("depth", 3, 10)
    width = trial.suggest_int("width", 1, 64, log=True)
    trees = trial.suggest_int("trees", 100, 1000, step=50)
    kind = trial.suggest_categorical("kind", ["tree", None, True, 4, 0.5])
    trial.report(depth, 1)
    trial.report(math.nan if trial.number == 2 else share, 10)
    if trial.number == 3:
        raise optuna.TrialPruned()
    if trial.number == 4:
        raise ValueError("no convergence")
    if trial.number == 5:
        return math.inf
    return rate + share + depth / 10 + width / 64 + trees / 1000 + (0 if kind is None else 1)


def write_optuna_journal():
    target = here / "optuna-journal.log"
    target.unlink(missing_ok=True)
    storage = JournalStorage(JournalFileBackend(str(target)))
    removed = optuna.create_study(study_name="removed", storage=storage)
    removed.optimize(lambda trial: trial.suggest_float("x", 0, 1), n_trials=1)
    study = optuna.create_study(study_name="search", storage=storage, sampler=optuna.samplers.TPESampler(seed=1))
    optuna.delete_study(study_name="removed", storage=storage)
    other = optuna.create_study(study_name="other", storage=storage, direction="maximize")
    study.optimize(objective, n_trials=12, catch=(ValueError,))
    other.optimize(lambda trial: trial.suggest_int("n", 1, 5), n_trials=3)
    study.add_trial(
        optuna.trial.create_trial(
            params={"rate": 0.5, "share": 0.75, "depth": 4, "width": 2, "trees": 150, "kind": True},
            distributions={
                "rate": FloatDistribution(1e-3, 1, log=True),
                "share": FloatDistribution(0, 1, step=0.25),
                "depth": IntDistribution(3, 10),
                "width": IntDistribution(1, 64, log=True),
                "trees": IntDistribution(100, 1000, step=50),
                "kind": CategoricalDistribution(["tree", None, True, 4, 0.5]),
            },
            value=0.125,
            intermediate_values={3: 1.5},
        )
    )
    study.enqueue_trial({"rate": 0.25, "depth": 9})
    running = study.ask()
    running.suggest_float("rate", 1e-3, 1, log=True)
    study.enqueue_trial({"rate": 0.125})
    document = {"madeBy": "make-journal.py", "versions": versions, "studies": [read(storage, "search"), read(storage, "other")]}
    (here / "optuna-journal.json").write_text(json.dumps(document, indent=1) + "\n")


def read_cuaderno_journal():
    source = here / "cuaderno-journal.log"
    if not source.exists():
        return
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copy(source, folder)
        storage = JournalStorage(JournalFileBackend(str(path)))
        seen = read(storage, "ours")
        study = optuna.load_study(study_name="ours", storage=storage, sampler=optuna.samplers.TPESampler(seed=1))
        before = len(study.get_trials(states=(TrialState.COMPLETE,)))
        distributions = next(trial.distributions for trial in study.trials if trial.distributions)

        def continued(trial):
            return sum(
                trial._suggest(name, distribution) if not isinstance(distribution, CategoricalDistribution) else (trial._suggest(name, distribution), 0)[1]
                for name, distribution in distributions.items()
            )

        study.optimize(continued, n_trials=5)
        added = len(study.get_trials(states=(TrialState.COMPLETE,))) - before
        importances = optuna.importance.get_param_importances(study)
    document = {"madeBy": "make-journal.py", "versions": versions, "study": seen, "added": added, "importances": sorted(importances)}
    (here / "cuaderno-journal.json").write_text(json.dumps(document, indent=1) + "\n")


write_optuna_journal()
read_cuaderno_journal()
