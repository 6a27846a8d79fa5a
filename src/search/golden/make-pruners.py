"""Writes pruners.json: which trials Optuna's pruners end and at which step, for given curves run one after the other.

Run with Optuna 5: python src/search/golden/make-pruners.py
"""

import json
import math
import sys
from pathlib import Path

import numpy
import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)

STEPS = 40


def curves(seed, count):
    random = numpy.random.default_rng(seed)
    rows = []
    for _ in range(count):
        level, speed = random.uniform(0, 1), random.uniform(0.05, 0.5)
        rows.append([round(level + math.exp(-speed * step) + random.normal(0, 0.03), 6) for step in range(STEPS)])
    rows[3][0] = rows[3][1] = rows[count - 2][0] = math.nan
    return rows


def ended_at(pruner, direction, rows, every):
    """Per trial the step at which it was pruned, or null; every so many steps are reported, beginning with the first."""
    study = optuna.create_study(direction=direction, pruner=pruner)
    ends = []
    for row in rows:
        trial = study.ask()
        end = None
        for step in range(1, STEPS + 1, every):
            trial.report(row[step - 1], step)
            if trial.should_prune():
                end = step
                break
        if end is None:
            study.tell(trial, row[STEPS - 1])
        else:
            study.tell(trial, state=optuna.trial.TrialState.PRUNED)
        ends.append(end)
    return ends


PRUNERS = [
    ("median", {}, optuna.pruners.MedianPruner()),
    (
        "median",
        {"startupTrials": 2, "warmupSteps": 6, "interval": 5, "minTrials": 3},
        optuna.pruners.MedianPruner(2, 6, 5, n_min_trials=3),
    ),
    ("successive-halving", {"minSteps": 1}, optuna.pruners.SuccessiveHalvingPruner(min_resource=1)),
    (
        "successive-halving",
        {"minSteps": 2, "reduction": 3},
        optuna.pruners.SuccessiveHalvingPruner(min_resource=2, reduction_factor=3),
    ),
    ("successive-halving", {}, optuna.pruners.SuccessiveHalvingPruner()),
]
rows = curves(0, 30)
negated = [[-value for value in row] for row in rows]
cases = [
    {
        "kind": kind,
        "settings": settings,
        "direction": direction,
        "every": every,
        "endedAt": ended_at(pruner, direction, rows if direction == "minimize" else negated, every),
    }
    for direction in ("minimize", "maximize")
    for kind, settings, pruner in PRUNERS
    for every in (1, 3)
]
versions = {"python": sys.version.split()[0], "optuna": optuna.__version__, "numpy": numpy.__version__}
document = {
    "madeBy": "make-pruners.py",
    "versions": versions,
    # For minimize; for maximize they are negated. NaN is null.
    "curves": [[None if math.isnan(value) else value for value in row] for row in rows],
    "cases": cases,
}
target = Path(__file__).parent / "pruners.json"
target.write_text(json.dumps(document) + "\n")
print(f"{len(cases)} cases to {target.name}")
