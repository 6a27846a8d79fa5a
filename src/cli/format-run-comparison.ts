import type { ComparedRow, RunComparison } from "../tracking/compare-runs.js";
import type { MetricSummary } from "../tracking/metric-summary.js";
import { formatNumber, formatSection, formatTime, formatTook, idLength, toOneLine } from "./run-cells.js";
import { textTable } from "./text-table.js";

const cellLength = 40;
const missing = "-";

/**
 * Runs as columns. Rows with the same value in every run, rounded to six digits, are counted, and shown only with
 * `all`.
 */
export function formatRunComparison(
  { runs, params, metrics, inputs }: RunComparison,
  { all }: { readonly all: boolean },
): string[] {
  const head = runs.map((run) => run.id.slice(0, idLength));
  const sections = [
    { title: "param", rows: params.map(paramRow) },
    { title: "metric", rows: metrics.flatMap(metricRows) },
    {
      title: "dataset",
      rows: inputs.map(({ key, values }) => [key, ...values.map((value) => value?.slice(0, 12) ?? missing)]),
    },
  ];
  const differs = ([, ...cells]: readonly string[]): boolean => new Set(cells).size > 1;
  const same = sections.flatMap(({ rows }) => rows).filter((row) => !differs(row)).length;
  return [
    ...textTable([
      ["", ...head],
      ["name", ...runs.map((run) => toOneLine(run.name, cellLength))],
      ["status", ...runs.map((run) => run.status)],
      ["started", ...runs.map((run) => formatTime(run.startTime))],
      ["took", ...runs.map(formatTook)],
    ]),
    ...sections.flatMap(({ title, rows }) => formatSection([title, ...head], all ? rows : rows.filter(differs))),
    ...(same > 0 && !all ? ["", `${same} the same in all runs; --all shows them`] : []),
  ];
}

function paramRow({ key, values }: ComparedRow<string>): string[] {
  const present = values.filter((value) => value !== undefined);
  const isNumeric = present.every((value) => /^-?\d+(\.\d+)?(e[-+]?\d+)?$/i.test(value));
  if (isNumeric)
    return [toOneLine(key), ...roundTogether(values.map((value) => (value === undefined ? value : Number(value))))];
  return [toOneLine(key), ...values.map((value) => (value === undefined ? missing : toOneLine(value, cellLength)))];
}

/** The smallest and largest value have their own rows when a run logged more than one point. */
function metricRows({ key, values }: ComparedRow<MetricSummary>): string[][] {
  const toRow = (name: string, part: "last" | "min" | "max"): string[] => [
    toOneLine(name),
    ...roundTogether(values.map((value) => value?.[part])),
  ];
  const last = toRow(key, "last");
  return values.some((value) => value !== undefined && value.points > 1)
    ? [last, toRow(`${key} min`, "min"), toRow(`${key} max`, "max")]
    : [last];
}

/** Numbers with the fewest significant digits, from four to six, at which as many differ as with six. */
function roundTogether(values: readonly (number | undefined)[]): string[] {
  const round = (digits: number): string[] =>
    values.map((value) => (value === undefined ? missing : formatNumber(value, digits)));
  const full = new Set(round(6)).size;
  return [4, 5, 6].map(round).find((cells) => new Set(cells).size === full) ?? round(6);
}
