import type { MetricPoint } from "../format/metric-mime.js";
import type { CellProgress } from "../format/progress-mime.js";
import type { Kernel } from "../kernel/kernel.js";
import type { RunStep } from "./plan-run.js";
import type { CellResult } from "./run-result.js";

/** Side effects of a run. */
export interface RunEffects {
  /** The kernel, started. */
  launch(): Promise<Kernel>;
  /** Writes the executed notebook atomically; `last`: no newer version follows. */
  save(text: string, last: boolean): Promise<void>;
  now(): Date;
  newId(): string;
  /** Called for every cell that begins or ends. */
  readonly onCell?: ((event: CellEvent) => void) | undefined;
  /** Called with a line when the kernel gives no sign for a while. */
  readonly log?: ((line: string) => void) | undefined;
  /** Called when the running cell reports its progress. */
  readonly onProgress?: ((progress: CellProgress) => void) | undefined;
  /** Called for every `metric()` call. */
  readonly onMetric?: ((point: MetricPoint) => void) | undefined;
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
