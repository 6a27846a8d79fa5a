import { mean } from "../../stats/mean.js";
import type { Columns } from "../../table/columns.js";
import type { LiveMapView } from "../live-spec.js";
import { thin } from "./compute-figure.js";
import { groupRows, type RowGroup } from "./group-rows.js";
import { measureLabel, toMeasure } from "./measure-label.js";
import { numbersIn, rowMeasure } from "./measure-rows.js";
import type { FigureResult } from "./view-result.js";

/** A point per group at the mean of its coordinates, or per row. */
export function computeMap(columns: Columns, view: LiveMapView, rows: Int32Array): FigureResult {
  const { by, minRows = 1, title, source = "" } = view;
  const [latitudes, longitudes] = [numbersIn(columns, view.latitude), numbersIn(columns, view.longitude)];
  const located = rows.filter((row) => !Number.isNaN(latitudes[row] ?? NaN) && !Number.isNaN(longitudes[row] ?? NaN));
  const measure = toMeasure(view.color);
  const toValue = rowMeasure(columns, measure);
  const { label, unit } = measureLabel(measure);
  const groups = by === undefined ? singleRows(thin(located)) : groupRows(columns, { column: by }, located);
  const shown = groups.filter((group) => group.rows.length >= minRows);
  const toMean = (values: Float64Array, own: Int32Array): number =>
    mean(Float64Array.from(own, (row) => values[row] ?? NaN));
  const notes = [
    shown.length < groups.length
      ? `${groups.length - shown.length} of ${by} with fewer than ${minRows} rows are not drawn`
      : "",
    by === undefined && groups.length < located.length ? `${groups.length} of ${located.length} points are drawn` : "",
  ];
  return {
    kind: "figure",
    chart: "map",
    title,
    x: { label: "longitude", unit: "°", kind: "number" },
    y: { label: "latitude", unit: "°", kind: "number" },
    color: { label, unit, kind: "number" },
    series: [
      {
        name: "",
        x: shown.map((group) => toMean(longitudes, group.rows)),
        y: shown.map((group) => toMean(latitudes, group.rows)),
        color: shown.map((group) => toValue(group.rows)),
        labels: shown.map(({ key }) => (by === undefined ? "" : String(key))),
      },
    ],
    note: notes.filter((note) => note !== "").join("; "),
    source,
  };
}

function singleRows(rows: Int32Array): readonly RowGroup[] {
  return Array.from(rows, (row) => ({ key: row, rows: Int32Array.of(row) }));
}
