import type { JsonObject } from "../../core/json.js";
import { cellLimit, type RunLimits } from "../cells/cell-limit.js";
import { parseMetric } from "../format/metric-mime.js";
import type { Cell, CodeCell, Output } from "../format/notebook.js";
import { notebookSerializer } from "../format/serialize-notebook.js";
import { type Judgement, judgeOutcome, reportedError } from "../kernel/judge-outcome.js";
import type { ExecuteOutcome, KernelOutput } from "../kernel/kernel.js";
import { withFailureBanner } from "./failure-banner.js";
import { maskOutputs } from "./mask-outputs.js";
import { outputBoard } from "./output-board.js";
import { planResume, type ResumedStep } from "./plan-resume.js";
import type { RunPlan, RunStep } from "./plan-run.js";
import type { RunData } from "./run-data.js";
import type { CellEvent, RunEffects } from "./run-effects.js";
import { memoryFacts, type RememberedCell } from "./run-memory.js";
import { runMetadata } from "./run-metadata.js";
import type { CellResult, RunError, RunResult } from "./run-result.js";
import { secretMask, secretsIn } from "./secret-mask.js";
import { stopAfter } from "./stop-after.js";

export type { CellEvent };

/** Limits and names of a run. */
export interface ExecuteRunOptions extends RunLimits {
  readonly output: string;
  readonly signal?: AbortSignal | undefined;
  /** Versions of the programs taking part, for the notebook's metadata. */
  readonly versions: { readonly [name: string]: string };
  /** The inputs that the notebook declares, for its metadata. */
  readonly data?: readonly RunData[];
  /** The key of each step, kept with its cell so that a later run can resume. */
  readonly keys?: readonly string[] | undefined;
  /** What an earlier run gave, by key: steps whose values it holds are not run. */
  readonly memory?: ReadonlyMap<string, RememberedCell> | undefined;
}

const resendMs = 250;
const firstRetryMs = 500;
const lastRetryMs = 10_000;
const resendAttempts = 20;

/**
 * Runs a plan: every cell in order, until one fails; after each cell the notebook is saved with what there is so far.
 * Resolves also for a run that failed; rejects when the kernel does not start or the notebook cannot be saved.
 */
export async function executeRun(plan: RunPlan, effects: RunEffects, options: ExecuteRunOptions): Promise<RunResult> {
  const serialize = notebookSerializer();
  const board = outputBoard();
  const cells: Cell[] = [...plan.notebook.cells];
  const results: CellResult[] = [];
  const ofRequest = new Map<string, RunStep>();
  const ofCount = new Map<number, RunStep>();
  const changed = new Set<number>();
  const circumstances = { path: plan.path, ranAs: (count: number) => ofCount.get(count) };
  const metrics = new Map<string, number>();
  let { mask } = plan;
  let running: RunStep | undefined;
  let failure: RunError | undefined;
  let failedAt: number | undefined;
  let stopped: string | undefined;
  let strayed: string | undefined;

  const started = effects.now();
  const since = (moment: Date): number => effects.now().getTime() - moment.getTime();
  const kernel = await effects.launch();
  const ready = effects.now();
  const resume = planResume(plan.steps, options.keys ?? [], options.memory, kernel.spec);
  kernel.onOutput((message) => {
    for (const index of board.receive(message)) changed.add(index);
    const step = ofRequest.get(message.requestId);
    if (step !== undefined) takeMetric(message, step);
    if (message.type !== "error" || step === undefined || step === running || step.mayFail) return;
    // Something that the cell had started failed after its end.
    const output = board.outputsOf(step.index).at(-1);
    if (output?.output_type === "error") fail(step, reportedError(step, output, circumstances));
  });

  try {
    await save();
    for (const [order, step] of plan.steps.entries()) {
      const position = { step, position: order + 1, total: plan.steps.length };
      if (step.skip !== undefined) {
        results.push({ cell: step.label, status: "skipped", durationMs: 0, reason: step.skip });
        effects.onCell?.({ ...position, status: "skipped", durationMs: 0 });
        continue;
      }
      await runStep(step, position, options.keys?.[order], resume[order] ?? {});
      await save();
      if (failure !== undefined || stopped !== undefined) break;
    }
  } finally {
    await kernel.shutdown();
  }
  const status = endStatus();
  await save(status);
  const left = plan.steps.slice(results.length);
  return {
    status,
    notebook: plan.path,
    output: options.output,
    kernel: kernel.spec.name,
    parameters: plan.parameters,
    started: started.toISOString(),
    durationMs: since(started),
    cells: [...results, ...left.map(({ label }) => ({ cell: label, status: "not run", durationMs: 0 }) as const)],
    metrics: Object.fromEntries(metrics),
    data: options.data ?? [],
    ...(failure === undefined ? {} : { error: failure }),
    ...(stopped === undefined ? {} : { reason: stopped }),
  };

  function endStatus(): RunResult["status"] {
    if (failure !== undefined) return statusOf(failure);
    return stopped === undefined ? "ok" : "stopped";
  }

  function fail(step: RunStep, error: RunError): void {
    if (failure !== undefined) return;
    failure = mask(error);
    failedAt = step.index;
  }

  /** Secrets that a cell has brought in are hidden from then on, in outputs before it too. */
  function hide(secrets: readonly string[]): void {
    if (secrets.length === 0) return;
    const before = mask;
    const own = secretMask(secrets);
    mask = (value) => own(before(value));
    for (const { index } of plan.steps) changed.add(index);
  }

  function giveAgain(step: RunStep, output: Output): void {
    board.append(step.index, output);
    if (output.output_type !== "display_data") return;
    takeMetric({ requestId: "", type: output.output_type, content: { data: output.data } }, step);
  }

  function takeMetric(message: KernelOutput, step: RunStep): void {
    const point = parseMetric(message);
    if (point === undefined) return;
    metrics.set(point.name, point.value);
    effects.onMetric?.({ ...point, cell: step.label });
  }

  async function runStep(
    step: RunStep,
    position: Pick<CellEvent, "step" | "position" | "total">,
    key: string | undefined,
    planned: ResumedStep,
  ): Promise<void> {
    effects.onCell?.({ ...position, status: "running", durationMs: 0 });
    const begun = effects.now();
    const resumed = strayed === undefined || planned.restore === undefined ? planned : { reason: strayed };
    running = step;
    let attempts = 0;
    let judged: Judgement;
    let memory: JsonObject = {};
    for (;;) {
      attempts += 1;
      const limit = cellLimit(step, { ...options, usedMs: since(ready) });
      const outcome = await attempt(step, limit?.ms, resumed.restore?.values);
      if ("executionCount" in outcome && outcome.executionCount !== null) ofCount.set(outcome.executionCount, step);
      if ("environment" in outcome) hide(secretsIn(outcome.environment ?? {}));
      judged = judgeOutcome(step, outcome, { ...circumstances, outputs: board.outputsOf(step.index), limit });
      const known = "memory" in outcome && (judged.status === "ok" || step.mayFail) ? outcome.memory : undefined;
      memory = memoryFacts(step, key, known, mask);
      const again = judged.status === "failed" && outcome.kind !== "died" && attempts <= step.retries;
      if (!again || options.signal?.aborted) break;
      board.clear(step.index);
      await pause(Math.min(firstRetryMs * 2 ** (attempts - 1), lastRetryMs), options.signal);
    }
    running = undefined;
    const durationMs = since(begun);
    if (judged.added !== undefined) board.append(step.index, judged.added);
    if (judged.stopped !== undefined) {
      stopped = mask(judged.stopped);
      board.replaceErrors(step.index, `Stopped: ${judged.stopped}\n`);
    }
    if (judged.error !== undefined) fail(step, judged.error);
    const restored = resumed.restore !== undefined && judged.status === "ok";
    if (restored) for (const output of resumed.restore?.outputs ?? []) giveAgain(step, output);
    const status = restored ? "restored" : judged.status;
    if (planned.digest !== memory.digest) strayed ??= `${step.label} gave other values than before`;
    const cell = cells[step.index] as CodeCell;
    const tried = attempts > 1 ? { attempts } : {};
    const facts = { status, duration_ms: Math.round(durationMs), ...tried, ...memory };
    const settings = cell.metadata.cuaderno as JsonObject | undefined;
    cells[step.index] = {
      ...cell,
      execution_count: judged.executionCount,
      metadata: { ...cell.metadata, cuaderno: { ...settings, ...facts } },
    };
    changed.add(step.index);
    const reason = resumed.reason === undefined ? {} : { reason: resumed.reason };
    results.push({ cell: step.label, status, durationMs, ...tried, ...reason });
    effects.onCell?.({ ...position, status, durationMs });
  }

  /** tslab refuses what comes right after a failure; such a cell is sent again. */
  async function attempt(
    step: RunStep,
    timeoutMs: number | undefined,
    restore: JsonObject | undefined,
  ): Promise<ExecuteOutcome> {
    for (let tries = 1; ; tries++) {
      const requestId = effects.newId();
      board.assign(requestId, step.index);
      ofRequest.set(requestId, step);
      const { signal } = options;
      const outcome = await kernel.execute(step.source, {
        requestId,
        timeoutMs,
        signal,
        restore,
        secrets: plan.secrets,
      });
      if (outcome.kind !== "aborted" || tries === resendAttempts) return outcome;
      board.clear(step.index);
      await new Promise((resolve) => setTimeout(resolve, resendMs));
    }
  }

  async function save(status: RunResult["status"] | "running" = "running"): Promise<void> {
    for (const index of changed) {
      const cell = cells[index];
      if (cell?.cell_type === "code") cells[index] = { ...cell, outputs: maskOutputs(board.outputsOf(index), mask) };
    }
    changed.clear();
    const facts = { status, started, ended: effects.now(), kernel: kernel.spec, stopped, failure };
    const metadata = runMetadata(plan, { ...facts, versions: options.versions, data: options.data ?? [] });
    const notebook = { ...plan.notebook, metadata, cells };
    const whole =
      failure === undefined || failedAt === undefined ? notebook : withFailureBanner(notebook, failure, failedAt);
    await effects.save(serialize(whole), status !== "running");
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  const wait = stopAfter(ms, signal);
  await wait.stopped;
  wait.clear();
}

function statusOf(failure: RunError): RunResult["status"] {
  return failure.kind === "timeout" || failure.kind === "interrupted" ? failure.kind : "failed";
}
