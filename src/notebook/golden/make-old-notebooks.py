"""Writes a notebook of nbformat 3 and what nbformat makes of it: the oracle of upgrade-notebook.test.ts. Needs nbformat."""

import json
import pathlib

import nbformat

here = pathlib.Path(__file__).parent
pixel = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="
cells = [
    {"cell_type": "heading", "level": 2, "metadata": {}, "source": ["Two\n", "lines"]},
    {"cell_type": "markdown", "metadata": {}, "source": ["Some *prose*"]},
    {"cell_type": "raw", "metadata": {}, "source": ["raw"]},
    {
        "cell_type": "code",
        "collapsed": True,
        "input": ["print 1\n", "1"],
        "language": "python",
        "metadata": {"tag": "kept"},
        "outputs": [
            {"output_type": "stream", "stream": "stderr", "text": ["a\n", "b"]},
            {"output_type": "pyout", "prompt_number": 4, "metadata": {}, "text": ["<b>1</b>"], "html": ["<b>1</b>"]},
            {"output_type": "display_data", "metadata": {"png": {"width": 3}}, "png": pixel, "json": '{"a": [1]}'},
            {"output_type": "pyerr", "ename": "E", "evalue": "no", "traceback": ["line 1", "line 2"]},
        ],
        "prompt_number": 4,
    },
]
more = {"cell_type": "code", "input": [], "language": "python", "metadata": {}, "outputs": []}
old = {
    "metadata": {"author": "us"},
    "nbformat": 3,
    "nbformat_minor": 0,
    "worksheets": [{"cells": cells, "metadata": {}}, {"cells": [more], "metadata": {}}],
}
(here / "old-notebook.json").write_text(json.dumps(old, indent=1) + "\n")
new = nbformat.convert(nbformat.reads(json.dumps(old), as_version=nbformat.NO_CONVERT), 4)
for cell in new.cells:
    del cell["id"]  # random
new.metadata = {key: value for key, value in new.metadata.items() if not key.startswith("orig_")}
new["nbformat_minor"] = 4  # the last one without ids
(here / "old-notebook.expected.json").write_text(json.dumps(new, indent=1) + "\n")
