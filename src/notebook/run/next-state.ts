import { parseMetric } from "../format/metric-mime.js";
import type { CellMemory, ExecuteOutcome, KernelOutput } from "../kernel/kernel.js";
import { environmentSecrets } from "./environment-secrets.js";
import { type Judgement, judgeOutcome, reportedError } from "./judge-outcome.js";
import {
  appendOutput,
  assignRequest,
  clearOutputs,
  getOutputs,
  receiveMessage,
  replaceErrors,
} from "./output-board.js";
import type { ResumedStep } from "./plan-resume.js";
import type { RunStep } from "./plan-run.js";
import { memoryFacts } from "./run-memory.js";
import type { CellResult, RunError } from "./run-result.js";
import { type CellFacts, type RunEvent, type RunState, resumedStep } from "./run-state.js";
import { secretMask } from "./secret-mask.js";

/** The state of a run after an event. Pure. */
export function nextState(state: RunState, event: RunEvent): RunState {
  const { board } = state;
  switch (event.kind) {
    case "step-skipped": {
      const { label, skip } = getStep(state, event.order);
      const result: CellResult = { cell: label, status: "skipped", durationMs: 0, reason: skip || undefined };
      return { ...state, results: [...state.results, result] };
    }
    case "step-started":
      return { ...state, running: { order: event.order, startedMs: event.atMs, attempts: 0 } };
    case "request-sent":
      return { ...state, board: assignRequest(board, event.requestId, getStep(state, event.order).index) };
    case "request-refused":
      return { ...state, board: clearOutputs(board, getStep(state, event.order).index) };
    case "message":
      return afterMessage(state, event.message);
    case "attempt-ended":
      return afterAttempt(state, event);
  }
}

function getStep({ plan }: RunState, order: number): RunStep {
  const step = plan.steps[order];
  if (step === undefined)
    throw new RangeError(`nextState: no step ${order} of ${plan.steps.length}; start a run with its own plan`);
  return step;
}

function afterMessage(before: RunState, message: KernelOutput): RunState {
  const cell = before.board.requests.get(message.requestId);
  const step = before.plan.steps.find(({ index }) => index === cell);
  const state = { ...before, board: receiveMessage(before.board, message) };
  if (step === undefined) return state;
  const point = parseMetric(message);
  if (point !== undefined) return { ...state, metrics: [...state.metrics, { ...point, cell: step.label }] };
  if (message.type !== "error" || step.mayFail || step === runningStep(state)) return state;
  // Something that the cell had started failed after the cell's end.
  const output = getOutputs(state.board, step.index).at(-1);
  return output?.output_type === "error"
    ? failed(state, step, reportedError(step, output, circumstances(state)))
    : state;
}

function afterAttempt(before: RunState, event: RunEvent & { readonly kind: "attempt-ended" }): RunState {
  const { outcome, limit } = event;
  const { running } = before;
  const step = runningStep(before);
  if (running === undefined || step === undefined) return before;
  const attempts = running.attempts + 1;
  const state = hideSecrets(
    { ...before, running: { ...running, attempts }, stepsByCount: withCount(before.stepsByCount, outcome, step) },
    "environment" in outcome ? environmentSecrets(outcome.environment ?? {}, { named: before.plan.secretNames }) : [],
  );
  const outputs = getOutputs(state.board, step.index);
  const judgement = judgeOutcome(step, outcome, { ...circumstances(state), outputs, limit });
  const repeats = judgement.status === "failed" && outcome.kind !== "died" && attempts <= step.retries;
  if (repeats && !event.interrupted) return { ...state, board: clearOutputs(state.board, step.index) };
  const memory = "memory" in outcome && (judgement.status === "ok" || step.mayFail) ? outcome.memory : undefined;
  return afterStep(state, step, { judgement, memory, durationMs: event.atMs - running.startedMs, attempts });
}

interface EndedStep {
  readonly judgement: Judgement;
  readonly memory: CellMemory | undefined;
  readonly durationMs: number;
  readonly attempts: number;
}

function afterStep(before: RunState, step: RunStep, { judgement, memory, durationMs, attempts }: EndedStep): RunState {
  const order = before.running?.order ?? 0;
  const resumed = resumedStep(before, order);
  const restored = resumed.restore !== undefined && judgement.status === "ok";
  const status = restored ? "restored" : judgement.status;
  let state: RunState = { ...before, running: undefined };
  if (judgement.added !== undefined) {
    state = { ...state, board: appendOutput(state.board, step.index, judgement.added) };
  }
  if (judgement.stopped !== undefined) {
    const board = replaceErrors(state.board, step.index, `Stopped: ${judgement.stopped}\n`);
    state = { ...state, board, stopped: state.mask(judgement.stopped) };
  }
  if (judgement.error !== undefined) state = failed(state, step, judgement.error);
  if (restored) state = withRestoredOutputs(state, step, resumed);
  const stored = memoryFacts(step, state.keys[order], memory, state.mask);
  const tried = attempts > 1 ? { attempts } : {};
  const facts: CellFacts = {
    executionCount: judgement.executionCount,
    metadata: { status, duration_ms: Math.round(durationMs), ...tried, ...stored },
  };
  const reason = resumed.reason === undefined ? {} : { reason: resumed.reason };
  const hasDiverged = state.resume[order]?.digest !== stored.digest;
  return {
    ...state,
    facts: new Map(state.facts).set(step.index, facts),
    results: [...state.results, { cell: step.label, status, durationMs, ...tried, ...reason }],
    diverged: state.diverged ?? (hasDiverged ? `${step.label} gave other values than before` : undefined),
  };
}

function withRestoredOutputs(state: RunState, step: RunStep, { restore }: ResumedStep): RunState {
  let { board } = state;
  const metrics = [...state.metrics];
  for (const output of restore?.outputs ?? []) {
    board = appendOutput(board, step.index, output);
    if (output.output_type !== "display_data") continue;
    const point = parseMetric({ requestId: "", type: output.output_type, content: { data: output.data } });
    if (point !== undefined) metrics.push({ ...point, cell: step.label });
  }
  return { ...state, board, metrics };
}

function runningStep({ plan, running }: RunState): RunStep | undefined {
  return running === undefined ? undefined : plan.steps[running.order];
}

function circumstances({ plan, stepsByCount }: RunState): Parameters<typeof reportedError>[2] {
  return { path: plan.path, stepByCount: (count) => stepsByCount.get(count) };
}

function withCount(steps: RunState["stepsByCount"], outcome: ExecuteOutcome, step: RunStep): RunState["stepsByCount"] {
  if (!("executionCount" in outcome) || outcome.executionCount === null) return steps;
  return new Map(steps).set(outcome.executionCount, step);
}

/** The first failure ends the run; later ones do not replace it. */
function failed(state: RunState, step: RunStep, error: RunError): RunState {
  if (state.failure !== undefined) return state;
  const { hint } = state.plan;
  const message = hint === undefined ? error.message : `${error.message.replace(/\.$/, "")}; ${hint}`;
  return { ...state, failure: { error: state.mask({ ...error, message }), cell: step.index } };
}

/** Secrets that a cell has loaded are hidden from then on, in earlier outputs too. */
function hideSecrets(state: RunState, secrets: readonly string[]): RunState {
  if (secrets.length === 0) return state;
  const { mask: before } = state;
  const added = secretMask(secrets);
  return { ...state, mask: (value) => added(before(value)) };
}
