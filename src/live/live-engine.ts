import type { Json } from "../core/json.js";
import { nearestByComparison } from "../models/neighbors/nearest-by-comparison.js";
import type { FittedPipeline } from "../pipeline/fitted-pipeline.js";
import { readPipelineJson } from "../pipeline/read-pipeline-json.js";
import type { Column, Columns } from "../table/columns.js";
import { selectColumns } from "../table/select-columns.js";
import { computeFigure, computeHistogram, computeScatter } from "./compute/compute-figure.js";
import { computeMap } from "./compute/compute-map.js";
import { computeMetrics } from "./compute/compute-metrics.js";
import { computeTable } from "./compute/compute-table.js";
import { computeWhatIf } from "./compute/compute-what-if.js";
import { measureLabel } from "./compute/measure-label.js";
import { rowMeasure } from "./compute/measure-rows.js";
import { selectRows } from "./compute/select-rows.js";
import type { LiveResult, ViewResult } from "./compute/view-result.js";
import { type LiveSpec, type LiveView, predictionColumn } from "./live-spec.js";
import type { LiveState } from "./live-state.js";
import type { LiveContent } from "./pack/live-content.js";
import { usedColumns } from "./used-columns.js";

/** Computes the results of a page: the same in Node, in a page and in its worker. */
export interface LiveEngine {
  /** The columns, with the model's predictions where a view shows them. */
  readonly columns: Columns;
  readonly model: FittedPipeline | undefined;
  /** The results for a state, of all views or of those at the positions `only`. */
  compute(state: LiveState, only?: readonly number[]): LiveResult;
}

/** The pipeline in a page's content; its steps are the library's. */
export function restoreLiveModel(json: Json): FittedPipeline | undefined {
  if (json === null) return undefined;
  return readPipelineJson(
    json,
    { path: "live: model" },
    (caller, source, { only }) => selectColumns(source as Columns, only, caller),
    nearestByComparison,
  );
}

/** The engine of a page's content. */
export function liveEngine({ spec, columns: given, model: json }: LiveContent): LiveEngine {
  const model = restoreLiveModel(json);
  const columns = hasPredictions(spec) ? withPredictions(given, model) : given;
  let selected: { readonly key: string; readonly rows: Int32Array } = { key: "", rows: new Int32Array(0) };
  const select = (state: LiveState): Int32Array => {
    const key = JSON.stringify(state.filters);
    if (key !== selected.key) selected = { key, rows: selectRows(columns, spec, state) };
    return selected.rows;
  };
  return {
    columns,
    model,
    compute(state, only) {
      const rows = select(state);
      const views = spec.views.map((view, position) =>
        only === undefined || only.includes(position)
          ? computeView({ columns, model }, view, rows, state, position)
          : undefined,
      );
      return { rows: rows.length, total: columns.rowCount, views };
    },
  };
}

/** A damaged description is refused by `checkLive`, which comes later. */
function hasPredictions(spec: LiveSpec): boolean {
  try {
    return usedColumns(spec).includes(predictionColumn);
  } catch {
    return false;
  }
}

function withPredictions(columns: Columns, model: FittedPipeline | undefined): Columns {
  if (model === undefined) return columns;
  const prediction: Column = { kind: "number", values: predictedValues(model, columns) };
  return { ...columns, byName: new Map([...columns.byName, [predictionColumn, prediction]]) };
}

/** Probabilities of the second class where the model has two, else predictions. */
function predictedValues(model: FittedPipeline, columns: Columns): Float64Array {
  return model.model.classes?.length === 2 ? model.probability(columns) : model.predict(columns);
}

function computeView(
  { columns, model }: Pick<LiveEngine, "columns" | "model">,
  view: LiveView,
  rows: Int32Array,
  state: LiveState,
  position: number,
): ViewResult | undefined {
  switch (view.kind) {
    case "numbers":
      return {
        kind: "numbers",
        title: view.title ?? "",
        numbers: view.numbers.map((measure) => ({
          ...measureLabel(measure),
          value: rowMeasure(columns, measure)(rows),
        })),
      };
    case "table":
      return computeTable(columns, view, rows);
    case "line":
    case "bar":
      return computeFigure(columns, view, rows);
    case "scatter":
      return computeScatter(columns, view, rows);
    case "histogram":
      return computeHistogram(columns, view, rows);
    case "map":
      return computeMap(columns, view, rows);
    case "metrics":
      return computeMetrics(columns, view, rows, state.thresholds[position] ?? 0.5);
    case "what-if":
      return model === undefined ? undefined : computeWhatIf(model, view, state.inputs[position] ?? {});
  }
}
