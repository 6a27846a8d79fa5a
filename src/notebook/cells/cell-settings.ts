import { FormatError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { Cell } from "../format/notebook.js";

/** How a run treats a cell, from `cuaderno` in the cell's metadata. */
export interface CellSettings {
  /** From `timeout`, in seconds: the limit of this cell, instead of the limit for all cells. */
  readonly timeoutMs: number | undefined;
  /** From `retries`: how often it runs again after a failure. @default 0 */
  readonly retries: number;
  /** From `restorable`: what it calls has no state, so that a resumed run may take its values from the earlier one. */
  readonly restorable: boolean;
}

/** What a run writes into `cuaderno` of a cell's metadata, next to the settings. */
const writtenByRuns = ["status", "duration_ms", "reason", "attempts", "key", "values", "rerun", "hidden", "digest"];

/** The settings of a cell; `location` names it in errors. */
export function cellSettings(cell: Cell, location: string): CellSettings {
  const { timeout, retries = 0, restorable = false } = (cell.metadata.cuaderno ?? {}) as JsonObject;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw new FormatError(
      `runNotebook: ${location}: metadata cuaderno.timeout: expected seconds > 0, got ${JSON.stringify(timeout)}; for example "timeout": 600`,
    );
  }
  if (!(typeof retries === "number" && Number.isInteger(retries) && retries >= 0)) {
    throw new FormatError(
      `runNotebook: ${location}: metadata cuaderno.retries: expected an integer >= 0, got ${JSON.stringify(retries)}; for example "retries": 2`,
    );
  }
  if (typeof restorable !== "boolean") {
    throw new FormatError(
      `runNotebook: ${location}: metadata cuaderno.restorable: expected true or false, got ${JSON.stringify(restorable)}; fix the metadata of the cell`,
    );
  }
  return { timeoutMs: timeout === undefined ? undefined : timeout * 1_000, retries, restorable };
}

/** A cell's metadata without what an earlier run wrote there; the settings stay. */
export function withoutRunFacts(metadata: JsonObject): JsonObject {
  const { cuaderno, execution: _times, ...others } = metadata;
  const settings = Object.entries((cuaderno ?? {}) as JsonObject).filter(([key]) => !writtenByRuns.includes(key));
  return settings.length === 0 ? others : { ...others, cuaderno: Object.fromEntries(settings) };
}
