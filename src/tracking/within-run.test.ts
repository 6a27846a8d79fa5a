import { describe, expect, it } from "vitest";
import { InterruptedError } from "../core/errors.js";
import { memoryTracker } from "./memory-tracker.js";
import { withinRun } from "./within-run.js";

describe("withinRun", () => {
  it("returns the result of the work and finishes the run", async () => {
    const tracker = memoryTracker();
    const result = await withinRun(tracker, { experiment: "traffic", name: "a" }, async (run) => {
      await run.logMetrics({ rmse: 2 });
      return 7;
    });
    expect(result).toBe(7);
    expect(await tracker.runs()).toMatchObject([{ name: "a", status: "finished", metrics: { rmse: 2 }, endTime: 0 }]);
  });

  it("ends a run whose work throws as failed, with the message, and throws the same error", async () => {
    const tracker = memoryTracker();
    const error = new Error("no such\n  column");
    const work = withinRun(tracker, {}, () => {
      throw error;
    });
    await expect(work).rejects.toBe(error);
    const [run] = await tracker.runs();
    expect(run).toMatchObject({ status: "failed", tags: { "cuaderno.error": "no such; column" } });
  });

  it("truncates a message that is longer than a tag", async () => {
    const tracker = memoryTracker();
    await expect(withinRun(tracker, {}, () => Promise.reject(new Error("x".repeat(20_000))))).rejects.toThrow("xxx");
    expect((await tracker.runs())[0]?.tags["cuaderno.error"]?.length).toBe(8_000);
  });

  it("marks the run killed as soon as the signal fires, while the work is still going", async () => {
    const tracker = memoryTracker();
    const interrupt = new AbortController();
    const result = await withinRun(
      tracker,
      {},
      async (run) => {
        interrupt.abort();
        expect((await tracker.run(run.id)).status).toBe("killed");
        await run.logMetrics({ best: 1 });
        return "partial";
      },
      { signal: interrupt.signal },
    );
    expect(result).toBe("partial");
    expect(await tracker.runs()).toMatchObject([{ status: "killed", metrics: { best: 1 } }]);
  });

  it("marks interrupted work as killed", async () => {
    const tracker = memoryTracker();
    await expect(withinRun(tracker, {}, () => Promise.reject(new InterruptedError("search: stopped")))).rejects.toThrow(
      "search: stopped",
    );
    expect((await tracker.runs())[0]?.status).toBe("killed");
  });

  it("starts no run after the signal has fired", async () => {
    const tracker = memoryTracker();
    const work = withinRun(tracker, {}, () => 1, { signal: AbortSignal.abort() });
    await expect(work).rejects.toThrow(InterruptedError);
    expect(await tracker.runs()).toEqual([]);
  });

  it("throws the work's error even when it cannot be recorded", async () => {
    const tracker = memoryTracker();
    const broken = {
      ...tracker,
      startRun: async () => ({ ...(await tracker.startRun()), end: () => Promise.reject(new Error("disk full")) }),
    };
    await expect(withinRun(broken, {}, () => Promise.reject(new Error("mine")))).rejects.toThrow("mine");
    await expect(withinRun(broken, {}, () => 1)).rejects.toThrow("disk full");
  });
});
