"""Lets Optuna go on with the study that Cuaderno keeps in a journal.

stored-journal.log     written by Cuaderno while it searched (the test writes it where it is missing)
stored-journal.json    what Optuna reads from it
continued-journal.log  the same file after Optuna went on with it: five trials, one more under way, one enqueued
continued-journal.json what Optuna reads from that

Run with Optuna 5: python src/search/golden/make-storage.py
"""

import json
import shutil
import sys
from pathlib import Path

import optuna
from optuna.storages import JournalStorage
from optuna.storages.journal import JournalFileBackend

optuna.logging.set_verbosity(optuna.logging.ERROR)
here = Path(__file__).parent
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__}


def read(study):
    return {
        "name": study.study_name,
        "direction": study.direction.name.lower(),
        "trials": [
            {
                "number": trial.number,
                "state": trial.state.name,
                "params": trial.params,
                "value": trial.value,
                "intermediate": [[step, value] for step, value in sorted(trial.intermediate_values.items())],
                "startedAt": None if trial.datetime_start is None else trial.datetime_start.timestamp() * 1000,
                "durationMs": None if trial.duration is None else trial.duration.total_seconds() * 1000,
            }
            for trial in study.trials
        ],
    }


def save(name, study):
    document = {"madeBy": "make-storage.py", "versions": versions, "study": read(study)}
    (here / name).write_text(json.dumps(document, indent=1) + "\n")


def objective(trial):
    model = trial.suggest_categorical("model", ["ridge", "trees"])
    scale = trial.suggest_float("scale", 0.1, 10, log=True)
    trial.report(scale, 1)
    if model == "ridge":
        return scale + trial.suggest_float("alpha", 0, 1)
    return scale + trial.suggest_int("depth", 1, 9) / 10


continued = here / "continued-journal.log"
shutil.copy(here / "stored-journal.log", continued)
study = optuna.load_study(
    study_name="stored",
    storage=JournalStorage(JournalFileBackend(str(continued))),
    sampler=optuna.samplers.TPESampler(seed=1),
)
save("stored-journal.json", study)
study.optimize(objective, n_trials=5)
running = study.ask()
running.suggest_float("scale", 0.1, 10, log=True)
study.enqueue_trial({"model": "trees", "scale": 1.0, "depth": 5})
save("continued-journal.json", study)
