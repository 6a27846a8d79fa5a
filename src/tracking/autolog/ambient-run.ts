import { AsyncLocalStorage } from "node:async_hooks";
import { observeWork, type WorkReport } from "../../core/report-work.js";
import type { Run, Tracker } from "../tracker.js";
import { withinRun } from "../within-run.js";
import type { RunRecorder } from "./run-recorder.js";

/** The run that surrounds the running function, and its tracker. */
export interface AmbientRun {
  readonly tracker: Tracker;
  readonly run: Run;
  readonly recorder: RunRecorder;
}

/** Inside a search or a monitoring, which records itself: what it calls is not recorded a second time. */
interface InnerScope {
  readonly recorder?: undefined;
  /** Runs that the program started inside. */
  runs: number;
}

const scopes = new AsyncLocalStorage<AmbientRun | InnerScope>();

/** Tables that this process read before its run began: at most this number, the last ones. */
const maxEarlier = 50;

const earlier: WorkReport[] = [];

/** The run of `withRun` that surrounds the caller; undefined outside, and inside of a function that records itself. */
export function ambientRun(): AmbientRun | undefined {
  const scope = scopes.getStore();
  return scope?.recorder === undefined ? undefined : scope;
}

/** Result of `work`, with reports of the library's functions recorded in a run. */
export function withAmbientRun<Result>(ambient: AmbientRun, work: () => Promise<Result>): Promise<Result> {
  const outer = scopes.getStore();
  if (outer !== undefined && outer.recorder === undefined) outer.runs++;
  for (const report of earlier) ambient.recorder.record(report);
  return scopes.run(ambient, work);
}

/** Result of `work`, without records of what it calls; `runs` counts the runs that it starts with `withRun`. */
export function withoutRecords<Result>(work: (scope: { readonly runs: number }) => Result): Result {
  const scope: InnerScope = { runs: 0 };
  return scopes.run(scope, () => work(scope));
}

/**
 * Result of `record`, which gets the run for a search or a monitoring: the ambient one for the first of a kind,
 * afterwards a nested one, because parameters are written once.
 */
export async function recordInAmbient<Result>(
  { tracker, run, recorder }: AmbientRun,
  { caller, name }: { readonly caller: string; readonly name: string },
  record: (run: Run) => Promise<Result>,
): Promise<Result> {
  if (recorder.claim(caller)) return await record(recorder.lenient(run));
  return await withinRun(tracker, { name, parent: run }, (nested) => record(recorder.lenient(nested)));
}

/** Records the reports of this process in the runs around them, and remembers the tables that it reads before. */
export function recordReports(): void {
  observeWork((make) => {
    const scope = scopes.getStore();
    if (scope?.recorder !== undefined) return scope.recorder.record(make());
    if (scope !== undefined) return;
    const report = make();
    if (report.input === undefined) return;
    const { source } = report.input;
    const before = earlier.findIndex(({ input }) => input?.source === source);
    if (before !== -1) earlier.splice(before, 1);
    earlier.push(report);
    if (earlier.length > maxEarlier) earlier.shift();
  });
}
