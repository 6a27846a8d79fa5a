import type { JsonObject } from "../../core/json.js";
import type { Cell, Notebook } from "../format/notebook.js";
import { withFailureBanner } from "./failure-banner.js";
import { maskOutputs } from "./mask-outputs.js";
import type { RunState } from "./run-state.js";

/**
 * A function from the states of one run to the notebook that is saved, with the given metadata. A cell that did not
 * change since the last call is the same object, so that a serializer can cache its JSON.
 */
export function executedNotebook(plan: RunState["plan"]): (state: RunState, metadata: JsonObject) => Notebook {
  const made = new Map<number, { readonly basis: readonly unknown[]; readonly cell: Cell }>();
  const executedCell = (state: RunState, original: Cell, index: number): Cell => {
    const [outputs, facts] = [state.board.cells[index]?.outputs, state.facts.get(index)];
    if (original.cell_type !== "code" || (outputs === undefined && facts === undefined)) return original;
    const basis = [outputs, facts, state.mask];
    const earlier = made.get(index);
    if (earlier?.basis.every((part, order) => part === basis[order])) return earlier.cell;
    const settings = original.metadata.cuaderno as JsonObject | undefined;
    const cell = {
      ...original,
      outputs: maskOutputs(outputs ?? [], state.mask),
      ...(facts === undefined
        ? {}
        : {
            execution_count: facts.executionCount,
            metadata: { ...original.metadata, cuaderno: { ...settings, ...facts.metadata } },
          }),
    };
    made.set(index, { basis, cell });
    return cell;
  };
  return (state, metadata) => {
    const cells = plan.notebook.cells.map((cell, index) => executedCell(state, cell, index));
    const notebook = { ...plan.notebook, metadata, cells };
    return state.failure === undefined
      ? notebook
      : withFailureBanner(notebook, state.failure.error, state.failure.cell);
  };
}
