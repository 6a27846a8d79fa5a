import type { Json } from "../../core/json.js";
import type { RunData } from "./run-data.js";

/** How a run of a notebook went. */
export interface RunResult {
  /** `stopped`: a cell called `stop("reason")`; that is a success. */
  readonly status: "ok" | "stopped" | "failed" | "timeout" | "interrupted";
  /** The notebook as the user names it. */
  readonly notebook: string;
  /** Where the executed copy is. */
  readonly output: string;
  readonly kernel: string;
  readonly parameters: { readonly [name: string]: Json };
  readonly started: string;
  readonly durationMs: number;
  /** The code cells, in order. */
  readonly cells: readonly CellResult[];
  /** Metrics that cells reported by `metric()`: the last value of each name. */
  readonly metrics: { readonly [name: string]: number };
  /** The inputs that the notebook declares, with their versions. */
  readonly data: readonly RunData[];
  readonly error?: RunError | undefined;
  /** Of a stopped run: what it was stopped for. */
  readonly reason?: string | undefined;
  /** Of a run that was tracked: its id there. */
  readonly run?: string | undefined;
  /** Whether the outputs came from the cache, and nothing ran. */
  readonly cached?: true | undefined;
  /** Of a run with the cache that was not found there: what differs from earlier runs. */
  readonly because?: readonly string[] | undefined;
}

/** How one cell went. */
export interface CellResult {
  /** `cell-5` is the fifth cell of the notebook as given, Markdown cells counted. */
  readonly cell: string;
  /** `restored`: its values and outputs come from the run that is resumed. */
  readonly status: "ok" | "failed" | "timeout" | "interrupted" | "stopped" | "skipped" | "restored" | "not run";
  readonly durationMs: number;
  /** Why it was skipped, restored or not. */
  readonly reason?: string | undefined;
  /** How often it was tried, when more than once. */
  readonly attempts?: number | undefined;
}

/** What ended a run early. */
export interface RunError {
  readonly kind: "error" | "died" | "timeout" | "interrupted";
  /** For example `notebooks/a.ipynb#cell-5:3:8`. */
  readonly location: string;
  readonly cell: string;
  /** In the cell, from 1; undefined when unknown. */
  readonly line: number | undefined;
  readonly column: number | undefined;
  /** That line of the cell. */
  readonly sourceLine: string | undefined;
  readonly name: string;
  /** One line: location, name, reason. */
  readonly message: string;
  readonly traceback: readonly string[];
}
