import { checkOptionNames } from "../core/check-option-names.js";
import { ArgumentError } from "../core/errors.js";
import { groupDigits } from "../core/group-digits.js";
import type { Json } from "../core/json.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { type Column, type Columns, columnsFromEntries } from "../table/columns.js";
import { columnNames, type TableSource } from "../table/frame-like.js";
import { columnsFor } from "../table/to-columns.js";
import { checkLive } from "./check-live.js";
import type { LiveResult } from "./compute/view-result.js";
import { libraryModel } from "./library-model.js";
import { type LiveFilter, type LiveSpec, type LiveView, predictionColumn } from "./live-spec.js";
import { toPayload } from "./pack/live-payload.js";
import { liveHtml } from "./render/live-html.js";
import { usedColumns } from "./used-columns.js";

/** What a live page shows. */
export interface LiveOptions {
  /** The rows: a Polars frame or columns. Only columns that a filter, a view or the model reads travel. */
  readonly data: TableSource;
  /** The views, in order. */
  readonly views: readonly LiveView[];
  /** Controls that select rows: columns by name, or in full. @default none */
  readonly filters?: readonly (string | LiveFilter)[] | undefined;
  /** Predicts the column `prediction` and what-if rows. Steps of a project run before the page, on `data`. */
  readonly model?: FittedPipeline | undefined;
  /** @default none */
  readonly title?: string | undefined;
  /** Limit of the data and the model in the page, in bytes of the file. @default 3,000,000 */
  readonly maxBytes?: number | undefined;
}

/** A page that recomputes: `show` displays it, and `cuaderno export` writes it into the page of the notebook. */
export interface LivePage {
  readonly kind: "live";
  readonly spec: LiveSpec;
  /** Data and model, packed. */
  readonly payload: string;
  /** What the page shows at first, computed here. */
  readonly result: LiveResult;
  /** The page as a section of a document. */
  readonly html: string;
  /** Its size and what is in it, in one line. */
  readonly summary: string;
}

const usualLimit = 3_000_000;

/**
 * A page whose reader filters rows, moves thresholds and changes the inputs of the model, while tables, figures and
 * scores are computed again by this library, without a server and offline. Controls and views are data: no code of the
 * notebook is in the page.
 *
 * @throws ArgumentError naming the field that is wrong, and where data and model exceed `maxBytes`.
 * @example
 * show(live({
 *   data: flights,
 *   filters: ["carrier", "day"],
 *   views: [{ kind: "bar", title: "Delay by hour", x: "hour", y: "delay" }],
 * }));
 */
export function live(options: LiveOptions): LivePage {
  checkOptionNames("live", options, ["data", "views", "filters", "model", "title", "maxBytes"]);
  const { data, views, filters = [], title = "", model: given, maxBytes = usualLimit } = options;
  const spec = {
    title,
    filters: Array.isArray(filters)
      ? filters.map((filter) => (typeof filter === "string" ? { column: filter } : filter))
      : filters,
    views,
  };
  const { model, table, note } = libraryModel(given, data);
  const checked = checkLive(plainJson(spec), { columns: columnKinds(table, model), hasModel: model !== undefined });
  const columns = travellingColumns(table, checked, model);
  checkChoices(checked, columns);
  const payload = toPayload({ spec: checked, columns, model: model === undefined ? null : model.toJSON() });
  const summary = `live page: ${groupDigits(columns.rowCount)} rows x ${columns.byName.size} columns${model === undefined ? "" : `, model ${model.model.kind}`}, ${groupDigits(payload.length / 1_000)} kB${note}`;
  if (payload.length > maxBytes) {
    throw new ArgumentError(
      `live: data and model have ${groupDigits(payload.length / 1_000)} kB, more than maxBytes ${groupDigits(maxBytes / 1_000)} kB; aggregate or sample the rows, or raise maxBytes`,
    );
  }
  // Computed from the payload, as a page computes it.
  const { html, result } = liveHtml(payload, "live");
  return { kind: "live", spec: checked, payload, result, html, summary };
}

const mostLabels = 500;

/** A control lists every label. */
function checkChoices({ filters }: LiveSpec, { byName }: Columns): void {
  for (const [position, { column: name }] of filters.entries()) {
    const column = byName.get(name);
    const labels = column?.kind === "category" ? column.categories : column?.kind === "string" ? column.values : [];
    const count = new Set(labels).size;
    if (count <= mostLabels) continue;
    throw new ArgumentError(
      `live.filters[${position}]: column "${name}" has ${groupDigits(count)} labels, a control lists at most ${mostLabels}; group the rare ones`,
    );
  }
}

/** Dates become ISO strings, and functions do not travel. */
function plainJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value) ?? "null") as Json;
}

function columnKinds(table: TableSource, model: FittedPipeline | undefined): ReadonlyMap<string, Column["kind"]> {
  const names = columnNames(table);
  if (model !== undefined && names.includes(predictionColumn)) {
    throw new ArgumentError('live: data has a column "prediction", the name of the model\'s; rename it');
  }
  // A row is enough to see the kind of a column, and columns that no view reads may have any type.
  const first = "byName" in table ? table : table.head(1);
  const kinds = names.flatMap((name): readonly (readonly [string, Column["kind"]])[] => {
    try {
      return [[name, columnsFor("live", first, { only: [name] }).byName.get(name)?.kind ?? "string"]];
    } catch {
      return [];
    }
  });
  return new Map(model === undefined ? kinds : [...kinds, [predictionColumn, "number"]]);
}

function travellingColumns(table: TableSource, spec: LiveSpec, model: FittedPipeline | undefined): Columns {
  const used = usedColumns(spec);
  const inputs = used.includes(predictionColumn) ? (model?.inputs.map(({ name }) => name) ?? []) : [];
  const computed = model === undefined ? [] : [predictionColumn];
  const names = [...new Set([...used, ...inputs])].filter((name) => !computed.includes(name));
  const known = new Set(columnNames(table));
  const absent = names.filter((name) => !known.has(name));
  if (absent.length > 0) {
    throw new ArgumentError(
      `live: the model reads the column ${absent.map((name) => `"${name}"`).join(", ")}, data lacks it; add it to data`,
    );
  }
  const columns = columnsFor("live", table, { only: names });
  return names.length === 0 ? { ...columnsFromEntries([]), rowCount: columns.rowCount } : columns;
}
