import { describe, expect, it, vi } from "vitest";
import { searchProgress } from "../search/search-progress.js";
import { exampleStudy } from "../testing/example-study.js";
import { logSearchProgress } from "./log-search-progress.js";

const progress = (...values: readonly number[]) =>
  searchProgress(exampleStudy(...values.map((value) => ({ value }))), 3);

describe("logSearchProgress", () => {
  it("logs the first and the last progress, and others at most every everyMs", () => {
    const lines: string[] = [];
    const onProgress = logSearchProgress({ log: (line) => lines.push(line), everyMs: 60_000 });
    for (const values of [[], [5], [5, 4], [5, 4, 6]]) onProgress(progress(...values));
    expect(lines).toEqual(["trial 0/3", "trial 3/3: 6, best 4"]);
  });

  it("logs every progress with everyMs 0", () => {
    const lines: string[] = [];
    const onProgress = logSearchProgress({ log: (line) => lines.push(line), everyMs: 0 });
    for (const values of [[5], [5, 4]]) onProgress(progress(...values));
    expect(lines).toEqual(["trial 1/3: 5, best 5, 2.0 s left", "trial 2/3: 4, best 4, 1.0 s left"]);
  });

  it("overwrites one line on a terminal", () => {
    const isTTY = process.stdout.isTTY;
    const written: string[] = [];
    const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => written.push(String(text)) > 0);
    try {
      process.stdout.isTTY = true;
      const onProgress = logSearchProgress({ everyMs: 0 });
      for (const values of [[5], [5, 4, 3]]) onProgress(progress(...values));
    } finally {
      process.stdout.isTTY = isTTY;
      write.mockRestore();
    }
    expect(written).toEqual(["\r\u001b[2Ktrial 1/3: 5, best 5, 2.0 s left", "\r\u001b[2Ktrial 3/3: 3, best 3\n"]);
  });
});
