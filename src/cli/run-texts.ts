import { formatDuration } from "../core/format-duration.js";
import type { ComparedRow, RunComparison } from "../tracking/compare-runs.js";
import type { MetricSummary } from "../tracking/metric-summary.js";
import { type RunNode, runTree } from "../tracking/run-tree.js";
import type { ArtifactFile, RunInput, RunRecord } from "../tracking/tracker.js";
import { textTable } from "./text-table.js";

/** How many letters of an id people are shown; enough to tell runs apart and to type. */
const idLength = 8;
const metricColumns = 4;
const shownChildren = 5;

/** The runs of each experiment as a table, nested runs below their parents. */
export function listText(
  runs: readonly RunRecord[],
  { limit, all }: { readonly limit: number; readonly all: boolean },
): string[] {
  const experiments = [...new Set(runs.map((run) => run.experiment))];
  return experiments.flatMap((experiment, index) => {
    const members = runs.filter((run) => run.experiment === experiment);
    const roots = runTree(members);
    const shown = roots.slice(0, limit);
    const keys = commonMetrics(members);
    const rows = shown.flatMap((node) => nodeRows(node, keys, all, "", ""));
    const hidden = roots.length - shown.length;
    return [
      ...(index === 0 ? [] : [""]),
      `${experiment}: ${members.length} ${members.length === 1 ? "run" : "runs"}`,
      ...textTable([["run", "name", "status", "started", "took", ...keys], ...rows]),
      ...(hidden > 0 ? [`... ${hidden} older; --limit ${roots.length} shows them`] : []),
    ];
  });
}

function nodeRows(node: RunNode, keys: readonly string[], all: boolean, own: string, below: string): string[][] {
  const { run, children } = node;
  const shown = all || children.length <= shownChildren + 1 ? children : children.slice(0, shownChildren);
  const hidden = children.length - shown.length;
  const rows = shown.flatMap((child, index) => {
    const last = hidden === 0 && index === shown.length - 1;
    return nodeRows(child, keys, all, `${below}${last ? "└─ " : "├─ "}`, `${below}${last ? "   " : "│  "}`);
  });
  return [
    [
      run.id.slice(0, idLength),
      own + run.name,
      run.status,
      formatTime(run.startTime),
      tookText(run),
      ...keys.map((key) => (run.metrics[key] === undefined ? "" : formatNumber(run.metrics[key]))),
    ],
    ...rows,
    ...(hidden > 0 ? [["", `${below}└─ ... ${hidden} more (--all)`]] : []),
  ];
}

/** The metrics that most runs have, so that a table stays narrow. */
function commonMetrics(runs: readonly RunRecord[]): string[] {
  const counts = new Map<string, number>();
  for (const run of runs) for (const key of Object.keys(run.metrics)) counts.set(key, (counts.get(key) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    .slice(0, metricColumns)
    .map(([key]) => key);
}

/** All that is on record about one run. */
export function showText(
  run: RunRecord,
  {
    metrics,
    inputs,
    artifacts,
    children,
  }: {
    readonly metrics: ReadonlyMap<string, MetricSummary>;
    readonly inputs: readonly RunInput[];
    readonly artifacts: readonly ArtifactFile[];
    readonly children: number;
  },
): string[] {
  const commit = run.tags["mlflow.source.git.commit"];
  const dirty = run.tags["mlflow.source.git.dirty"] === "true" ? " with uncommitted changes" : "";
  const known: readonly (readonly [string, string | undefined])[] = [
    ["run", run.id],
    ["name", run.name],
    ["experiment", run.experiment],
    ["status", run.status],
    ["error", run.tags["cuaderno.error"]],
    ["started", formatTime(run.startTime)],
    ["took", tookText(run)],
    ["parent", run.parentId],
    ["nested", children > 0 ? `${children} runs` : undefined],
    ["user", run.tags["mlflow.user"]],
    ["source", run.tags["mlflow.source.name"]],
    ["commit", commit === undefined ? undefined : commit.slice(0, 12) + dirty],
    ["node", run.tags["cuaderno.node.version"]],
    ["artifacts", run.artifactUri],
  ];
  const otherTags = Object.entries(run.tags).filter(
    ([key]) => !key.startsWith("mlflow.") && key !== "cuaderno.error" && key !== "cuaderno.node.version",
  );
  return [
    ...textTable(known.flatMap(([key, value]) => (value === undefined || value === "" ? [] : [[key, oneLine(value)]]))),
    ...section(
      ["param", "value"],
      Object.entries(run.params).map(([key, value]) => [key, oneLine(value)]),
    ),
    ...section(
      ["metric", "last", "min", "max", "points"],
      [...metrics].map(([key, summary]) => [key, ...summaryCells(summary)]),
    ),
    ...section(
      ["tag", "value"],
      otherTags.map(([key, value]) => [key, oneLine(value)]),
    ),
    ...section(
      ["data", "for", "digest", "from"],
      inputs.map((input) => [input.name, input.context ?? "", input.digest.slice(0, 12), input.source]),
    ),
    ...section(
      ["artifact", "bytes"],
      artifacts.map(({ path, size }) => [path, String(size)]),
    ),
  ];
}

function section(heading: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return rows.length === 0 ? [] : ["", ...textTable([heading, ...rows])];
}

function summaryCells({ last, min, max, points }: MetricSummary): string[] {
  return [formatNumber(last), formatNumber(min), formatNumber(max), String(points)];
}

/** Runs as columns; rows that are the same in every run are counted, and shown only with `all`. */
export function compareText(
  { runs, params, metrics, inputs }: RunComparison,
  { all }: { readonly all: boolean },
): string[] {
  const chosen = <Value>(rows: readonly ComparedRow<Value>[]): readonly ComparedRow<Value>[] =>
    rows.filter((row) => all || row.differs);
  const head = ["", ...runs.map((run) => run.id.slice(0, idLength))];
  const plain = (row: ComparedRow<string>): string[] => [
    row.key,
    ...row.values.map((value) => (value === undefined ? "-" : oneLine(value))),
  ];
  const same = [...params, ...metrics, ...inputs].filter((row) => !row.differs).length;
  return [
    ...textTable([
      head,
      ["name", ...runs.map((run) => run.name)],
      ["status", ...runs.map((run) => run.status)],
      ["started", ...runs.map((run) => formatTime(run.startTime))],
      ["took", ...runs.map(tookText)],
    ]),
    ...section(["param", ...head.slice(1)], chosen(params).map(plain)),
    ...section(["metric", ...head.slice(1)], chosen(metrics).flatMap(metricRows)),
    ...section(
      ["data", ...head.slice(1)],
      chosen(inputs).map((row) => plain({ ...row, values: row.values.map((value) => value?.slice(0, 12)) })),
    ),
    ...(same > 0 && !all ? ["", `${same} the same in all; --all shows them`] : []),
  ];
}

/** Smallest and largest have rows of their own where a run logged more than one point. */
function metricRows({ key, values }: ComparedRow<MetricSummary>): string[][] {
  const row = (name: string, part: "last" | "min" | "max"): string[] => [
    name,
    ...values.map((value) => (value === undefined ? "-" : formatNumber(value[part]))),
  ];
  const last = row(key, "last");
  return values.some((value) => value !== undefined && value.points > 1)
    ? [last, row(`${key} min`, "min"), row(`${key} max`, "max")]
    : [last];
}

/** Six significant digits. */
function formatNumber(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  return String(Number(value.toPrecision(6)));
}

function formatTime(ms: number): string {
  const time = new Date(ms);
  const two = (part: number): string => String(part).padStart(2, "0");
  return `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
}

function tookText(run: RunRecord): string {
  return run.endTime === undefined ? "" : formatDuration(Math.max(0, run.endTime - run.startTime));
}

function oneLine(text: string): string {
  const line = text.replace(/\s*\n\s*/g, " ");
  return line.length > 120 ? `${line.slice(0, 117)}...` : line;
}
