import type { RunRecord } from "./tracker.js";

/** A run and its nested runs, oldest first. */
export interface RunNode {
  readonly run: RunRecord;
  readonly children: readonly RunNode[];
}

/**
 * Runs as trees, in the given order; a run whose parent is not among them is a root.
 *
 * @example runTree(await tracker.runs()).map(({ run, children }) => [run.name, children.length])
 */
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
