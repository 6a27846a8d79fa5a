"""Writes sobol.json: points of SciPy's Sobol sequence, not scrambled.

Run with SciPy: python src/search/golden/make-sobol.py
"""

import json
import sys
import warnings
from pathlib import Path

import scipy
from scipy.stats import qmc

warnings.simplefilter("ignore")
dimensions = 40
points = []
for index in (0, 1, 2, 3, 7, 100, 1023, 5000):
    engine = qmc.Sobol(dimensions, scramble=False, bits=32)
    if index:
        engine.fast_forward(index)
    points.append({"index": index, "point": engine.random(1)[0].tolist()})
versions = {"python": sys.version.split()[0], "scipy": scipy.__version__}
target = Path(__file__).parent / "sobol.json"
target.write_text(json.dumps({"madeBy": "make-sobol.py", "versions": versions, "points": points}) + "\n")
print(f"{len(points)} points to {target.name}")
