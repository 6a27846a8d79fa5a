import type { Json } from "../core/json.js";

/** How a run of a notebook went. */
export interface RunResult {
  readonly status: "ok" | "failed" | "timeout" | "interrupted";
  /** The notebook as it was named. */
  readonly notebook: string;
  /** Where the executed copy is. */
  readonly output: string;
  readonly kernel: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly started: string;
  readonly durationMs: number;
  /** The code cells, in the order they were to run. */
  readonly cells: readonly CellResult[];
  readonly error?: RunError;
}

/** How one cell went. */
export interface CellResult {
  /** `cell-5` is the fifth cell of the notebook as given, text cells counted. */
  readonly cell: string;
  readonly status: "ok" | "failed" | "timeout" | "interrupted" | "not run";
  readonly durationMs: number;
}

/** What ended a run early. */
export interface RunError {
  readonly kind: "error" | "died" | "timeout" | "interrupted";
  /** For example `notebooks/a.ipynb#cell-5:3:8`. */
  readonly place: string;
  readonly cell: string;
  /** In the cell, from 1; undefined when the kernel did not tell. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** That line of the cell. */
  readonly sourceLine: string | undefined;
  readonly name: string;
  /** One line: place, name, what happened. */
  readonly message: string;
  readonly traceback: readonly string[];
}
