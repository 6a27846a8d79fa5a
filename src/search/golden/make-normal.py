"""Writes normal.json: error functions of Python's mathematical library, log distribution function of SciPy, log masses of Optuna.

Run with SciPy and Optuna 5: python src/search/golden/make-normal.py
"""

import json
import math
import sys
from pathlib import Path

import numpy
import optuna
import scipy
from optuna.samplers._tpe import _truncnorm
from scipy.special import log_ndtr

points = sorted({sign * x for sign in (1, -1) for x in (0, 1e-9, 1e-3, 0.2, 0.25, 0.5, 0.84, 0.85, 1, 1.2, 1.25, 1.3, 2, 2.8, 2.9, 4, 5.9, 6.1, 10, 26)})
below = [-100, -40, -20.1, -19.9, -8, -3, -1, -0.5, -0.01, 0]
pairs = [(-1, 1), (-3, 0), (0, 3), (0, 0.001), (0.5, 0.6), (-0.6, -0.5), (-50, -49.5), (49.5, 50), (5, 5.00001), (-9, 9), (-40, 40), (-0.01, 30), (8, 12), (-1e-7, 1e-7)]
versions = {"python": sys.version.split()[0], "scipy": scipy.__version__, "optuna": optuna.__version__}
target = Path(__file__).parent / "normal.json"
target.write_text(
    json.dumps(
        {
            "madeBy": "make-normal.py",
            "versions": versions,
            "erf": [[x, math.erf(x), math.erfc(x)] for x in points],
            "logBelow": [[x, float(log_ndtr(x))] for x in below],
            "logMass": [[a, b, float(_truncnorm._log_gauss_mass(numpy.array([float(a)]), numpy.array([float(b)]))[0])] for a, b in pairs],
        }
    )
    + "\n"
)
print(f"{len(points)} + {len(below)} + {len(pairs)} values to {target.name}")
