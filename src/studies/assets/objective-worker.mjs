// The worker thread of workerObjective: prepares the objective once, then evaluates one point at a time.
import { parentPort, workerData } from "node:worker_threads";

const { moduleUrl, exportName, data } = workerData;
const { signal } = new AbortController();
const gate = new Int32Array(new SharedArrayBuffer(4));

/** Errors are sent as plain strings, because an error with other contents may not be cloneable. */
function describe(thrown) {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), stack: undefined };
  return { name: String(thrown.name), message: String(thrown.message), stack: thrown.stack && String(thrown.stack) };
}

/** Reports to the search and blocks until its reply, so that a synchronous objective can report too. */
function report(step, value) {
  Atomics.store(gate, 0, 0);
  parentPort.postMessage({ kind: "report", step, value, gate });
  Atomics.wait(gate, 0, 0);
  const reply = Atomics.load(gate, 0);
  if (reply === 1) return;
  const refusal = `trial.report: expected an integer step >= 0 and a number, got ${step} and ${value}`;
  const error = new Error(reply === 2 ? "the trial was pruned" : refusal);
  if (reply === 2) error.name = "TrialPruned";
  throw error;
}

async function prepare() {
  const module = await import(moduleUrl);
  const make = module[exportName] ?? module.default?.[exportName];
  if (typeof make !== "function") {
    const names = Object.keys(module).join(", ") || "nothing";
    throw new Error(`workerObjective: ${moduleUrl} has no exported function "${exportName}"; its exports are ${names}`);
  }
  const evaluate = await make(data);
  if (typeof evaluate !== "function") {
    throw new Error(
      `workerObjective: "${exportName}" of ${moduleUrl} returned ${typeof evaluate}, expected the objective function`,
    );
  }
  return evaluate;
}

/** Whether a value is a result for several objectives. */
function isRecordOfNumbers(value) {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "number");
}

async function evaluateJob(evaluate, { params, number }) {
  try {
    const value = await evaluate(params, { number, signal, report });
    if (typeof value !== "number" && !isRecordOfNumbers(value))
      throw new Error(`the objective returned ${typeof value}, expected a number`);
    return { kind: "value", value };
  } catch (thrown) {
    return { kind: thrown?.name === "TrialPruned" ? "pruned" : "error", error: describe(thrown) };
  }
}

try {
  const evaluate = await prepare();
  parentPort.on("message", async (job) => parentPort.postMessage(await evaluateJob(evaluate, job)));
  parentPort.postMessage({ kind: "ready" });
} catch (thrown) {
  parentPort.postMessage({ kind: "unprepared", error: describe(thrown) });
}
