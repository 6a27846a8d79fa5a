import { describe, expect, it } from "vitest";
import { FailedError } from "../../core/errors.js";
import { type CellSketch, makeNotebook } from "../../testing/make-notebook.js";
import { parseNotebook } from "../format/notebook.js";
import type { ExecuteOutcome, Kernel, KernelOutput, OutputListener } from "../kernel/kernel.js";
import { tslabSpec } from "../kernel/tslab-spec.js";
import { executeRun } from "./execute-run.js";
import { planRun } from "./plan-run.js";
import type { CellEvent } from "./run-effects.js";

const fine = (executionCount: number): ExecuteOutcome => ({
  kind: "ok",
  executionCount,
  error: undefined,
  complete: true,
});

/** A kernel that replies from a list, and a clock that advances by a second at every reading. */
function world(
  outcomes: readonly (
    | ExecuteOutcome
    | ((say: (type: string, content: KernelOutput["content"]) => void) => ExecuteOutcome)
  )[],
) {
  const saved: string[] = [];
  const events: CellEvent[] = [];
  const executed: string[] = [];
  let listener: OutputListener = () => undefined;
  let seconds = 0;
  let ids = 0;
  let ended = 0;
  const kernel: Kernel = {
    spec: tslabSpec(),
    info: {},
    onOutput: (given) => {
      listener = given;
    },
    execute: async (code, { requestId }) => {
      const outcome = outcomes[executed.push(code) - 1] ?? { kind: "aborted" };
      return typeof outcome === "function"
        ? outcome((type, content) => listener({ requestId, type, content }))
        : outcome;
    },
    shutdown: async () => {
      ended += 1;
    },
  };
  const effects = {
    launch: async () => kernel,
    save: async (text: string) => void saved.push(text),
    now: () => new Date(1_000 * seconds++),
    newId: () => `id${ids++}`,
    onCell: (event: CellEvent) => void events.push(event),
  };
  const run = (cells: readonly CellSketch[], options = {}, changes = {}) =>
    executeRun(
      planRun(makeNotebook(cells), { path: "a.ipynb", parameters: {} }),
      { ...effects, ...changes },
      { output: "b.ipynb", versions: {}, ...options },
    );
  const statusAt = (save: number) => parseNotebook(saved[save] ?? "", "saved").metadata.cuaderno;
  return { run, saved, events, executed, statusAt, ended: () => ended };
}

describe("executeRun", () => {
  it("saves before the first cell, while later cells run and at the end, each time a whole notebook", async () => {
    const { run, saved, statusAt, ended } = world([fine(1), fine(2)]);
    const result = await run(["1", { markdown: "x" }, "2"]);
    expect(result).toMatchObject({ status: "ok", output: "b.ipynb", cells: [{ cell: "cell-1" }, { cell: "cell-3" }] });
    // Cells that end before a save begins are saved together.
    expect(saved).toHaveLength(3);
    expect([0, 1, 2].map(statusAt)).toMatchObject([{ status: "running" }, { status: "running" }, { status: "ok" }]);
    expect(parseNotebook(saved[1] ?? "", "saved").cells[0]).toMatchObject({
      execution_count: 1,
      metadata: { cuaderno: { status: "ok" } },
    });
    expect(ended()).toBe(1);
  });

  it("sends a refused cell again, and gives up when it is always refused", async () => {
    const again = world([{ kind: "aborted" }, { kind: "aborted" }, fine(1)]);
    expect((await again.run(["1"])).status).toBe("ok");
    expect(again.executed).toEqual(["1", "1", "1"]);
    const never = world([]);
    await expect(never.run(["1"])).rejects.toThrow(FailedError);
    expect(never.ended()).toBe(1);
  }, 20_000);

  it("ends the kernel when the notebook cannot be saved", async () => {
    const { run, ended } = world([fine(1)]);
    const save = async () => {
      throw new FailedError("no space");
    };
    await expect(run(["1"], {}, { save })).rejects.toThrow("no space");
    expect(ended()).toBe(1);
  });

  it("fails a cell that reports an error yet calls itself fine", async () => {
    const { run } = world([
      (say) => {
        say("error", { ename: "Error", evalue: "x", traceback: ["Error: x", "  at In[1]:1:3"] });
        return fine(1);
      },
    ]);
    expect((await run(["a + b"])).error).toMatchObject({ location: "a.ipynb#cell-1:1:3", sourceLine: "a + b" });
  });

  it("gives a cell what is left of the notebook's time", async () => {
    const limits: (number | undefined)[] = [];
    const { run } = world([fine(1), fine(2), fine(3)]);
    const launch = async (): Promise<Kernel> => ({
      spec: tslabSpec(),
      info: {},
      onOutput: () => undefined,
      execute: async (_code, { timeoutMs }) => {
        limits.push(timeoutMs);
        return fine(limits.length);
      },
      shutdown: async () => undefined,
    });
    await run(["1", "2", "3"], { notebookTimeoutMs: 11_000, cellTimeoutMs: 7_000 }, { launch });
    expect(limits[0]).toBe(7_000);
    expect(limits[2]).toBeLessThan(limits[1] ?? 0);
  });

  it("reports every cell that begins and ends", async () => {
    const { run, events } = world([fine(1), { kind: "died", code: 3, signal: null, stderrTail: "a\nb" }]);
    const result = await run(["1", "2", "3"]);
    expect(events.map(({ position, total, status }) => `${position}/${total} ${status}`)).toEqual([
      "1/3 running",
      "1/3 ok",
      "2/3 running",
      "2/3 failed",
    ]);
    expect(result.error?.message).toBe(
      "a.ipynb#cell-2: the kernel ended with exit code 3 while this cell ran; it wrote: a; b",
    );
    expect(result.cells.map(({ status }) => status)).toEqual(["ok", "failed", "not run"]);
  });
});
