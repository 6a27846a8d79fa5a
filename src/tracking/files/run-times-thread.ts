// The program of a thread that reads times of change for an index, bundled into a string.
import { parentPort } from "node:worker_threads";
import { readSlice } from "./run-times.js";
import type { TimesTask } from "./run-times-reader.js";

let lastIds: readonly string[] = [];

parentPort?.on("message", ({ ids = lastIds, ...runs }: TimesTask) => {
  lastIds = ids;
  while (readSlice({ ...runs, ids }));
  parentPort?.postMessage("read");
});
