"""Writes layout.json: how Python spells floats, and how PyYAML writes the meta.yaml files of MLflow's file layout.

Run with PyYAML 6: python src/tracking/golden/make-layout.py
Each YAML text is what MLflow's writer makes of the fields: safe_dump, sorted keys, block style, unicode allowed.
"""

import json
import math
import random
import struct
import sys
from pathlib import Path

import yaml

RANDOM = random.Random(20261121)


def floats():
    fixed = [0.0, -0.0, 1.0, -1.0, 0.1, 0.5, 3.0, 1e15, 1e16, 9999999999999998.0, 123456789012345680.0, 1e21, 1e22, 1e-4, 9.999e-5]
    fixed += [1e-5, 1e-7, 1.5e-7, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 1 / 3, 2 / 3 * 1e16, 100.0, 12345.678]
    bits = [struct.unpack("<d", RANDOM.randbytes(8))[0] for _ in range(600)]
    near = [RANDOM.choice([-1, 1]) * 10 ** RANDOM.uniform(-6, 18) for _ in range(400)]
    short = [round(RANDOM.uniform(-1e3, 1e3), RANDOM.randrange(6)) for _ in range(200)]
    return [value for value in fixed + bits + near + short if math.isfinite(value)]


RUN = {
    "artifact_uri": "file:///home/ana/mlruns/861/0f/artifacts", "end_time": 1700000000123, "entry_point_name": "",
    "experiment_id": "861234567890123456", "lifecycle_stage": "active", "run_id": "0f" * 16, "run_name": "tune",
    "source_name": "", "source_type": 4, "source_version": "", "start_time": 1700000000000, "status": 3, "tags": [], "user_id": "ana",
}
EXPERIMENT = {
    "artifact_location": "file:///home/ana/mlruns/861234567890123456", "creation_time": 1700000000000,
    "experiment_id": "861234567890123456", "last_update_time": 1700000000000, "lifecycle_stage": "active", "name": "traffic",
    "trace_location": None, "workspace": "default",
}
DATASET = {
    "digest": "a1b2c3d4", "name": "2016.csv", "profile": "{}", "schema": None, "source": '{"uri":"s3://bucket/2016.csv"}', "source_type": "s3",
}
INPUT = {
    "destination_id": "ab" * 16, "destination_type": "RUN", "source_id": "ab" * 16, "source_type": "DATASET",
    "tags": {"mlflow.data.context": "training"},
}
REGISTERED = {
    "aliases": {"champion": "2", "previous": "1"}, "creation_timestamp": 1700000000000, "deployment_job_id": None, "deployment_job_state": None,
    "description": "whether an arrest followed", "last_updated_timestamp": 1700000000456, "name": "crime-arrest", "workspace": "default",
}
VERSION = {
    "creation_timestamp": 1700000000000, "current_stage": "None", "deployment_job_state": None, "description": None,
    "last_updated_timestamp": 1700000000456, "model_id": None, "name": "crime-arrest", "run_id": "0f" * 16, "run_link": "",
    "source": "file:///home/ana/mlruns/861/0f/artifacts/model/pipeline.json", "status": "READY", "status_message": "",
    "storage_location": "file:///home/ana/mlruns/861/0f/artifacts/model/pipeline.json", "user_id": "ana", "version": 2, "workspace": "default",
}

# Written by us as PyYAML writes them, to the byte.
ORDINARY = [
    RUN, {**RUN, "end_time": None, "status": 1, "deleted_time": None}, EXPERIMENT, DATASET, INPUT, {**INPUT, "tags": {}},
    REGISTERED, {**REGISTERED, "aliases": {}, "description": None}, VERSION, {**VERSION, "current_stage": "Deleted_Internal"},
] + [{**EXPERIMENT, "name": name} for name in [
    "", "traffic volume", "traffic: volume", "12", "1.5", "0x1f", "017", "1_000", "yes", "No", "null", "~", "true", "off",
    "2024-01-01", "12:30:45", "- dash", "-dash", "#hash", "a #b", "a#b", "it's", "'quoted'", '"double"', "[list]", "{map}", "*star", "&and",
    "!bang", "%percent", "@at", "`tick", "|pipe", ">more", "ends:", ":starts", "a:b", "? ask", "?ask", "Größe", "交通", "a, b", "<<", "=",
    ".inf", ".nan", "---", "--- x", "...", "-", "a'b\"c", "back\\slash", "1.2.3", "v1", "_", ".5", "5.", "+1", "-1", "0", "1.e+5",
]]

# Where only the meaning must be the same: PyYAML folds long lines, writes line breaks its own way, and trusts 1e3 to be text.
OTHER = [{**EXPERIMENT, "name": name} for name in [
    "1e3", "1e+3", "0o17", "4e123456", "0e0", "12e5", "two\nlines", "tab\there", " leading", "trailing ", "emoji 🚦", "nbsp\u00a0x",
    "bell\u0007", "del\u007f", "bom\ufeff", "word " * 40, "x" * 300, "quote ' and word " * 12, "\n", "a\n\nb\n", "colon: " + "word " * 30,
    "y", "n", "Y", "N",
]]


def text(fields):
    return yaml.safe_dump(fields, default_flow_style=False, allow_unicode=True)


golden = {
    "madeBy": {"python": sys.version.split()[0], "pyyaml": yaml.__version__},
    "floats": [f"{struct.pack('>d', value).hex()} {value!r}" for value in floats()],
    "ordinary": [{"fields": fields, "text": text(fields)} for fields in ORDINARY],
    "other": [{"fields": fields, "text": text(fields)} for fields in OTHER],
}
Path(__file__).with_name("layout.json").write_text(json.dumps(golden, indent=1, ensure_ascii=True) + "\n")
