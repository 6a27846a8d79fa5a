import { Session } from "node:inspector";
import { sharedSlot } from "./port-messages.js";

const firstMs = 20;
const pauseMs = 80;
const rounds = 30;

/**
 * Called after the main thread was informed of an interrupt: ends the code it runs, if it does not react, and again if
 * the cell goes on with another loop.
 *
 * Node's record of asynchronous calls is cleared first. Code that is terminated in a callback would leave it behind,
 * and Node would abort.
 */
export async function terminateCell(slots: Int32Array): Promise<void> {
  const ended = Atomics.load(slots, sharedSlot.cellsEnded);
  await pause(firstMs);
  for (let round = 0; round < rounds; round++) {
    if (Atomics.load(slots, sharedSlot.cellsEnded) !== ended) return;
    const turns = Atomics.load(slots, sharedSlot.turns);
    await pause(pauseMs);
    const isBlocked = Atomics.load(slots, sharedSlot.turns) === turns;
    if (isBlocked && Atomics.load(slots, sharedSlot.cellsEnded) === ended) await terminate();
  }
}

/** Ends the code that the main thread is running. */
async function terminate(): Promise<void> {
  const session = new Session();
  (session as Session & { connectToMainThread(): void }).connectToMainThread();
  const post = (method: string, parameters: object = {}): Promise<void> =>
    new Promise((resolve) => session.post(method, parameters, () => resolve()));
  void post("Runtime.evaluate", { expression: "$cuaderno.unwind()", silent: true });
  await Promise.race([post("Runtime.terminateExecution"), pause(500)]);
  session.disconnect();
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
