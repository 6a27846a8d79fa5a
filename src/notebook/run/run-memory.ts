import type { JsonObject } from "../../core/json.js";
import type { Notebook, Output } from "../format/notebook.js";
import type { CellMemory } from "../kernel/kernel.js";
import type { RunStep } from "./plan-run.js";
import type { SecretMask } from "./secret-mask.js";

/** A cell of an earlier run. */
export interface RememberedCell {
  readonly outputs: readonly Output[];
  /** The values of the names it set; undefined when they cannot be restored. */
  readonly values: JsonObject | undefined;
  /** Why they cannot. */
  readonly rerun: string;
  /** Names that it set whose later changes cannot be detected. */
  readonly hidden: readonly string[];
  /** Of all its detectable changes: if it runs again with another digest, later cells depend on other values. */
  readonly digest: string | undefined;
}

/** The cells of an executed notebook by the keys of their steps; also failed ones after which the run continued. */
export function runMemory(executed: Notebook): ReadonlyMap<string, RememberedCell> {
  return new Map(
    executed.cells.flatMap((cell) => {
      if (cell.cell_type !== "code") return [];
      const { status, key, values, rerun, hidden, digest } = (cell.metadata.cuaderno ?? {}) as JsonObject;
      if (typeof key !== "string" || !["ok", "restored", "failed"].includes(String(status))) return [];
      const remembered: RememberedCell = {
        outputs: cell.outputs,
        values: typeof values === "string" ? (JSON.parse(values) as JsonObject) : undefined,
        rerun: typeof rerun === "string" ? rerun : "its values were not stored",
        hidden: Array.isArray(hidden) ? hidden.map(String) : [],
        digest: typeof digest === "string" ? digest : undefined,
      };
      return [[key, remembered] as const];
    }),
  );
}

/**
 * What is stored with an executed cell so that a later run can resume: its key, and its values or why they cannot be
 * stored.
 */
export function memoryFacts(
  step: RunStep,
  key: string | undefined,
  memory: CellMemory | undefined,
  mask: SecretMask,
): JsonObject {
  if (key === undefined || memory === undefined) return {};
  const { values, hidden, digest } = memory;
  const facts = { key, digest, ...(hidden.length === 0 ? {} : { hidden }) };
  const [lost] = Object.entries(memory.lost);
  if (step.mayFail) return { ...facts, rerun: "it may fail" };
  if (lost !== undefined) return { ...facts, rerun: lost.join(" ") };
  // As text, because the keys of a notebook's metadata are sorted when it is saved.
  const text = JSON.stringify(values);
  if (JSON.stringify(mask(values)) !== text) return { ...facts, rerun: "its values hold a secret" };
  return { ...facts, values: text };
}
