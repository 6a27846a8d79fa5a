import { setImmediate as nextTurn } from "node:timers/promises";

/** Time after which event handlers of the process get a turn, so that a large listing does not block writers. */
const sliceMs = 10;

/** A function that gives event handlers a turn when `sliceMs` have passed since the last one. */
export function turns(): () => Promise<void> | undefined {
  let sliceStart = performance.now();
  return () => {
    if (performance.now() - sliceStart <= sliceMs) return undefined;
    return nextTurn().then(() => {
      sliceStart = performance.now();
    });
  };
}
