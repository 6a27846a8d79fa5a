import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type FileTrackerOptions, fileTracker } from "../tracking/files/file-tracker.js";
import type { Tracker, TrackerProblem } from "../tracking/tracker.js";

/** A folder that is removed after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-test-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A file tracker in a new folder, with a clock that advances by one millisecond at each call and increasing ids. */
export function temporaryTracker(options: Partial<FileTrackerOptions> = {}): {
  readonly tracker: Tracker;
  readonly root: string;
  readonly problems: TrackerProblem[];
} {
  const root = options.root ?? join(temporaryFolder(), "mlruns");
  const problems: TrackerProblem[] = [];
  let time = 1_700_000_000_000;
  let count = 0;
  const tracker = fileTracker({
    root,
    now: () => ++time,
    newId: () => `ab${(++count).toString(16).padStart(30, "0")}`,
    user: "ana",
    onProblem: (problem) => problems.push(problem),
    ...options,
  });
  return { tracker, root, problems };
}
