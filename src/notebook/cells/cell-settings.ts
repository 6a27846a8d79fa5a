import { FormatError } from "../../core/errors.js";
import type { JsonObject } from "../../core/json.js";
import type { Cell } from "../format/notebook.js";

/** What a cell's own metadata asks of a run, below the key `cuaderno`. */
export interface CellSettings {
  /** From `timeout`, in seconds: its own limit, in place of the one for all cells. */
  readonly timeoutMs: number | undefined;
  /** From `retries`: how often it is tried again after a failure. Default: 0. */
  readonly retries: number;
  /** From `restorable`: what it calls keeps nothing between calls, so that a resumed run may take its values from the earlier one. */
  readonly restorable: boolean;
}

/** What a run leaves below the key `cuaderno` of a cell, beside the settings that stand there. */
const leftByRuns = ["status", "duration_ms", "reason", "attempts", "key", "values", "rerun", "hidden", "digest"];

/** The settings of a cell; `place` names it in errors. */
export function cellSettings(cell: Cell, location: string): CellSettings {
  const { timeout, retries = 0, restorable = false } = (cell.metadata.cuaderno ?? {}) as JsonObject;
  if (timeout !== undefined && !(typeof timeout === "number" && timeout > 0)) {
    throw new FormatError(
      `runNotebook: ${location} has metadata cuaderno.timeout ${JSON.stringify(timeout)}; it is a number of seconds above 0`,
    );
  }
  if (!(typeof retries === "number" && Number.isInteger(retries) && retries >= 0)) {
    throw new FormatError(
      `runNotebook: ${location} has metadata cuaderno.retries ${JSON.stringify(retries)}; it is a whole number from 0`,
    );
  }
  if (typeof restorable !== "boolean") {
    throw new FormatError(
      `runNotebook: ${location} has metadata cuaderno.restorable ${JSON.stringify(restorable)}; it is true or false`,
    );
  }
  return { timeoutMs: timeout === undefined ? undefined : timeout * 1_000, retries, restorable };
}

/** A cell's metadata without what an earlier run left there; the settings stay. */
export function withoutRunFacts(metadata: JsonObject): JsonObject {
  const { cuaderno, execution: _times, ...others } = metadata;
  const settings = Object.entries((cuaderno ?? {}) as JsonObject).filter(([key]) => !leftByRuns.includes(key));
  return settings.length === 0 ? others : { ...others, cuaderno: Object.fromEntries(settings) };
}
