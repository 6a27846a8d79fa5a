import { expect, it } from "vitest";
import { metricMime } from "../format/metric-mime.js";
import type { Cell } from "../format/notebook.js";
import { tagMime } from "../format/tag-mime.js";
import { notebookResults } from "./notebook-results.js";

it("finds title, the last value of each metric, tags, and the outputs of tagged cells", () => {
  const code = (data: object, tags: readonly string[] = []): Cell => ({
    cell_type: "code",
    source: "",
    metadata: { tags: [...tags] },
    execution_count: 1,
    outputs: [{ output_type: "display_data", data: data as never, metadata: {} }],
  });
  const cells: readonly Cell[] = [
    { cell_type: "markdown", source: "# How accurate is it?\nText", metadata: {} },
    code({ [metricMime]: { name: "rmse", value: 3, step: 0 } }),
    code({ [metricMime]: { name: "rmse", value: "NaN", unit: "cars", headline: true } }),
    code({ [metricMime]: { name: "of another program", value: null } }),
    code({ [metricMime]: { name: "no number", value: "" } }),
    code({ [tagMime]: { name: "data", value: "sample" } }),
    code({ "text/html": "<table></table>" }, ["summary"]),
    code({ "application/vnd.plotly.v1+json": {} }, ["headline"]),
  ];
  const results = notebookResults({ cells, metadata: {}, nbformat: 4, nbformat_minor: 5 });
  expect(results).toEqual({
    title: "How accurate is it?",
    metrics: [
      { name: "rmse", value: Number.NaN, label: "rmse", unit: "cars", headline: true },
      { name: "of another program", value: Number.NaN, label: "of another program", unit: "", headline: false },
    ],
    tags: { data: "sample" },
    summary: { "text/html": "<table></table>" },
    figure: { "application/vnd.plotly.v1+json": {} },
  });
});
