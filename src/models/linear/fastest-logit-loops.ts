import { javascriptLogitLoops } from "./javascript-logit-loops.js";
import type { LogitLoops } from "./logit-loops.js";
import type { LogitRows } from "./logit-problem.js";
import { wasmLogitLoops } from "./wasm-logit-loops.js";

/**
 * The loops over rows: in WebAssembly where it runs and has enough memory, else in JavaScript, with the same bits.
 */
export function fastestLogitLoops(rows: LogitRows): LogitLoops {
  return wasmLogitLoops(rows) ?? javascriptLogitLoops(rows);
}
