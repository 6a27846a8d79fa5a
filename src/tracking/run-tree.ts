import type { RunRecord } from "./tracker.js";

/** A run with the runs nested in it, oldest first. */
export interface RunNode {
  readonly run: RunRecord;
  readonly children: readonly RunNode[];
}

/** Runs as a forest, in the order given; a run whose parent is not among them stands at the top. */
export function runTree(runs: readonly RunRecord[]): RunNode[] {
  const byParent = new Map<string | undefined, RunRecord[]>();
  const ids = new Set(runs.map((run) => run.id));
  for (const run of runs) {
    const parent =
      run.parentId !== undefined && ids.has(run.parentId) && run.parentId !== run.id ? run.parentId : undefined;
    const siblings = byParent.get(parent);
    if (siblings === undefined) byParent.set(parent, [run]);
    else siblings.push(run);
  }
  const build = (run: RunRecord): RunNode => ({
    run,
    children: (byParent.get(run.id) ?? []).sort((a, b) => a.startTime - b.startTime).map(build),
  });
  return (byParent.get(undefined) ?? []).map(build);
}
