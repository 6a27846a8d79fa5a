import type { Columns } from "../../table/columns.js";
import type { LiveAxis, LiveFigureView, LiveHistogramView, LiveScatterView } from "../live-spec.js";
import { groupRows, keyKind, type RowGroup, toAxis } from "./group-rows.js";
import { measureLabel, toMeasure } from "./measure-label.js";
import { numbersIn, type RowMeasure, rowMeasure } from "./measure-rows.js";
import type { FigureResult, ResultAxis, ResultSeries } from "./view-result.js";

const mostSeries = 8;
const mostBars = 20;
const mostPoints = 5_000;

/** An axis with its label, unit and kind. */
export function resultAxis(columns: Columns, axis: LiveAxis): ResultAxis {
  return { label: axis.label ?? axis.column, unit: axis.unit ?? "", kind: keyKind(columns, axis) };
}

/** A line or bars over groups of the rows. */
export function computeFigure(columns: Columns, view: LiveFigureView, rows: Int32Array): FigureResult {
  const axis = toAxis(view.x);
  const measure = toMeasure(view.y);
  const toValue = rowMeasure(columns, measure);
  const { label, unit } = measureLabel(measure);
  const x = resultAxis(columns, axis);
  const split = splitRows(columns, view.group, rows, toValue);
  const series = split.groups.map(({ name, rows: own }): ResultSeries => {
    const groups = groupRows(columns, axis, own);
    return { name, x: groups.map(({ key }) => key), y: groups.map((group) => toValue(group.rows)) };
  });
  const isRanked = view.kind === "bar" && x.kind === "label" && axis.every === undefined;
  const ranked = isRanked ? largestBars(series, view.top ?? mostBars) : { series, left: 0 };
  const notes = [
    split.left > 0 ? `${split.left} more of ${view.group} are not drawn` : "",
    ranked.left > 0 ? `${ranked.left} smaller of ${x.label} are not drawn` : "",
  ];
  return {
    kind: "figure",
    chart: view.kind,
    title: view.title,
    x,
    y: { label, unit, kind: "number" },
    series: ranked.series,
    note: notes.filter((note) => note !== "").join("; "),
    source: view.source ?? "",
  };
}

interface SplitRows {
  readonly groups: readonly { readonly name: string; readonly rows: Int32Array }[];
  readonly left: number;
}

/** The rows of each label of a column, of the labels with the largest sizes, in the order of the labels. */
function splitRows(columns: Columns, column: string | undefined, rows: Int32Array, toSize: RowMeasure): SplitRows {
  if (column === undefined) return { groups: [{ name: "", rows }], left: 0 };
  const groups = groupRows(columns, { column }, rows);
  const sizes = new Map(groups.map((group) => [group, toSize(group.rows)]));
  const size = (group: RowGroup): number => sizes.get(group) || 0;
  const shown = new Set([...groups].sort((a, b) => size(b) - size(a)).slice(0, mostSeries));
  return {
    groups: groups.filter((group) => shown.has(group)).map(({ key, rows: own }) => ({ name: String(key), rows: own })),
    left: groups.length - shown.size,
  };
}

/** The bars of one series by size, the largest first; several series stay in their order. */
function largestBars(series: readonly ResultSeries[], most: number): { series: readonly ResultSeries[]; left: number } {
  const totals = new Map<string, number>();
  for (const { x, y } of series) {
    for (const [position, key] of x.entries()) {
      const size = Math.abs(y[position] ?? NaN);
      if (!Number.isNaN(size)) totals.set(String(key), (totals.get(String(key)) ?? 0) + size);
    }
  }
  const keys = [...totals].sort(([, a], [, b]) => b - a).map(([key]) => key);
  const shown = keys.slice(0, most);
  return {
    series: series.map(({ name, x, y }) => {
      const values = new Map(x.map((key, position) => [String(key), y[position] ?? NaN]));
      const own = shown.filter((key) => values.has(key));
      return { name, x: own, y: own.map((key) => values.get(key) ?? NaN) };
    }),
    left: keys.length - shown.length,
  };
}

/** A point per row; of many rows every n-th. */
export function computeScatter(columns: Columns, view: LiveScatterView, rows: Int32Array): FigureResult {
  const [x, y] = [toAxis(view.x), toAxis(view.y)];
  const [xs, ys] = [numbersIn(columns, x.column), numbersIn(columns, y.column)];
  const complete = rows.filter((row) => !Number.isNaN(xs[row] ?? NaN) && !Number.isNaN(ys[row] ?? NaN));
  const drawn = thin(complete);
  const split = splitRows(columns, view.group, drawn, (own) => own.length);
  const notes = [
    drawn.length < complete.length ? `${drawn.length} of ${complete.length} points are drawn` : "",
    split.left > 0 ? `${split.left} more of ${view.group} are not drawn` : "",
  ];
  return {
    kind: "figure",
    chart: "scatter",
    title: view.title,
    x: resultAxis(columns, x),
    y: resultAxis(columns, y),
    series: split.groups.map(({ name, rows: own }) => ({
      name,
      x: Array.from(own, (row) => xs[row] ?? NaN),
      y: Array.from(own, (row) => ys[row] ?? NaN),
    })),
    note: notes.filter((note) => note !== "").join("; "),
    source: view.source ?? "",
  };
}

/** Every n-th row, so that few enough are drawn. */
export function thin(rows: Int32Array): Int32Array {
  const step = Math.ceil(rows.length / mostPoints);
  return step <= 1 ? rows : rows.filter((_, position) => position % step === 0);
}

/** Counts of values in bins of one width over the range of all rows, so that bins stay while filters change. */
export function computeHistogram(columns: Columns, view: LiveHistogramView, rows: Int32Array): FigureResult {
  const axis = toAxis(view.x);
  const values = numbersIn(columns, axis.column);
  const finite = values.filter(Number.isFinite);
  const low = finite.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = finite.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const bins = view.bins ?? 30;
  const width = (high - low) / bins || 1;
  const counts = new Array<number>(finite.length === 0 ? 0 : bins).fill(0);
  for (const row of rows) {
    const value = values[row] ?? NaN;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(bins - 1, Math.floor((value - low) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    kind: "figure",
    chart: "histogram",
    title: view.title,
    x: resultAxis(columns, axis),
    y: { label: "rows", unit: "", kind: "number" },
    series: [{ name: "", x: counts.map((_, bin) => low + bin * width), y: counts }],
    note: "",
    source: view.source ?? "",
  };
}
