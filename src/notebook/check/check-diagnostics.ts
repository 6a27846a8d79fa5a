import type { ReadCell } from "./check-cells.js";
import { type Finding, finding } from "./check-finding.js";
import type { CellModule } from "./check-modules.js";

/** One line of a compiler's plain report. */
export interface Diagnostic {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly code: number;
  readonly message: string;
}

/** The diagnostics of `tsc --pretty false`; lines that continue a message are joined to it. */
export function parseDiagnostics(report: string): readonly Diagnostic[] {
  const found: Diagnostic[] = [];
  for (const line of report.split(/\r?\n/)) {
    const match = /^(.+)\((\d+),(\d+)\): error TS(\d+): (.*)$/.exec(line);
    const last = found.at(-1);
    if (match !== null) {
      const [, file = "", row, column, code, message = ""] = match;
      found.push({ file, line: Number(row), column: Number(column), code: Number(code), message });
    } else if (last !== undefined && /^\s+\S/.test(line)) {
      found[found.length - 1] = { ...last, message: `${last.message} ${line.trim()}` };
    }
  }
  return found;
}

/** A diagnostic in a cell's module as a finding; undefined for generated lines. */
export function cellFinding(
  { line, column, code, message }: Diagnostic,
  module: CellModule,
  cells: readonly ReadCell[],
  notebook: string,
): Finding | undefined {
  if (line < 2 || line > module.lineCount + 1) return undefined;
  const where = { notebook, cell: module.cell, line: line - 1, column };
  const text = message.replace(/\.(?= |$)/g, (dot, at: number) => (at === message.length - 1 ? "" : dot));
  const name = missingName(code, message);
  if (name !== undefined) {
    const later = cells.find((cell) => cell.number > module.cell && cell.declared.has(name));
    if (later === undefined) return finding("undefined-name", where, `${text} (TS${code})`);
    return finding(
      "used-before-defined",
      where,
      `"${name}" is used before cell-${later.number} defines it; move that cell up`,
    );
  }
  const rule = code === 2448 ? "used-before-defined" : "type";
  return finding(rule, where, `${text} (TS${code})${missingTypesFix(code, message)}`);
}

/** How to get the types of a notebook that is imported, for the message that they are missing. */
export function missingTypesFix(code: number, message: string): string {
  return code === 2307 && /\.ipynb'/.test(message) ? `; write them with "cuaderno check --emit"` : "";
}

/** The name that the compiler did not find. */
function missingName(code: number, message: string): string | undefined {
  const match =
    code === 18004
      ? /shorthand property '([^']+)'/.exec(message)
      : /^Cannot find (?:name|namespace) '([^']+)'/.exec(message);
  return match?.[1];
}
