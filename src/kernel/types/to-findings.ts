import { missingTypesFix } from "../../notebook/check/check-diagnostics.js";
import type { SourcePosition } from "../code/source-position.js";
import type { TypeFinding } from "../engine/type-service.js";
import { firstCellLine } from "./cell-modules.js";

/** What a language server finds in a document. */
export interface DiagnosticReport {
  readonly items: readonly {
    readonly range: { readonly start: { readonly line: number; readonly character: number } };
    readonly severity?: number | undefined;
    readonly code?: number | string | undefined;
    readonly message: string;
  }[];
}

type DiagnosticItem = DiagnosticReport["items"][number];

const errorSeverity = 1;

/** The errors in the code of a cell, in order; those in generated lines are left out. */
export function toFindings({ items }: DiagnosticReport, code: string): readonly TypeFinding[] {
  const lineCount = code.split("\n").length;
  return items
    .filter(isError)
    .map((item) => ({ message: toMessage(item), position: toPosition(item, firstCellLine) }))
    .filter(({ position: { line } }) => line >= 0 && line < lineCount)
    .sort(({ position: a }, { position: b }) => a.line - b.line || a.column - b.column);
}

/** The errors in a file that a cell imports at this position; `name` is that of the file. */
export function toFileFindings(
  { items }: DiagnosticReport,
  name: string,
  position: SourcePosition,
): readonly TypeFinding[] {
  return items.filter(isError).map((item) => {
    const { line, column } = toPosition(item, 0);
    return { message: `${name}:${line + 1}:${column + 1}: ${toMessage(item)}`, position };
  });
}

function isError({ severity }: DiagnosticItem): boolean {
  return severity === undefined || severity === errorSeverity;
}

function toMessage({ message, code }: DiagnosticItem): string {
  const sentence = message.replace(/\.?\n\s*/g, ": ").replace(/\.$/, "");
  return `${sentence} (TS${code})${missingTypesFix(Number(code), message)}`;
}

function toPosition({ range: { start } }: DiagnosticItem, firstLine: number): SourcePosition {
  return { line: start.line - firstLine, column: start.character };
}
