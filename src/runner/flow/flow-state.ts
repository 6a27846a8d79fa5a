import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fromJsonNumber, fromJsonNumbers, nonFiniteAsStrings } from "../../core/json-number.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import type { NotebookResults } from "../../notebook/flow/notebook-results.js";
import type { RunKeys } from "../../notebook/run/run-keys.js";

/**
 * What is stored of a flow's last runs, in `flow.json` of its reports folder: enough to run only what changed, and to
 * draw the index page.
 */
export interface FlowState {
  readonly format: "cuaderno-flow";
  readonly version: 1;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly steps: { readonly [name: string]: StepState };
  /** Metrics of the last runs in which something ran, oldest first. */
  readonly history: readonly FlowHistoryEntry[];
}

/** The last run of one notebook. */
export interface StepState {
  readonly status: "ok" | "stopped" | "failed" | "timeout" | "interrupted" | "skipped";
  readonly keys: RunKeys | undefined;
  /**
   * Changes when the notebook produced something new: another version of its outputs, or a run where it declares none.
   */
  readonly stamp: string;
  readonly durationMs: number;
  /** Versions of its outputs after the run. */
  readonly outputs: { readonly [uri: string]: string };
  /** File names in the reports folder. */
  readonly executed: string;
  readonly page: string;
  /** The stamps of the steps it needs when it ran. */
  readonly needs: { readonly [name: string]: string };
  readonly results: NotebookResults;
  /** Why it failed or was skipped. */
  readonly message: string | undefined;
}

/** The metrics of one run. */
export interface FlowHistoryEntry {
  readonly time: string;
  readonly metrics: { readonly [name: string]: number };
}

const historyLength = 60;

/** The state in a reports folder; an empty one when there is none or it cannot be read. */
export async function readFlowState(folder: string): Promise<FlowState | undefined> {
  try {
    const state = JSON.parse(await readFile(join(folder, "flow.json"), "utf8")) as FlowState;
    return state.format === "cuaderno-flow" && state.version === 1 ? withNumbers(state) : undefined;
  } catch {
    return undefined;
  }
}

/** The state with NaN and infinities, which are strings in JSON, as metrics. */
function withNumbers(state: FlowState): FlowState {
  const steps = Object.entries(state.steps).map(([name, step]): [string, StepState] => {
    const metrics = step.results.metrics.map((metric) => ({
      ...metric,
      value: fromJsonNumber(metric.value) ?? Number.NaN,
    }));
    return [name, { ...step, results: { ...step.results, metrics } }];
  });
  const history = state.history.map((entry) => ({ ...entry, metrics: fromJsonNumbers(entry.metrics) }));
  return { ...state, steps: Object.fromEntries(steps), history };
}

/** Writes the state; a reader sees the old one or the new one. */
export async function writeFlowState(folder: string, state: FlowState): Promise<void> {
  const text = JSON.stringify({ ...state, history: state.history.slice(-historyLength) }, nonFiniteAsStrings, 1);
  await writeFileAtomically(join(folder, "flow.json"), `${text}\n`, { caller: "run" });
}

/** All metrics of the steps; of two with one name the later step's. */
export function stateMetrics(
  state: FlowState,
  names: readonly string[] = Object.keys(state.steps),
): { readonly [name: string]: number } {
  return Object.fromEntries(
    names.flatMap((name) => (state.steps[name]?.results.metrics ?? []).map((metric) => [metric.name, metric.value])),
  );
}
