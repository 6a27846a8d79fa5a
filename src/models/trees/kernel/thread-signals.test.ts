import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { awaitChange, signals } from "./thread-signals.js";

/** Notifies without a change every few milliseconds, then changes the signal. */
const lateNotifications = `
  const { own, signal } = require("node:worker_threads").workerData;
  for (let round = 0; round < 30; round++) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    Atomics.notify(own, signal);
  }
  Atomics.store(own, signal, 1);
  Atomics.notify(own, signal);
`;

describe("awaitChange", () => {
  it("sleeps on when it is notified of a change that was seen before", async () => {
    const own = new Int32Array(new SharedArrayBuffer(4 * signals.length));
    const worker = new Worker(lateNotifications, { eval: true, workerData: { own, signal: signals.given } });
    expect(awaitChange(own, signals.given, 0, 10_000)).toBe(true);
    expect(Atomics.load(own, signals.given)).toBe(1);
    expect(awaitChange(own, signals.given, 1, 20)).toBe(false);
    await worker.terminate();
  });
});
