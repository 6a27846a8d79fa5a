import { describe, expect, it } from "vitest";
import { formatDuration, formatValue } from "./browser/format-value.js";
import { parseCsv } from "./browser/preview-csv.js";
import { rerunCommand } from "./browser/rerun-command.js";
import {
  differingColumns,
  initialColumns,
  keyColumn,
  type TableRun,
  toColumn,
  toTableRun,
} from "./browser/run-columns.js";
import { smooth } from "./browser/smooth.js";
import { studyOfRuns } from "./browser/study-of-runs.js";
import { summarizeColumn, tableRows } from "./browser/table-rows.js";
import type { ListedRun } from "./page-data.js";

function listed(id: string, changes: Partial<ListedRun> = {}): TableRun {
  return toTableRun({
    ...{ id, name: id, experimentId: "1", experiment: "a", status: "finished", startTime: 0 },
    ...{ params: {}, metrics: {}, tags: {} },
    ...changes,
  });
}

const names = (rows: ReturnType<typeof tableRows>) =>
  rows.map((row) => (row.kind === "run" ? row.run.record.id : row.key));

describe("the table of runs", () => {
  const runs = [
    listed("p", { metrics: { rmse: 9 } }),
    ...[3, 10, "NaN"].map((rmse, index) =>
      listed(`t${index}`, { parentId: "p", metrics: { rmse }, params: { depth: String(index * 5 + 5) } }),
    ),
    listed("q"),
    listed("loop", { parentId: "loop", metrics: { rmse: 1 } }),
  ];
  const rmse = keyColumn("metric", "rmse");

  it("folds nested runs below their parents and sorts each level, missing values last", () => {
    const sort = { column: rmse, descending: false };
    const folded = tableRows(runs, { sort, open: new Set() });
    expect(names(folded)).toEqual(["loop", "p", "q"]);
    expect(folded[1]).toMatchObject({ nested: 3, best: 3 });
    expect(names(tableRows(runs, { sort, open: new Set(["p"]) }))).toEqual(["loop", "p", "t0", "t1", "t2", "q"]);
    const descending = { column: rmse, descending: true };
    expect(names(tableRows(runs, { sort: descending, open: new Set(["p"]) }))).toEqual([
      "p",
      "t1",
      "t0",
      "t2",
      "loop",
      "q",
    ]);
  });

  it("compares parameters as numbers when all of them are", () => {
    const sort = { column: keyColumn("param", "depth"), descending: false };
    expect(names(tableRows(runs.slice(1, 4).toReversed(), { sort, open: new Set() }))).toEqual(["t0", "t1", "t2"]);
  });

  it("groups by a column with mean and sample standard deviation", () => {
    const group = toColumn("params.depth");
    const rows = tableRows(runs, { group, open: new Set(["group:(none)"]) });
    expect(names(rows)).toEqual(["5", "10", "15", "(none)", "p", "q", "loop"]);
    expect(names(tableRows(runs.toReversed(), { group, open: new Set() }))).toEqual(["5", "10", "15", "(none)"]);
    expect(summarizeColumn(runs, rmse)?.mean).toBe((9 + 3 + 10 + 1) / 4);
    expect(summarizeColumn(runs, rmse)?.deviation).toBeCloseTo(4.4253, 4);
    expect(summarizeColumn([listed("x")], rmse)).toBeUndefined();
  });

  it("shows columns that vary, and only those that differ", () => {
    const [a, b] = [
      listed("a", { params: { depth: "1", seed: "7" } }),
      listed("b", { params: { depth: "2", seed: "7" }, startTime: 5 }),
    ];
    const columns = initialColumns([a, b]);
    expect(columns.map(({ field }) => field)).toEqual(["status", "start_time", "duration", "params.depth"]);
    const trials = ["t", "u"].map((id, index) =>
      listed(id, { parentId: "s", metrics: { accuracy: index, rmse: index } }),
    );
    const search = initialColumns([listed("s", { metrics: { best_rmse: 1 } }), ...trials]);
    expect(search.slice(3).map(({ key }) => key)).toEqual(["best_rmse", "rmse", "accuracy"]);
    expect(differingColumns([a, b], columns).map(({ field }) => field)).toEqual(["params.depth"]);
    expect(toColumn("metrics.`val loss`@min")?.label).toBe("val loss min");
    expect(toColumn("nothing.like this")).toBeUndefined();
  });
});

describe("parts of the tracker's page", () => {
  it("quotes arguments of the command that makes a run again", () => {
    const params = { a: "it's; rm -rf /", b: "1" };
    const tags = { "mlflow.source.name": "nb one.ipynb", "mlflow.source.git.commit": "abc" };
    const artifacts = [{ path: "notebook/nb one.ipynb", size: 9 }];
    expect(rerunCommand({ tags, params })).toBe("git checkout abc\ncuaderno run 'nb one.ipynb' --track");
    expect(rerunCommand({ tags, params }, { artifacts })).toBe(
      `git checkout abc\ncuaderno run 'nb one.ipynb' -p 'a=it'\\''s; rm -rf /' -p b=1 --track`,
    );
    expect(rerunCommand({ tags: { "mlflow.source.name": "train.py" }, params })).toBe("python train.py");
    expect(rerunCommand({ tags: {}, params })).toBeUndefined();
  });

  it("smooths as TensorBoard, without a bias at the start, and leaves gaps", () => {
    expect(smooth([10, 20, Number.NaN, 30], 0.5)).toEqual([10, 12.5 / 0.75, Number.NaN, 21.25 / 0.875]);
    expect(smooth([1, 2], 0)).toEqual([1, 2]);
  });

  it("previews CSV with quotes and line breaks", () => {
    const text = 'a,b\r\n"1,5","say ""hi""\nthere"\n,';
    expect(parseCsv(text, { separator: ",", maxRows: 9 })).toEqual([
      ["a", "b"],
      ["1,5", 'say "hi"\nthere'],
      ["", ""],
    ]);
    expect(parseCsv(text, { separator: ",", maxRows: 1 })).toEqual([["a", "b"]]);
  });

  it("formats numbers and durations", () => {
    expect([0.1 + 0.2, 1e-7, 12_345_678.9, -3, Number.NaN].map(formatValue)).toEqual([
      "0.3",
      "1.000e-7",
      "1.235e+7",
      "-3",
      "NaN",
    ]);
    expect([5, 61_000, 3_600_000].map(formatDuration)).toEqual(["5 ms", "1 min 1 s", "1 h 0 min"]);
  });

  it("makes a study of nested runs: history, and the importance of what decides", () => {
    const trials = Array.from({ length: 60 }, (_, index) =>
      listed(`t${index}`, {
        tags: { "cuaderno.trial.number": String(index) },
        params: { rate: String(((index * 7) % 60) / 60), other: String((index * 11) % 13), seed: "1" },
        metrics: { rmse: Math.abs(((index * 7) % 60) / 60 - 0.3) },
      }),
    );
    const study = studyOfRuns(trials.toReversed(), "rmse", "minimize");
    expect(study?.history[0]?.value).toBeCloseTo(0.3);
    expect(study?.history.at(-1)?.best).toBeCloseTo(0);
    expect([...(study?.importance.keys() ?? [])]).toEqual(["rate", "other"]);
    expect(study?.importance.get("rate")).toBeGreaterThan(0.8);
    expect(studyOfRuns(trials.slice(0, 2), "rmse", "minimize")).toBeUndefined();
  });
});
