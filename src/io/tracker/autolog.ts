import { dirname, isAbsolute } from "node:path";
import { gitDiff } from "../../host/git-diff.js";
import { processSecretMask } from "../../host/process-secret-mask.js";
import { runningCell } from "../../host/running-cell.js";
import { withAmbientRun } from "../../tracking/autolog/ambient-run.js";
import { RunRecorder } from "../../tracking/autolog/run-recorder.js";
import type { Run, Tracker } from "../../tracking/tracker.js";

/** The work, during which functions of the library record themselves in the run. */
export function autolog<Result>(
  tracker: Tracker,
  work: (run: Run) => Promise<Result> | Result,
): (run: Run) => Promise<Result> {
  return async (run) => {
    const recorder = new RunRecorder(run, warn);
    const ambient = { tracker, run: recorder.watched(), recorder };
    recorder.add(() => logDiff(tracker, run));
    try {
      return await withAmbientRun(ambient, async () => await work(ambient.run));
    } finally {
      await recorder.flush();
    }
  };
}

function warn(message: string): void {
  process.emitWarning(`withRun: not recorded: ${message}`, "AutologFailed");
}

/** Saves the difference to the commit in artifact `source.diff`, when tracked files were changed. */
async function logDiff(tracker: Tracker, { id, logArtifact }: Run): Promise<void> {
  const { tags } = await tracker.run(id);
  if (tags["mlflow.source.git.dirty"] !== "true") return;
  const source = tags["mlflow.source.name"] ?? "";
  const diff = await gitDiff(isAbsolute(source) ? dirname(source) : process.cwd());
  if (diff !== undefined) await logArtifact("source.diff", processSecretMask()(diff));
}

/** The cell of the notebook that starts a run: its number, and its id where the kernel has it. */
export function cellTags(): Readonly<Record<string, string>> {
  const cell = runningCell();
  if (cell === undefined) return {};
  const tags: Record<string, string> = { "cuaderno.cell": String(cell.count) };
  if (cell.id !== undefined) tags["cuaderno.cell.id"] = cell.id;
  return tags;
}
