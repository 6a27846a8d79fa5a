"""Interventional and path-dependent contributions by the package shap: python make-shap.py > shap.json

The trees are XGBoost's of boosting-objectives.json, handed over as plain arrays.
"""

import json
import pathlib
import sys

import numpy as np
import shap

cases = json.loads((pathlib.Path(__file__).parent / "boosting-objectives.json").read_text())["cases"]
results = []
for name in ["weights", "monotone", "logistic, weights"]:
    case = next(case for case in cases if case["name"] == name)
    data = np.array([[np.nan if v is None else v for v in column] for column in case["columns"]]).T
    data = data[~np.isnan(data).any(axis=1)]
    # Made afresh for each explainer: one with background rows writes their counts into the trees.
    trees = lambda: [
        {
            "children_left": np.array(tree["left_children"]),
            "children_right": np.array(tree["right_children"]),
            "children_default": np.where(tree["default_left"], tree["left_children"], tree["right_children"]),
            "features": np.array(tree["split_indices"]),
            # shap goes left at `<=`, XGBoost at `<`, in float32.
            "thresholds": np.nextafter(np.array(tree["split_conditions"], dtype="float32"), np.float32(-np.inf)).astype(float),
            "values": np.array(tree["split_conditions"], dtype="float32").astype(float).reshape(-1, 1),
            "node_sample_weight": np.array(tree["sum_hessian"], dtype="float32").astype(float),
        }
        for tree in case["model"]["learner"]["gradient_booster"]["model"]["trees"]
    ]
    rows, background = data[:10].astype("float32").astype(float), data[40:65].astype("float32").astype(float)
    interventional = shap.TreeExplainer({"trees": trees()}, background, feature_perturbation="interventional")
    dependent = shap.TreeExplainer({"trees": trees()}, feature_perturbation="tree_path_dependent")
    results.append(
        {
            "name": name,
            "rows": rows.T.tolist(),
            "background": background.T.tolist(),
            "interventional": interventional.shap_values(rows, check_additivity=False).T.tolist(),
            "interventionalExpected": float(np.ravel(interventional.expected_value)[0]),
            "pathDependent": dependent.shap_values(rows, check_additivity=False).T.tolist(),
        }
    )
json.dump({"versions": {"shap": shap.__version__, "numpy": np.__version__}, "cases": results}, sys.stdout)
