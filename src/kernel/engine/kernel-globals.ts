import { createRequire } from "node:module";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import vm from "node:vm";
import { type KernelDisplay, kernelDisplayHook } from "../../host/kernel-display.js";
import { stop } from "../../notebook/run/stop.js";
import { kernelGlobal } from "../code/kernel-global.js";
import type { CapturedOutput } from "./capture-output.js";
import { currentCell } from "./cell-context.js";
import { compilerHelpers, type UsedResources } from "./compiler-helpers.js";
import { hideAsyncIds } from "./hide-async-ids.js";
import { Interrupted, ProcessExit } from "./interrupted.js";
import type { ReplEvaluator } from "./repl-evaluator.js";

/** What the code of cells finds under `$cuaderno`. */
export interface CellGlobals {
  readonly folder: string;
  readonly display: KernelDisplay;
  /** Imported values by local name, for the cell that is starting. */
  imported: Readonly<Record<string, unknown>>;
  /** The value of the last expression. */
  value: unknown;
  import: ((specifier: string, options?: object) => Promise<unknown>) | undefined;
}

/** Puts on `globalThis` what cells find there: display, input, require, and what compiled code calls. */
export function installCellGlobals({
  folder,
  output,
  evaluator,
}: {
  readonly folder: string;
  readonly output: CapturedOutput;
  readonly evaluator: ReplEvaluator;
}): CellGlobals {
  const file = join(folder, "cell.ts");
  const display: KernelDisplay = (data, { displayId, update = false } = {}) => {
    output.flush();
    const transient = displayId === undefined ? {} : { display_id: displayId };
    const type = update ? "update_display_data" : "display_data";
    currentCell()?.publish(type, { data, metadata: {}, transient });
  };
  const globals: CellGlobals & Record<string, unknown> = {
    folder,
    display,
    imported: {},
    value: undefined,
    import: undefined,
    Function: compilingFunction(file),
    begin: () => evaluator.begin(),
    receive: (value: unknown) => evaluator.receive(value),
    unwind: asyncHooksUnwinder(),
    wait: waitInCell,
    use: (value: unknown) => cellResources().u(value),
    useAsync: (value: unknown) => cellResources().a(value),
    result: (value: unknown) => {
      globals.value = value;
    },
    meta: { url: pathToFileURL(file).href, filename: file, dirname: folder, resolve: createRequire(file).resolve },
  };
  const input = async (prompt = "", { password = false } = {}): Promise<string> => {
    output.flush();
    const cell = currentCell();
    if (cell === undefined) throw new Error("input: no cell is running");
    return (await waitInCell(cell.readInput(String(prompt), password))) as string;
  };
  define(kernelGlobal, globals);
  define(kernelDisplayHook, display);
  define("babelHelpers", compilerHelpers);
  define("require", createRequire(file));
  define("input", input);
  hideAsyncIds();
  process.exit = ((code?: number | string) => {
    const exitCode = Number(code ?? process.exitCode ?? 0);
    if (exitCode === 0) stop("process.exit(0)");
    throw new ProcessExit(exitCode);
  }) as typeof process.exit;
  return globals;
}

/** The constructor `Function` in a script of Node: what it compiles can import as a module in the folder does. */
function compilingFunction(filename: string): unknown {
  return new vm.Script("(function (...code) { return new Function(...code); })", {
    filename,
    importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  }).runInThisContext();
}

function define(name: PropertyKey, value: unknown): void {
  Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
}

/** The promise, rejected when the cell is interrupted. */
function waitInCell(value: unknown): unknown {
  const cell = currentCell();
  if (cell === undefined) return value;
  if (cell.isInterrupted) throw new Interrupted();
  if (typeof (value as PromiseLike<unknown> | null | undefined)?.then !== "function") return value;
  return new Promise((resolve, reject) => {
    cell.waits.add(reject);
    const end = (settle: (result: never) => void) => (result: unknown) => {
      cell.waits.delete(reject);
      settle(result as never);
    };
    (value as PromiseLike<unknown>).then(end(resolve), end(reject));
  });
}

/** The resources of the running cell, released when it ends. */
function cellResources(): UsedResources {
  const cell = currentCell();
  const resources = cell?.resources ?? compilerHelpers.usingCtx();
  if (cell !== undefined) cell.resources = resources;
  return resources;
}

/** Clears Node's record of asynchronous calls, as Node does for an uncaught error. */
function asyncHooksUnwinder(): () => void {
  const { binding } = process as unknown as { binding(name: string): { readonly clearAsyncIdStack?: () => void } };
  const { clearAsyncIdStack } = binding.call(process, "async_wrap");
  return () => clearAsyncIdStack?.();
}
