import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import type { ExecuteOutcome } from "../kernel/kernel.js";
import { nextState } from "./next-state.js";
import { getOutputs } from "./output-board.js";
import { planRun } from "./plan-run.js";
import { firstState, isOver, type RunEvent, type RunState } from "./run-state.js";

function start(resume = {}): RunState {
  const notebook = makeNotebook(["load()", "plot()"]);
  const [first, ...rest] = notebook.cells;
  const content = { ...notebook, cells: [{ ...first, metadata: { cuaderno: { retries: 1 } } }, ...rest] };
  return firstState(planRun(content as typeof notebook, { path: "a.ipynb", parameters: {} }), resume);
}

function play(state: RunState, ...events: readonly RunEvent[]): RunState {
  return events.reduce(nextState, state);
}

const begin = (order: number): readonly RunEvent[] => [
  { kind: "step-started", order, atMs: 1_000 },
  { kind: "request-sent", order, requestId: `r${order}` },
];
const output = (order: number, type: string, content: object): RunEvent => ({
  kind: "message",
  message: { requestId: `r${order}`, type, content: content as never },
});
const end = (outcome: ExecuteOutcome, interrupted = false): RunEvent => ({
  kind: "attempt-ended",
  outcome,
  limit: undefined,
  atMs: 1_250,
  interrupted,
});
const ok: ExecuteOutcome = { kind: "ok", executionCount: 1, error: undefined, complete: true };
const error = { ename: "Error", evalue: "no data", traceback: ["Error: no data", "  at In[1]:1:1"] };
const failed: ExecuteOutcome = { kind: "error", executionCount: 1, error, complete: true };

describe("nextState", () => {
  it("does not change the state it is given", () => {
    const before = start();
    const copy = { ...before, results: [...before.results], facts: new Map(before.facts) };
    play(before, ...begin(0), output(0, "stream", { name: "stdout", text: "x" }), end(ok));
    expect({ ...before }).toEqual(copy);
  });

  it("ends a step with its result, duration and count", () => {
    const state = play(start(), ...begin(0), output(0, "stream", { name: "stdout", text: "x" }), end(ok));
    expect(state.results).toEqual([{ cell: "cell-1", status: "ok", durationMs: 250 }]);
    expect(state.facts.get(0)).toEqual({ executionCount: 1, metadata: { status: "ok", duration_ms: 250 } });
    expect(getOutputs(state.board, 0)).toHaveLength(1);
    expect([state.running, isOver(state)]).toEqual([undefined, false]);
  });

  it("tries a failed step again without its outputs, as often as its metadata allows", () => {
    const once = play(start(), ...begin(0), output(0, "error", error), end(failed));
    expect(once.running).toMatchObject({ order: 0, attempts: 1 });
    expect(getOutputs(once.board, 0)).toEqual([]);
    const ended = play(once, output(0, "error", error), end(failed));
    expect(ended.results).toMatchObject([{ status: "failed", attempts: 2 }]);
    expect(ended.failure?.error.message).toBe("a.ipynb#cell-1:1:1: Error: no data");
    expect(play(start(), ...begin(0), end(failed, true)).results).toMatchObject([{ status: "failed" }]);
  });

  it("takes the error of a cell that has ended as the failure of the run, but does not replace an earlier one", () => {
    const late = play(start(), ...begin(0), end(ok), output(0, "error", error));
    expect(late.failure).toMatchObject({ cell: 0, error: { cell: "cell-1" } });
    const second = play(late, ...begin(1), output(1, "error", { ...error, evalue: "other" }), end(failed));
    expect(second.failure).toEqual(late.failure);
  });

  it("adds what the plan says of the kernel to the message of a failure", () => {
    const state = start();
    const hinted = { ...state, plan: { ...state.plan, hint: "choose a kernel" } };
    const ended = play(hinted, ...begin(1), output(1, "error", error), end(failed));
    expect(ended.failure?.error.message).toBe("a.ipynb#cell-2:1:1: Error: no data; choose a kernel");
  });

  it("collects metrics with the cell that reports them", () => {
    const data = { "application/vnd.cuaderno.metric+json": { name: "rmse", value: 3 } };
    const state = play(start(), ...begin(1), output(1, "display_data", { data }));
    expect(state.metrics).toEqual([{ name: "rmse", value: 3, step: 0, cell: "cell-2" }]);
  });

  it("hides a secret that a cell has loaded in all outputs from then on", () => {
    const loaded = { ...ok, environment: { API_TOKEN: "correct-horse" } };
    const state = play(start(), ...begin(0), end(loaded));
    expect(state.mask("Bearer correct-horse")).toBe("Bearer ***");
  });

  it("restores no later step once a step gave other values than before", () => {
    const restore = { values: { a: 1 }, outputs: [] };
    const resume = [{ digest: "d1" }, { restore, digest: "d2" }];
    const state = play(start({ resume }), ...begin(0), end(ok), ...begin(1), end({ ...ok, executionCount: 2 }));
    expect(state.results[1]).toMatchObject({ status: "ok", reason: "cell-1 gave other values than before" });
  });
});
