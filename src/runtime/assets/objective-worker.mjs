// What runs in a worker thread of workerObjective: prepares the evaluator once, then evaluates one point at a time.
import { parentPort, workerData } from "node:worker_threads";

const { moduleUrl, exportName, data } = workerData;
const { signal } = new AbortController();

/** Errors cross the border as plain texts, so that one with odd contents cannot fail to cross. */
function describe(thrown) {
  if (!(thrown instanceof Error)) return { name: "Error", message: String(thrown), stack: undefined };
  return { name: String(thrown.name), message: String(thrown.message), stack: thrown.stack && String(thrown.stack) };
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

async function answer(evaluate, { params, number }) {
  try {
    const value = await evaluate(params, { number, signal });
    if (typeof value !== "number") throw new Error(`the objective gave ${typeof value} where it must give a number`);
    return { kind: "value", value };
  } catch (thrown) {
    return { kind: "error", error: describe(thrown) };
  }
}

try {
  const evaluate = await prepare();
  parentPort.on("message", async (job) => parentPort.postMessage(await answer(evaluate, job)));
  parentPort.postMessage({ kind: "ready" });
} catch (thrown) {
  parentPort.postMessage({ kind: "unprepared", error: describe(thrown) });
}
