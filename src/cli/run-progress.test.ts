import { describe, expect, it, vi } from "vitest";
import type { CellEvent } from "../notebook/run/run-effects.js";
import { makeContext } from "./make-context.js";
import { runProgress } from "./run-progress.js";

const event = (label: string, status: CellEvent["status"], durationMs = 0): CellEvent =>
  ({ step: { label, title: "train the model" }, position: 1, total: 2, status, durationMs }) as CellEvent;

function write(isTTY: boolean, json = false) {
  const parts: string[] = [];
  const stream = { isTTY, columns: 100, write: (text: string) => parts.push(text) };
  const { signal } = new AbortController();
  const context = makeContext({
    environment: {},
    cwd: "/",
    signal,
    json,
    quiet: false,
    stdout: stream,
    stderr: stream,
  });
  return { context, text: () => parts.join("") };
}

describe("runProgress", () => {
  it("shows on a terminal the time and the progress of the running cell, and its end once", () => {
    vi.useFakeTimers();
    const { context, text } = write(true);
    const progress = runProgress(context, 1);
    progress.onCell("a.ipynb", event("cell-5", "running"));
    vi.advanceTimersByTime(2_100);
    progress.onProgress("a.ipynb", "trial 3/10: 5, best 4");
    progress.onCell("a.ipynb", event("cell-5", "ok", 2_500));
    progress.onEnd("a.ipynb");
    vi.advanceTimersByTime(5_000);
    vi.useRealTimers();
    const rows = text().split("\r\x1b[2K");
    expect(rows).toContain("a.ipynb cell-5  train the model  2.1 s  trial 3/10: 5, best 4");
    expect(rows.at(-1)).toBe("a.ipynb cell-5  train the model  2.5 s\n");
  });

  it("writes elsewhere a line per cell, and progress at most every 30 seconds", () => {
    vi.useFakeTimers();
    const { context, text } = write(false);
    const progress = runProgress(context, 1);
    progress.onCell("a.ipynb", event("cell-5", "running"));
    for (let second = 0; second < 65; second++) {
      vi.advanceTimersByTime(1_000);
      progress.onProgress("a.ipynb", `trial ${second}`);
    }
    progress.onCell("a.ipynb", event("cell-5", "ok", 65_000));
    vi.useRealTimers();
    const lines = text().trimEnd().split("\n");
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/ trial 29$/);
    expect(lines[2]).toMatch(/^a\.ipynb cell-5 {2}train the model {2}1 min 5 s$/);
  });

  it("writes with events a line of JSON for each cell and each progress", () => {
    const { context, text } = write(false, true);
    const progress = runProgress(context, 1, true);
    progress.onCell("a.ipynb", event("cell-5", "running"));
    progress.onProgress("a.ipynb", "trial 3/10: 5, best 4, 12 s left");
    progress.onCell("a.ipynb", event("cell-5", "ok", 2_500.4));
    const lines = text()
      .split("\n")
      .filter((line) => line.startsWith("{"));
    const cell = { notebook: "a.ipynb", cell: "cell-5", title: "train the model" };
    expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
      { event: "cell", ...cell, status: "running", durationMs: 0 },
      { event: "progress", ...cell, text: "trial 3/10: 5, best 4, 12 s left" },
      { event: "cell", ...cell, status: "ok", durationMs: 2500 },
    ]);
  });
});
