import type { Json } from "../../core/json.js";
import { openTracker } from "../../io/tracker/open-tracker.js";
import type { MetricPoint } from "../../notebook/format/metric-mime.js";
import type { RunResult } from "../../notebook/run/run-result.js";
import type { EndStatus, Run } from "../../tracking/tracker.js";
import { logNotebook } from "./log-notebook.js";
import { notebookName } from "./notebook-name.js";

/** How a run of a notebook is tracked. */
export interface TrackNotebookOptions {
  /** Default: `MLFLOW_EXPERIMENT_NAME`, else `Default`. */
  readonly experiment?: string | undefined;
  /** The name of the tracked run. Default: the notebook's. */
  readonly name?: string | undefined;
  /** URI of the tracker. Default: as `openTracker`. */
  readonly uri?: string | undefined;
}

/** The tracked run of a notebook. */
export interface TrackedNotebook {
  readonly id: string;
  onMetric(point: MetricPoint): void;
  /** Logs the result, with the executed notebook and its page. */
  finish(result: RunResult, executed: string): Promise<void>;
  /** Logs that it could not be run. */
  fail(error: unknown): Promise<void>;
}

/** Starts a tracked run for a notebook. Metrics are logged when they are reported. */
export async function trackNotebook(path: string, options: TrackNotebookOptions): Promise<TrackedNotebook> {
  const { experiment, uri } = options;
  const tracker = await openTracker({ source: path, uri });
  const name = options.name ?? notebookName(path);
  const run = await tracker.startRun({ name, experiment });
  let pending: Promise<void> = Promise.resolve();
  let lost: unknown;
  return {
    id: run.id,
    onMetric({ name: key, value, step }) {
      pending = pending
        .then(() => run.logMetrics({ [key]: value }, { step }))
        .catch((cause: unknown) => {
          lost ??= cause;
        });
    },
    async finish(result, executed) {
      await pending;
      await run.logParams(plainParams(result.parameters));
      if (result.cached) {
        await run.logMetrics(result.metrics);
        await run.setTags({ "cuaderno.cached": "true" });
      } else await logDurations(run, result);
      for (const { uri: source, hash } of result.data) {
        await run.logInput({ name: source, source, digest: hash, context: "input" });
      }
      await logNotebook(run, "notebook", notebookName(path), executed);
      const error = result.error?.message ?? (lost instanceof Error ? lost.message : undefined);
      if (error !== undefined) await run.setTags({ "cuaderno.error": error.slice(0, 4_000) });
      if (result.reason !== undefined) await run.setTags({ "cuaderno.stopped": result.reason.slice(0, 4_000) });
      await run.end(endStatus(result));
    },
    async fail(error) {
      await run.setTags({ "cuaderno.error": String((error as Error).message ?? error).slice(0, 4_000) });
      await run.end("failed");
    },
  };
}

function endStatus({ status }: RunResult): EndStatus {
  if (status === "ok" || status === "stopped") return "finished";
  return status === "interrupted" ? "killed" : "failed";
}

async function logDurations(run: Run, result: RunResult): Promise<void> {
  const now = Date.now();
  const ran = result.cells.filter(({ durationMs }) => durationMs > 0);
  const points = ran.map(({ cell, durationMs }, order) => ({
    value: durationMs / 1_000,
    step: Number(/\d+$/.exec(cell)?.[0] ?? order),
    timestamp: now,
  }));
  if (points.length > 0) await run.logMetricHistory("cell_seconds", points);
  await run.logMetrics({ run_seconds: result.durationMs / 1_000 });
}

function plainParams(parameters: {
  readonly [name: string]: Json;
}): Readonly<Record<string, string | number | boolean>> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, value]) => [
      name,
      typeof value === "string" || typeof value === "number" || typeof value === "boolean"
        ? value
        : JSON.stringify(value),
    ]),
  );
}
