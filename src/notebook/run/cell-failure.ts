import type { ErrorOutput, Output } from "../format/notebook.js";

/** The position of a failure in a run. */
export interface FailurePosition {
  /**
   * The execution count of the cell that the deepest known frame is in; undefined when it is the failing cell itself.
   */
  readonly executionCount: number | undefined;
  readonly line: number;
  readonly column: number | undefined;
}

/**
 * The error output for a cell that failed with only text on standard error, as tslab without the shim does: its last
 * stack, or its lines of the form `line:column - message`.
 */
export function errorFromStreams(outputs: readonly Output[]): ErrorOutput {
  const text = outputs
    .flatMap((output) => (output.output_type === "stream" && output.name === "stderr" ? [output.text] : []))
    .join("");
  const lines = plainText(text).trimEnd().split("\n");
  const diagnostics = lines.filter((line) => /^(\S+ )?\d+:\d+ - /.test(line));
  const last = lines.at(-1) ?? "";
  if (diagnostics.length > 0 && /^(\S+ )?\d+:\d+ - /.test(last)) {
    const [first = ""] = diagnostics;
    return errorOutput("TypeScriptError", first.replace(/^(\S+ )?\d+:\d+ - /, ""), diagnostics);
  }
  const start = lines.findLastIndex(
    (line) => /^(Uncaught )?[A-Z]\w*(Error|Exception)?\b.*: /.test(line) || /^[A-Z]\w*Error\b/.test(line),
  );
  if (start < 0) return errorOutput("Error", last, lines.slice(-20));
  const [, name = "Error", value = ""] = /^(?:Uncaught )?([A-Z]\w*)[^:]*:?\s*(.*)$/.exec(lines[start] ?? "") ?? [];
  return errorOutput(name, value, lines.slice(start));
}

/**
 * The position in a traceback: `In[3]:2:7` from tslab with Cuaderno's shim, `2:7 - …` from a type check,
 * `Cell In[3], line 2` from IPython.
 */
export function failurePosition(traceback: readonly string[]): FailurePosition | undefined {
  const text = plainText(traceback.join("\n"));
  const frame = /\bIn\[(\d+)\]:(\d+):(\d+)/.exec(text);
  if (frame !== null) return { executionCount: Number(frame[1]), line: Number(frame[2]), column: Number(frame[3]) };
  const diagnostic = /^(\d+):(\d+) - /m.exec(text);
  if (diagnostic !== null)
    return { executionCount: undefined, line: Number(diagnostic[1]), column: Number(diagnostic[2]) };
  const python = [...text.matchAll(/\bCell In\[(\d+)\], line (\d+)/g)].at(-1);
  if (python === undefined) return undefined;
  return { executionCount: Number(python[1]), line: Number(python[2]), column: undefined };
}

function errorOutput(ename: string, evalue: string, traceback: readonly string[]): ErrorOutput {
  return { output_type: "error", ename, evalue, traceback };
}

/** Text without the escape sequences of terminals. */
function plainText(text: string): string {
  return text.replace(/\x1b\[[\d;]*[A-Za-z]/g, "");
}
