import { fileRegistry } from "../tracking/registry/file-registry.js";
import type { ModelRegistry } from "../tracking/registry/registry.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";
import { temporaryTracker } from "./temporary-tracker.js";

/** A file registry and a file tracker in a new folder or in `root`; for one process, without a lock. */
export function temporaryRegistry({ root: chosen }: { readonly root?: string } = {}): {
  readonly registry: ModelRegistry;
  readonly tracker: Tracker;
  readonly root: string;
  readonly problems: TrackerProblem[];
} {
  const { tracker, root, problems } = temporaryTracker(chosen === undefined ? {} : { root: chosen });
  let time = 1_700_000_000_000;
  let count = 0;
  const registry = fileRegistry({
    root,
    tracker,
    now: () => ++time,
    newId: () => `cd${(++count).toString(16).padStart(30, "0")}`,
    user: "ana",
    exclusively: async (_, work) => work(),
    onProblem: (problem) => problems.push(problem),
  });
  return { registry, tracker, root, problems };
}
