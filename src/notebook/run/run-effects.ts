import type { MetricPoint } from "../format/metric-mime.js";
import type { Kernel } from "../kernel/kernel.js";
import type { RunStep } from "./plan-run.js";
import type { CellResult } from "./run-result.js";

/** What a run does to the world. */
export interface RunEffects {
  /** The kernel, started. */
  launch(): Promise<Kernel>;
  /** Puts the text of the executed notebook in its place, at once or not at all; `last` tells that no newer one will follow. */
  save(text: string, last: boolean): Promise<void>;
  now(): Date;
  newId(): string;
  /** Hears of every cell that begins or ends. */
  onCell?(event: CellEvent): void;
  /** Hears of every `metric()` call. */
  onMetric?(point: MetricPoint): void;
}

/** A cell begins (`running`) or has ended. */
export interface CellEvent {
  readonly step: RunStep;
  /** From 1. */
  readonly position: number;
  readonly total: number;
  readonly status: "running" | CellResult["status"];
  readonly durationMs: number;
}
