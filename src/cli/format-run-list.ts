import { type RunNode, runTree } from "../tracking/run-tree.js";
import type { RunRecord } from "../tracking/tracker.js";
import { formatNumber, formatTime, formatTook, idLength, toOneLine } from "./run-cells.js";
import { textTable } from "./text-table.js";

/** Metric to sort by. */
export interface RunOrder {
  readonly metric: string;
  readonly descending: boolean;
}

export interface RunListOptions {
  /** Maximum number of runs of each experiment, without nested ones. */
  readonly limit: number;
  /** Whether to show every nested run. */
  readonly all: boolean;
  /** @default newest first, nested runs oldest first */
  readonly order?: RunOrder | undefined;
  /** Number of characters of a line. @default unlimited */
  readonly width?: number | undefined;
}

const maximumMetrics = 6;
const shownChildren = 5;
const minimumName = 16;

/** Runs of each experiment as a table, nested runs below their parents, with the metrics that vary. */
export function formatRunList(runs: readonly RunRecord[], options: RunListOptions): string[] {
  const experiments = [...new Set(runs.map((run) => run.experiment))];
  return experiments.flatMap((experiment, index) => {
    const members = runs.filter((run) => run.experiment === experiment);
    const roots = sortNodes(runTree(members), options.order);
    const shown = roots.slice(0, options.limit);
    const keys = chooseMetrics(members, options.order);
    const rows = shown.flatMap((node) => nodeRows(node, keys, options, "", ""));
    const hidden = roots.length - shown.length;
    return [
      ...(index === 0 ? [] : [""]),
      `${toOneLine(experiment)}: ${members.length} ${members.length === 1 ? "run" : "runs"}`,
      ...fitTable([["run", "name", "status", "started", "took", ...keys], ...rows], options.width),
      ...(hidden > 0 ? [`... ${hidden} more; --limit ${roots.length} shows them`] : []),
    ];
  });
}

function nodeRows(
  node: RunNode,
  keys: readonly string[],
  options: RunListOptions,
  branch: string,
  below: string,
): string[][] {
  const { run } = node;
  const children = sortNodes(node.children, options.order);
  const shown = options.all || children.length <= shownChildren + 1 ? children : children.slice(0, shownChildren);
  const hidden = children.length - shown.length;
  const rows = shown.flatMap((child, index) => {
    const isLast = hidden === 0 && index === shown.length - 1;
    return nodeRows(child, keys, options, `${below}${isLast ? "└─ " : "├─ "}`, `${below}${isLast ? "   " : "│  "}`);
  });
  return [
    [
      run.id.slice(0, idLength),
      branch + toOneLine(run.name),
      run.status,
      formatTime(run.startTime),
      formatTook(run),
      ...keys.map((key) => (run.metrics[key] === undefined ? "" : formatNumber(run.metrics[key]))),
    ],
    ...rows,
    ...(hidden > 0 ? [["", `${below}└─ ... ${hidden} more (--all)`]] : []),
  ];
}

/** Best first: runs without the metric are last, NaN before them. A run counts with its best nested run. */
function sortNodes(nodes: readonly RunNode[], order: RunOrder | undefined): readonly RunNode[] {
  if (order === undefined) return nodes;
  const sign = order.descending ? -1 : 1;
  const rank = ({ run, children }: RunNode): number =>
    Math.min(toRank(run.metrics[order.metric], sign), ...children.map(rank));
  return [...nodes]
    .map((node) => ({ node, value: rank(node) }))
    .sort((one, other) => one.value - other.value || 0)
    .map(({ node }) => node);
}

function toRank(value: number | undefined, sign: number): number {
  if (value === undefined) return Number.MAX_VALUE;
  return Number.isNaN(value) ? Number.MAX_VALUE / 2 : Math.max(-1e300, Math.min(1e300, sign * value));
}

/**
 * The metric to sort by, then metrics with different values, those of most runs first; constant ones only when none
 * varies.
 */
function chooseMetrics(runs: readonly RunRecord[], order: RunOrder | undefined): string[] {
  const values = new Map<string, string[]>();
  for (const run of runs) {
    for (const [key, value] of Object.entries(run.metrics)) {
      values.set(key, [...(values.get(key) ?? []), formatNumber(value)]);
    }
  }
  const keys = [...values.keys()].sort(
    (a, b) => (values.get(b)?.length ?? 0) - (values.get(a)?.length ?? 0) || (a < b ? -1 : 1),
  );
  const varying = keys.filter((key) => new Set(values.get(key)).size > 1);
  const chosen = varying.length > 0 ? varying : keys;
  const first = order === undefined ? [] : [order.metric];
  return [...first, ...chosen.filter((key) => key !== order?.metric)].slice(0, maximumMetrics);
}

/** A table of at most `width` characters: names are shortened, then columns are left out from the right. */
function fitTable(rows: readonly (readonly string[])[], width = Number.POSITIVE_INFINITY): string[] {
  const measure = (lines: readonly string[]): number => Math.max(0, ...lines.map((line) => [...line].length));
  const full = textTable(rows);
  const excess = measure(full) - width;
  if (!(excess > 0)) return full;
  const nameWidth = Math.max(...rows.map((row) => [...(row[1] ?? "")].length));
  const length = Math.max(minimumName, nameWidth - excess);
  const short = textTable(
    rows.map((row) => row.map((cell, column) => (column === 1 ? toOneLine(cell, length) : cell))),
  );
  const columns = Math.max(...rows.map((row) => row.length));
  if (measure(short) <= width || columns <= 3) return short.map((line) => toOneLine(line, width));
  return fitTable(
    rows.map((row) => row.slice(0, columns - 1)),
    width,
  );
}
