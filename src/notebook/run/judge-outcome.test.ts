import { describe, expect, it } from "vitest";
import { makeNotebook } from "../../testing/make-notebook.js";
import type { ExecuteOutcome } from "../kernel/kernel.js";
import { judgeOutcome } from "./judge-outcome.js";
import { planRun } from "./plan-run.js";

const [step] = planRun(makeNotebook(["work()"]), { path: "a.ipynb", parameters: {} }).steps;
const judge = (outcome: ExecuteOutcome) => {
  if (step === undefined) throw new Error("one step");
  return judgeOutcome(step, outcome, { path: "a.ipynb", outputs: [], limit: undefined, stepByCount: () => undefined });
};
const reply = { executionCount: 1, complete: true } as const;
const raised = (ename: string, evalue: string): ExecuteOutcome => ({
  kind: "error",
  ...reply,
  error: { ename, evalue, traceback: [] },
});

describe("judgeOutcome", () => {
  it.each([
    ["process.exit(0)", { kind: "died", code: 0, signal: null, stderrTail: "" }],
    ["sys.exit(0)", raised("SystemExit", "0")],
    ["sys.exit(0)", raised("SystemExit", "")],
    ["exit()", { kind: "ok", ...reply, error: undefined, exits: true }],
    ["nothing new", raised("CuadernoStop", "nothing new")],
  ] as const)("ends the run on purpose for %s", (stopped, outcome) => {
    expect(judge(outcome)).toMatchObject({ status: "stopped", stopped });
    expect(judge(outcome).error).toBeUndefined();
  });

  it.each([
    [{ kind: "died", code: 3, signal: null, stderrTail: "" }, "the kernel ended with exit code 3 while this cell ran"],
    [{ kind: "died", code: null, signal: "SIGKILL", stderrTail: "" }, "the kernel ended with signal SIGKILL"],
    [raised("SystemExit", "2"), "SystemExit: 2"],
  ] as const)("fails for %j", (outcome, message) => {
    expect(judge(outcome)).toMatchObject({ status: "failed", error: { message: expect.stringContaining(message) } });
  });
});
