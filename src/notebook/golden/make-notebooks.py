"""Writes notebooks as nbformat writes them: the oracle of serialize-notebook.test.ts. Needs nbformat."""

import json
import pathlib

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output, new_raw_cell

here = pathlib.Path(__file__).parent

rich = new_notebook(
    metadata={
        "kernelspec": {"name": "tslab", "display_name": "TypeScript", "language": "typescript"},
        "language_info": {"name": "typescript", "file_extension": ".ts"},
        "z": [1, 2.5, {"b": None, "a": True}],
        "empty": {"list": [], "object": {}},
    },
    cells=[
        new_markdown_cell("# Título\n\nmaths $x^2$, line separator \u2028 in the text, tab\tand nul-free\n", id="m1"),
        new_code_cell("", id="empty"),
        new_code_cell(
            "const a = 1;\r\nconst b = 'ü';\fconsole.log(a, b)",
            id="c1",
            execution_count=3,
            metadata={"tags": ["parameters"], "jupyter": {"source_hidden": True}},
            outputs=[
                new_output("stream", name="stdout", text="one\ntwo\rthree\n\nfour"),
                new_output("stream", name="stderr", text=""),
                new_output(
                    "display_data",
                    data={
                        "text/html": "<p>\n</p>\n",
                        "text/plain": "text",
                        "application/json": {"b": [1, "two\nlines"], "a": None},
                        "application/vnd.plotly.v1+json": {"data": [{"y": [1, 2, 3]}], "layout": {}},
                        "image/png": "aGk=\n",
                    },
                    metadata={"width": 3},
                ),
                new_output("execute_result", data={"text/plain": "42"}, execution_count=3),
                new_output("error", ename="Error", evalue="no\nmore", traceback=["Error: no", "  at x\ny"]),
            ],
        ),
        new_raw_cell("raw", id="r1"),
    ],
)
bare = new_notebook(cells=[], metadata={})
bare["nbformat_minor"] = 2

for name, notebook in {"rich": rich, "bare": bare}.items():
    nbformat.validate(notebook)
    (here / f"{name}.ipynb").write_text(nbformat.writes(notebook) + "\n", encoding="utf-8", newline="")
(here / "versions.json").write_text(json.dumps({"nbformat": nbformat.__version__}) + "\n")
