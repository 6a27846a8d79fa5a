// The program of a thread that reads runs for an index, bundled into a string.
import { parentPort } from "node:worker_threads";
import type { IndexedRun } from "./indexed-run.js";
import { packRuns } from "./packed-run.js";
import { parseSimpleMeta } from "./parse-simple-meta.js";
import { readIndexedRun } from "./read-indexed-run.js";
import { readText } from "./read-text.js";
import { toRunHeading } from "./run-heading.js";
import type { ThreadTask } from "./run-threads.js";

parentPort?.on("message", ({ experiment, ids, readAt }: ThreadTask) => {
  const runs = ids.map((id) => readFolder({ experiment, path: `${experiment.path}/${id}`, id }, readAt));
  parentPort?.postMessage(JSON.stringify(packRuns(runs)));
});

/** Undefined for a run that is damaged or has a `meta.yaml` of another form, which is left to the caller. */
function readFolder(location: Parameters<typeof readIndexedRun>[0], readAt: number): IndexedRun | undefined {
  const refuse = (): never => {
    throw new Error("damaged");
  };
  try {
    return readIndexedRun(location, {
      ...{ readAt, onProblem: refuse },
      readHeading: (at) => toRunHeading(parseSimpleMeta(readText(`${at.path}/meta.yaml`)) ?? refuse(), at, refuse),
    });
  } catch {
    return undefined;
  }
}
