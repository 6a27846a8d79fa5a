"""Writes pareto.json: Optuna's non-dominated ranks, hypervolumes, greedy subsets, splits for TPE with several goals and groups of
parameters.

Run with Optuna 5: python src/search/golden/make-pareto.py
"""

import json
import sys
from pathlib import Path

import numpy
import optuna
from optuna._hypervolume.hssp import _solve_hssp
from optuna._hypervolume.wfg import compute_hypervolume
from optuna.distributions import FloatDistribution
from optuna.samplers._tpe.sampler import _get_reference_point, _split_trials, default_gamma_multiobjective
from optuna.search_space.group_decomposed import _SearchSpaceGroup
from optuna.study._multi_objective import _fast_non_domination_rank
from optuna.trial import TrialState, create_trial

optuna.logging.set_verbosity(optuna.logging.ERROR)
random = numpy.random.default_rng(20260102)


def cloud(count, goals, kind):
    if kind == "ties":
        return random.integers(0, 5, (count, goals)).astype(float)
    points = random.normal(0, 1, (count, goals))
    if kind == "front":
        points = numpy.abs(points)
        points /= numpy.linalg.norm(points, axis=1, keepdims=True)
        points = -points
    if kind == "infinite" and count > 2:
        points[1, 0] = numpy.inf
    return points


def plain(value):
    return value if numpy.isfinite(value) else "Infinity" if value > 0 else "-Infinity"


def point_case(count, goals, kind):
    points = cloud(count, goals, kind)
    reference = _get_reference_point(points)
    ranks = _fast_non_domination_rank(points)
    # Optuna's subset selection is only ever given points of one rank, and correct only for those.
    front = numpy.flatnonzero(ranks == 0)
    size = max(1, len(front) // 3)
    return {
        "name": f"{count} points of {goals}, {kind}",
        "points": [[plain(value) for value in row] for row in points.tolist()],
        "ranks": ranks.tolist(),
        "reference": [plain(value) for value in reference.tolist()],
        "hypervolume": plain(compute_hypervolume(points, reference)),
        "size": size,
        "subset": sorted(_solve_hssp(points[front], front, size, reference).tolist()),
    }


def split_case(count, goals, kind):
    directions = ["minimize", "maximize", "minimize", "maximize"][:goals]
    study = optuna.create_study(directions=directions)
    values = cloud(count, goals, kind) if kind != "scaled" else cloud(count, goals, "normal") * [10.0**place for place in range(goals)]
    for row in values.tolist():
        study.add_trial(create_trial(values=row, params={"x": 0.5}, distributions={"x": FloatDistribution(0, 1)}))
    running = [study.ask().number for _ in range(2)]
    trials = [trial for trial in study.trials if trial.state in (TrialState.COMPLETE, TrialState.RUNNING)]
    below, above = _split_trials(study, trials, default_gamma_multiobjective(count))
    return {
        "name": f"{count} trials, {goals} goals, {kind}",
        "directions": directions,
        "values": values.tolist(),
        "running": running,
        "below": [trial.number for trial in below],
        "above": [trial.number for trial in above],
    }


def group_case(points):
    group = _SearchSpaceGroup()
    for names in points:
        group.add_distributions({name: FloatDistribution(0, 1) for name in names})
    return {"points": points, "groups": sorted(sorted(space) for space in group.search_spaces)}


document = {
    "madeBy": "make-pareto.py",
    "versions": {"python": sys.version.split()[0], "optuna": optuna.__version__, "numpy": numpy.__version__},
    "points": [
        point_case(count, goals, kind)
        for goals in (2, 3, 4)
        for kind in ("normal", "front", "ties", "infinite")
        for count in (1, 2, 9, 30)
    ],
    "splits": [
        split_case(count, goals, kind)
        for goals in (2, 3, 4)
        for kind in ("normal", "front", "ties", "scaled")
        for count in (5, 24, 80)
    ],
    "groups": [
        group_case([["a", "b"], ["a", "c"], ["a", "b", "c"]]),
        group_case([["model", "alpha", "scale"], ["model", "depth", "leaves", "scale"], ["model", "depth", "scale"]]),
        group_case([["x"], ["x"], ["y", "z"], []]),
    ],
}
target = Path(__file__).parent / "pareto.json"
target.write_text(json.dumps(document) + "\n")
print(f"{len(document['points'])} clouds and {len(document['splits'])} splits to {target.name}")
