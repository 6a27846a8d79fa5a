import { javascriptLogitLoops } from "./javascript-logit-loops.js";
import type { LogitLoops } from "./logit-loops.js";
import type { LogitProblem } from "./logit-problem.js";
import { wasmLogitLoops } from "./wasm-logit-loops.js";

/**
 * The loops of a problem: in WebAssembly where it runs and has enough memory, else in JavaScript, with the same bits.
 */
export function fastestLogitLoops(problem: LogitProblem): LogitLoops {
  return wasmLogitLoops(problem) ?? javascriptLogitLoops(problem);
}
