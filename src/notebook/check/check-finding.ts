/** The name of a rule. */
export type CheckRule =
  | "syntax"
  | "type"
  | "undefined-name"
  | "used-before-defined"
  | "secret"
  | "import"
  | "parameters-cell"
  | "unused-parameter"
  | "cell-length"
  | "shown-values"
  | "empty-cell"
  | "outputs"
  | "declarations";

/** The rules of `cuaderno check`: what they require, and their severity. */
export const checkRules: {
  readonly [rule in CheckRule]: { readonly severity: "error" | "warning"; readonly about: string };
} = {
  syntax: { severity: "error", about: "a cell can be read" },
  type: { severity: "error", about: "types agree over the whole notebook" },
  "undefined-name": { severity: "error", about: "every name is defined somewhere" },
  "used-before-defined": { severity: "error", about: "a name is defined in an earlier cell than it is used in" },
  secret: { severity: "error", about: "no keys, tokens or private keys in cells and outputs" },
  import: { severity: "warning", about: "imports only from the allowed packages and from modules of the project" },
  "parameters-cell": { severity: "warning", about: "one code cell is tagged parameters" },
  "unused-parameter": { severity: "warning", about: "every parameter is used" },
  "cell-length": { severity: "warning", about: "a code cell has at most 15 lines" },
  "shown-values": { severity: "warning", about: "a code cell shows at most one value" },
  "empty-cell": { severity: "warning", about: "no cell is empty" },
  outputs: { severity: "warning", about: "outputs and execution counts are cleared" },
  declarations: { severity: "error", about: "types written by --emit are those of the notebook" },
};

/** One thing that a check found. */
export interface Finding {
  readonly rule: CheckRule;
  readonly severity: "error" | "warning";
  /** The notebook as the user names it. */
  readonly notebook: string;
  /** Cells count from 1, Markdown cells too; undefined for the whole notebook. */
  readonly cell?: number | undefined;
  /** Lines and columns count from 1. */
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** For example `nb.ipynb#cell-7:2:14`. */
  readonly location: string;
  readonly message: string;
}

/** The position of a finding: a line in a cell, a cell, or the notebook. */
export interface FindingPosition {
  readonly notebook: string;
  readonly cell?: number | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
}

/** A finding of a rule, with its location. */
export function finding(rule: CheckRule, where: FindingPosition, message: string): Finding {
  const cell = where.cell === undefined ? "" : `#cell-${where.cell}`;
  const position = where.line === undefined ? "" : `:${where.line}:${where.column ?? 1}`;
  return {
    rule,
    severity: checkRules[rule].severity,
    ...where,
    location: `${where.notebook}${cell}${position}`,
    message,
  };
}

/** Line and column, from 1, of an offset in a string. */
export function lineAndColumn(text: string, offset: number): { readonly line: number; readonly column: number } {
  const before = text.slice(0, offset);
  return { line: before.split("\n").length, column: offset - before.lastIndexOf("\n") };
}
