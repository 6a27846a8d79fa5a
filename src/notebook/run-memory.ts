import type { JsonObject } from "../core/json.js";
import type { Notebook, Output } from "./notebook.js";

/** What a cell of an earlier run gave. */
export interface RememberedCell {
  readonly outputs: readonly Output[];
  /** The values of the names it defined or changed; undefined when they cannot be restored. */
  readonly values: JsonObject | undefined;
  /** Why they cannot. */
  readonly rerun: string;
}

/** What the cells of an executed notebook gave, by the keys of their steps. Cells that failed are not remembered. */
export function runMemory(executed: Notebook): ReadonlyMap<string, RememberedCell> {
  return new Map(
    executed.cells.flatMap((cell) => {
      if (cell.cell_type !== "code") return [];
      const { status, key, values, rerun } = (cell.metadata.cuaderno ?? {}) as JsonObject;
      if (typeof key !== "string" || (status !== "ok" && status !== "restored")) return [];
      const known = values !== null && typeof values === "object" && !Array.isArray(values);
      const remembered: RememberedCell = {
        outputs: cell.outputs,
        values: known ? (values as JsonObject) : undefined,
        rerun: typeof rerun === "string" ? rerun : "its values were not kept",
      };
      return [[key, remembered] as const];
    }),
  );
}
