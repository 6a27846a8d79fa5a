// The program of a thread that reads runs for an index, bundled into a string.
import { parentPort } from "node:worker_threads";
import { type PackedRun, packRun } from "./packed-run.js";
import { parseSimpleMeta } from "./parse-simple-meta.js";
import { readIndexedRun } from "./read-indexed-run.js";
import { readText } from "./read-text.js";
import { toRunHeading } from "./run-heading.js";
import type { ThreadTask } from "./run-threads.js";

parentPort?.on("message", ({ experiment, ids, readAt }: ThreadTask) => {
  const packed = ids.map((id) => packFolder({ experiment, path: `${experiment.path}/${id}`, id }, readAt));
  parentPort?.postMessage(JSON.stringify(packed));
});

/** 0 for a run that is damaged or has a `meta.yaml` of another form, which is left to the caller. */
function packFolder(location: Parameters<typeof readIndexedRun>[0], readAt: number): PackedRun | 0 {
  const refuse = (): never => {
    throw new Error("damaged");
  };
  try {
    const run = readIndexedRun(location, {
      ...{ readAt, onProblem: refuse },
      readHeading: (at) => toRunHeading(parseSimpleMeta(readText(`${at.path}/meta.yaml`)) ?? refuse(), at, refuse),
    });
    return run === undefined ? 0 : packRun(run);
  } catch {
    return 0;
  }
}
