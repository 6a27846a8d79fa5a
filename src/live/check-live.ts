import { didYouMean } from "../core/did-you-mean.js";
import { ArgumentError } from "../core/errors.js";
import type { Column } from "../table/columns.js";
import { scoreNames } from "./compute/compute-metrics.js";
import type { LiveSpec } from "./live-spec.js";
import { type SpecReader, specReader } from "./spec-reader.js";

/** What the views of a page may name. */
export interface LiveNames {
  /** The kind of each column by its name, the model's prediction among them. */
  readonly columns: ReadonlyMap<string, Column["kind"]>;
  readonly hasModel: boolean;
}

/**
 * A page's title, filters and views, checked: they come from untyped cells and from notebooks of others.
 *
 * @throws ArgumentError naming the field, the value and what is expected.
 */
export function checkLive(spec: unknown, names: LiveNames): LiveSpec {
  const reader = specReader(spec, "live", names.columns);
  reader.known(["title", "filters", "views"]);
  reader.text("title");
  for (const filter of reader.items("filters")) checkFilter(filter, names);
  const views = reader.items("views");
  if (views.length === 0) throw new ArgumentError("live: views is empty; name at least one, such as a table");
  for (const view of views) checkView(view, names);
  return spec as LiveSpec;
}

function checkFilter(reader: SpecReader, { columns }: LiveNames): void {
  reader.known(["column", "kind", "label", "unit", "start"]);
  const column = columns.get(reader.column("column") ?? "");
  reader.text("label", "unit");
  const kinds = column === "number" ? ["range"] : column === "time" ? ["dates"] : ["choice", "one"];
  reader.choice("kind", kinds);
  const { start } = reader.fields;
  if (start === undefined) return;
  const isValue = (value: unknown): boolean =>
    column === "number"
      ? value === null || Number.isFinite(value)
      : value === null || (typeof value === "string" && (column !== "time" || !Number.isNaN(Date.parse(value))));
  const expected =
    column === "number" ? "[lowest, highest]" : column === "time" ? "[first, last] as ISO dates" : "an array of labels";
  if (!Array.isArray(start) || !start.every(isValue) || (kinds[0] !== "choice" && start.length !== 2)) {
    throw reader.wrong("start", expected);
  }
}

const shared = ["kind", "title"];
const viewKinds = ["numbers", "table", "line", "bar", "scatter", "histogram", "map", "metrics", "what-if"];

function checkView(reader: SpecReader, names: LiveNames): void {
  const kind = reader.choice("kind", viewKinds, true);
  reader.text("title", "source");
  switch (kind) {
    case "numbers":
      reader.known([...shared, "numbers"]);
      for (const measure of reader.items("numbers")) checkMeasure(measure);
      return;
    case "table":
      checkTable(reader);
      return;
    case "line":
    case "bar":
      reader.known([...shared, "x", "y", "group", "top", "source"]);
      checkAxis(reader, "x");
      checkMeasureField(reader, "y");
      reader.label("group");
      reader.count("top");
      return;
    case "scatter":
      reader.known([...shared, "x", "y", "group", "source"]);
      checkAxis(reader, "x", true);
      checkAxis(reader, "y", true);
      reader.label("group");
      return;
    case "histogram":
      reader.known([...shared, "x", "bins", "source"]);
      checkAxis(reader, "x", true);
      reader.count("bins", 500);
      return;
    case "map":
      reader.known([...shared, "latitude", "longitude", "by", "color", "minRows", "source"]);
      reader.number("latitude", true);
      reader.number("longitude", true);
      reader.column("by", false);
      checkMeasureField(reader, "color");
      reader.count("minRows");
      return;
    case "metrics":
      checkMetrics(reader);
      return;
    case "what-if":
      checkWhatIf(reader, names);
      return;
  }
}

function checkTable(reader: SpecReader): void {
  reader.known([...shared, "by", "columns", "sort", "order", "rows"]);
  const { by, columns } = reader.fields;
  if (by !== undefined) {
    if (!Array.isArray(by) || by.length > 3) throw reader.wrong("by", "an array of one to three columns");
    for (const position of by.keys()) checkAxis(reader.inside("by"), String(position));
  }
  if (!Array.isArray(columns) || columns.length === 0) throw reader.wrong("columns", "an array of columns or measures");
  const isGrouped = Array.isArray(by) && by.length > 0;
  for (const position of columns.keys()) {
    if (isGrouped) checkMeasureField(reader.inside("columns"), String(position));
    else checkListed(reader.inside("columns"), String(position));
  }
  reader.text("sort");
  reader.choice("order", ["ascending", "descending"]);
  reader.count("rows", 1_000);
}

function checkListed(reader: SpecReader, key: string): void {
  if (typeof reader.fields[key] === "string") {
    reader.column(key);
    return;
  }
  const column = reader.object(key);
  column.known(["column", "label", "unit", "decimals"]);
  column.column("column");
  column.text("label", "unit");
  column.count("decimals", 15, 0);
}

function checkAxis(reader: SpecReader, key: string, needsNumbers = false): void {
  if (typeof reader.fields[key] === "string") {
    if (needsNumbers) reader.number(key, true);
    else reader.column(key);
    return;
  }
  const axis = reader.object(key);
  axis.known(["column", "every", "step", "label", "unit"]);
  if (needsNumbers) axis.number("column", true);
  else axis.column("column");
  axis.text("label", "unit");
  axis.choice("every", ["year", "month", "day", "hour", "monthOfYear", "weekday", "hourOfDay"]);
  const { step } = axis.fields;
  if (step !== undefined && !(Number.isFinite(step) && Number(step) > 0)) throw axis.wrong("step", "a positive number");
}

function checkMeasureField(reader: SpecReader, key: string): void {
  if (typeof reader.fields[key] === "string") reader.number(key, true);
  else checkMeasure(reader.object(key));
}

const pairAggregates = ["ratio", "rmse", "meanAbsoluteError"];
const aggregates = ["count", "sum", "mean", "median", "min", "max", "last", ...pairAggregates];

function checkMeasure(reader: SpecReader): void {
  reader.known(["aggregate", "column", "over", "scale", "label", "unit", "decimals"]);
  const aggregate = reader.choice("aggregate", aggregates);
  const needsPair = pairAggregates.includes(aggregate ?? "");
  if (aggregate === "count") reader.column("column", false);
  else reader.number("column", aggregate !== undefined);
  reader.number("over", needsPair);
  if (!needsPair && reader.fields.over !== undefined) {
    throw reader.wrong("over", `nothing, or an aggregate of two columns (${pairAggregates.join(", ")})`);
  }
  reader.text("label", "unit");
  reader.count("decimals", 15, 0);
  const { scale } = reader.fields;
  if (scale !== undefined && !Number.isFinite(scale)) throw reader.wrong("scale", "a number");
}

function checkMetrics(reader: SpecReader): void {
  reader.known([...shared, "actual", "predicted", "metrics", "threshold"]);
  reader.number("actual", true);
  if (reader.fields.predicted === undefined) reader.needPrediction();
  else reader.number("predicted", true);
  const { metrics, threshold } = reader.fields;
  if (!Array.isArray(metrics) || metrics.length === 0)
    throw reader.wrong("metrics", `an array of ${scoreNames.join(", ")}`);
  for (const name of metrics) {
    if (scoreNames.includes(name)) continue;
    throw new ArgumentError(
      `${reader.path}.metrics: unknown score ${JSON.stringify(name)}${didYouMean(String(name), scoreNames) || `; expected ${scoreNames.join(", ")}`}`,
    );
  }
  if (threshold !== undefined && !(Number(threshold) >= 0 && Number(threshold) <= 1)) {
    throw reader.wrong("threshold", "a probability from 0 to 1");
  }
}

function checkWhatIf(reader: SpecReader, { hasModel }: LiveNames): void {
  reader.known([...shared, "start", "contributions"]);
  if (!hasModel) throw new ArgumentError(`${reader.path}: a what-if view needs a model; pass live({ model })`);
  if (reader.fields.start !== undefined) reader.object("start");
  reader.count("contributions", 100);
}
