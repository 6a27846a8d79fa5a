import { describe, expect, it } from "vitest";
import { mapConcurrently } from "./map-concurrently.js";

describe("mapConcurrently", () => {
  it("returns the results in order and limits the items in progress", async () => {
    let [running, most] = [0, 0];
    const results = await mapConcurrently([5, 1, 4, 2, 3], 2, async (value) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, value));
      running -= 1;
      return value * 10;
    });
    expect([results, most]).toEqual([[50, 10, 40, 20, 30], 2]);
    expect(await mapConcurrently([], 4, async () => 1)).toEqual([]);
  });

  it("throws the first error after all work in progress has ended, and starts no more", async () => {
    const ended: number[] = [];
    const working = mapConcurrently([1, 2, 3, 4, 5], 2, async (value, stopped) => {
      if (value === 2) throw new Error(`item ${value}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
      ended.push(value);
      if (stopped.aborted) throw new Error("stopped");
    });
    await expect(working).rejects.toThrow("item 2");
    expect(ended).toEqual([1]);
  });
});
