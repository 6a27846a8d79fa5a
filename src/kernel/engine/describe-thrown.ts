import { inspect, types } from "node:util";
import { CellSyntaxError } from "../code/cell-syntax-error.js";
import { CellTypeError } from "../code/cell-type-error.js";
import { importPosition } from "./cell-imports.js";

/** A failure as Jupyter's messages have it. */
export interface ThrownDescription {
  readonly ename: string;
  readonly evalue: string;
  readonly traceback: readonly string[];
}

/**
 * What a cell threw, with its causes. Getters, proxies and custom inspections in it may throw themselves.
 *
 * @example describeThrown(new RangeError("too far"), "In[1]").evalue // "too far"
 */
export function describeThrown(thrown: unknown, cell: string): ThrownDescription {
  if (attempt(() => thrown instanceof CellSyntaxError, false)) {
    const { message, position } = thrown as CellSyntaxError;
    const frame = `    at ${cell}:${position.line + 1}:${position.column + 1}`;
    return { ename: "SyntaxError", evalue: message, traceback: [`SyntaxError: ${message}`, frame] };
  }
  if (attempt(() => thrown instanceof CellTypeError, false)) return describeFindings(thrown as CellTypeError, cell);
  const text = attempt(() => inspect(thrown), "a value that cannot be read");
  if (!attempt(() => isErrorLike(thrown), false)) {
    return { ename: "Thrown", evalue: text, traceback: [`Thrown: ${text}`] };
  }
  const error = thrown as Error;
  if (attempt(() => (error as NodeJS.ErrnoException).code === "ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING", false)) {
    return describeImport(error, cell);
  }
  // An error without frames is inspected in brackets.
  const lines = text.replace(/^\[([^\n]*)\]$/, "$1").split("\n");
  const imported = importPosition(thrown);
  const frame = imported && `    at ${cell}:${imported.line + 1}:${imported.column + 1}`;
  return {
    ename: attempt(() => String(error.name ?? "Error"), "Error"),
    evalue: attempt(() => String(error.message ?? ""), "an error that cannot be read"),
    traceback: frame === undefined || text.includes(frame) ? lines : [...lines, frame],
  };
}

/** V8 does not tell Node which script made code that `eval` compiles in a cell. */
function describeImport({ name, stack = "" }: Error, cell: string): ThrownDescription {
  const message = "import() does not work in code that eval compiles; call import() in the cell, or use new Function";
  const frames = stack.split("\n").filter((line) => line.includes(`${cell}:`) && !line.includes("eval at"));
  return { ename: name, evalue: message, traceback: [`${name}: ${message}`, ...frames] };
}

const maxFindings = 20;

function describeFindings({ name, message, findings }: CellTypeError, cell: string): ThrownDescription {
  const lines = findings
    .slice(0, maxFindings)
    .flatMap((finding) => [
      `${name}: ${finding.message}`,
      `    at ${cell}:${finding.position.line + 1}:${finding.position.column + 1}`,
    ]);
  const rest = findings.length - maxFindings;
  return { ename: name, evalue: message, traceback: rest > 0 ? [...lines, `and ${rest} more errors`] : lines };
}

function isErrorLike(thrown: unknown): boolean {
  return types.isNativeError(thrown) || typeof (thrown as Error | null)?.stack === "string";
}

function attempt<Result>(work: () => Result, fallback: Result): Result {
  try {
    return work();
  } catch {
    return fallback;
  }
}
