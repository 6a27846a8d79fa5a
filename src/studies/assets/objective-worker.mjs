// What runs in a worker thread of workerObjective: prepares the evaluator once, then evaluates one point at a time.
import { parentPort, workerData } from "node:worker_threads";

const { moduleUrl, exportName, data } = workerData;
const { signal } = new AbortController();
const gate = new Int32Array(new SharedArrayBuffer(4));

/** Errors cross the border as plain texts, so that one with odd contents cannot fail to cross. */
function describe(thrown) {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), stack: undefined };
  return { name: String(thrown.name), message: String(thrown.message), stack: thrown.stack && String(thrown.stack) };
}

/** Asks the search, and waits for its answer here, so that an objective that never awaits can report too. */
function report(step, value) {
  Atomics.store(gate, 0, 0);
  parentPort.postMessage({ kind: "report", step, value, gate });
  Atomics.wait(gate, 0, 0);
  const answer = Atomics.load(gate, 0);
  if (answer === 1) return;
  const refusal = `trial.report: needs a step of 0 or more and a number, got ${step} and ${value}`;
  const error = new Error(answer === 2 ? "the trial was pruned" : refusal);
  if (answer === 2) error.name = "TrialPruned";
  throw error;
}

async function prepare() {
  const module = await import(moduleUrl);
  const make = module[exportName] ?? module.default?.[exportName];
  if (typeof make !== "function") {
    const names = Object.keys(module).join(", ") || "nothing";
    throw new Error(`workerObjective: ${moduleUrl} exports no function "${exportName}"; it exports ${names}`);
  }
  const evaluate = await make(data);
  if (typeof evaluate !== "function") {
    throw new Error(
      `workerObjective: "${exportName}" of ${moduleUrl} gave ${typeof evaluate} where it must give the function that evaluates a point`,
    );
  }
  return evaluate;
}

/** What a search with several goals is given. */
function isRecordOfNumbers(value) {
  return typeof value === "object" && value !== null && Object.values(value).every((each) => typeof each === "number");
}

async function answer(evaluate, { params, number }) {
  try {
    const value = await evaluate(params, { number, signal, report });
    if (typeof value !== "number" && !isRecordOfNumbers(value))
      throw new Error(`the objective gave ${typeof value} where it must give a number`);
    return { kind: "value", value };
  } catch (thrown) {
    return { kind: thrown?.name === "TrialPruned" ? "pruned" : "error", error: describe(thrown) };
  }
}

try {
  const evaluate = await prepare();
  parentPort.on("message", async (job) => parentPort.postMessage(await answer(evaluate, job)));
  parentPort.postMessage({ kind: "ready" });
} catch (thrown) {
  parentPort.postMessage({ kind: "unprepared", error: describe(thrown) });
}
