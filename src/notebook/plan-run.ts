import type { Json, JsonObject } from "../core/json.js";
import { injectParameters } from "./inject-parameters.js";
import type { Cell, Notebook } from "./notebook.js";
import { tagsOf } from "./tags-of.js";

/** A run that is decided but not begun. */
export interface RunPlan {
  /** The notebook as the user names it; errors point there. */
  readonly place: string;
  /** What will be saved: parameters injected, old outputs gone. */
  readonly notebook: Notebook;
  /** The code cells to run, in order. */
  readonly steps: readonly RunStep[];
  /** Every declared parameter with the value it has in this run. */
  readonly parameters: { readonly [name: string]: Json };
}

/** One code cell to run. */
export interface RunStep {
  /** Its place among the cells of the plan's notebook. */
  readonly index: number;
  /** What errors call it: `cell-5` is the fifth cell of the notebook as given, text cells counted. */
  readonly label: string;
  readonly source: string;
  /** With the tag `raises-exception`: a failure does not end the run. */
  readonly mayFail: boolean;
}

/** What a plan depends on beside the notebook. */
export interface RunConfig {
  readonly place: string;
  readonly parameters: { readonly [name: string]: Json };
}

/** The plan of a run. Refuses parameters that the notebook does not declare, lacks or types otherwise. */
export function planRun(notebook: Notebook, config: RunConfig): RunPlan {
  const injected = injectParameters(notebook, config);
  const cells = injected.notebook.cells.map(withoutOutputs);
  const steps = cells.flatMap((cell, index): readonly RunStep[] => {
    if (cell.cell_type !== "code" || cell.source.trim() === "") return [];
    const fresh = injected.insertedAt !== undefined && index >= injected.insertedAt;
    const label = index === injected.insertedAt ? "injected-parameters" : `cell-${index + (fresh ? 0 : 1)}`;
    return [{ index, label, source: cell.source, mayFail: tagsOf(cell).includes("raises-exception") }];
  });
  return {
    place: config.place,
    notebook: { ...injected.notebook, cells },
    steps,
    parameters: injected.parameters,
  };
}

function withoutOutputs(cell: Cell): Cell {
  const { cuaderno: _lastRun, execution: _times, ...metadata } = cell.metadata as JsonObject;
  if (cell.cell_type !== "code") return cell;
  return { ...cell, metadata, outputs: [], execution_count: null };
}
