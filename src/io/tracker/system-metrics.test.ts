import { afterEach, expect, it, vi } from "vitest";
import { memoryTracker } from "../../tracking/memory-tracker.js";
import { systemMetricsInterval } from "./system-metrics.js";
import { withRun } from "./with-run.js";

afterEach(() => void vi.unstubAllEnvs());

it("logs CPU and memory within a run when the environment requests it", async () => {
  vi.stubEnv("MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING", "true");
  vi.stubEnv("MLFLOW_SYSTEM_METRICS_SAMPLING_INTERVAL", "0.02");
  const tracker = memoryTracker();
  const id = await withRun(tracker, {}, async (run) => {
    while (!("system/process_memory_usage_megabytes" in (await tracker.run(run.id)).metrics)) {
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    return run.id;
  });
  const { metrics, status } = await tracker.run(id);
  expect(status).toBe("finished");
  expect(metrics["system/process_memory_usage_megabytes"]).toBeGreaterThan(10);
  expect(metrics["system/system_memory_usage_percentage"]).toBeLessThanOrEqual(100);
  const history = await tracker.metricHistory(id, "system/cpu_utilization_percentage");
  expect(history.map(({ step }) => step)).toEqual(history.map((_, index) => index));
  expect(history.every(({ value }) => value >= 0 && value <= 100)).toBe(true);
});

it("logs none otherwise", async () => {
  const tracker = memoryTracker();
  const id = await withRun(tracker, {}, async (run) => run.id);
  expect((await tracker.run(id)).metrics).toEqual({});
  expect(systemMetricsInterval({ MLFLOW_ENABLE_SYSTEM_METRICS_LOGGING: "true" })).toBe(10_000);
});
