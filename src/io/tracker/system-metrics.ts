import { cpus, freemem, totalmem } from "node:os";
import type { Run } from "../../tracking/tracker.js";

/**
 * Logs CPU and memory of the machine and the memory of this process to a run, under the names that MLflow uses, now and
 * every `intervalMs`; the returned function ends it. An error ends it, too: the work of the run goes on.
 *
 * @example const stop = logSystemMetrics(run, 10_000);
 */
export function logSystemMetrics(run: Run, intervalMs: number): () => Promise<void> {
  let before = cpuTimes();
  let step = 0;
  let last = Promise.resolve();
  const sample = (): void => {
    const now = cpuTimes();
    const [busy, all] = [now.busy - before.busy, now.all - before.all];
    before = now;
    const used = totalmem() - freemem();
    const metrics = {
      "system/cpu_utilization_percentage": all === 0 ? 0 : (100 * busy) / all,
      "system/system_memory_usage_megabytes": used / 1e6,
      "system/system_memory_usage_percentage": (100 * used) / totalmem(),
      "system/process_memory_usage_megabytes": process.memoryUsage.rss() / 1e6,
    };
    const at = step++;
    last = last.then(() => run.logMetrics(metrics, { step: at })).catch(() => clearInterval(timer));
  };
  const timer = setInterval(sample, intervalMs);
  timer.unref();
  return async () => {
    clearInterval(timer);
    sample();
    await last;
  };
}

/**
 * Milliseconds between samples that the environment requests by MLflow's variables
 * `MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING` and `MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL` (seconds, 10); else undefined.
 */
export function systemMetricsInterval(environment: Readonly<Record<string, string | undefined>>): number | undefined {
  if (environment.MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING?.toLowerCase() !== "true") return undefined;
  const seconds = Number(environment.MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL || 10);
  return seconds > 0 ? seconds * 1_000 : 10_000;
}

function cpuTimes(): { readonly busy: number; readonly all: number } {
  let [busy, all] = [0, 0];
  for (const { times } of cpus()) {
    const total = times.user + times.nice + times.sys + times.idle + times.irq;
    all += total;
    busy += total - times.idle;
  }
  return { busy, all };
}
