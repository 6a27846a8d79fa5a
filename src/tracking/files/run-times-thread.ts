// The program of a thread that reads times of change for an index, bundled into a string.
import { parentPort } from "node:worker_threads";
import { type RunTimes, readSlice } from "./run-times.js";

parentPort?.on("message", (runs: RunTimes) => {
  while (readSlice(runs));
  parentPort?.postMessage("read");
});
