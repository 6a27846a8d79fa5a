import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { openTracker } from "../../io/tracker/open-tracker.js";
import { withRun } from "../../io/tracker/with-run.js";

/** What is kept of a finished run of a project. */
export interface ProjectRecord {
  readonly project: string;
  readonly data: "real" | "sample";
  readonly label: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Executed notebooks and pages. */
  readonly files: readonly string[];
}

/** Keeps a run of a project in the tracker: its metrics, and its executed notebooks and pages as artifacts. */
export async function recordProject(tracking: string, record: ProjectRecord, signal?: AbortSignal): Promise<void> {
  const tracker = await openTracker({ uri: tracking, source: `project ${record.project}` });
  const options = {
    experiment: record.project,
    name: "project run",
    tags: { "cuaderno.data": record.data, "cuaderno.data.label": record.label },
  };
  await withRun(
    tracker,
    options,
    async (run) => {
      await run.logMetrics(record.metrics);
      for (const file of record.files) await run.logArtifact(`reports/${basename(file)}`, await readFile(file));
    },
    signal === undefined ? {} : { signal },
  );
}
