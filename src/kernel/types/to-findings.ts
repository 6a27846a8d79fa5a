import { missingTypesFix } from "../../notebook/check/check-diagnostics.js";
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

const errorSeverity = 1;

/** The errors in the code of a cell, in order; those in generated lines are left out. */
export function toFindings({ items }: DiagnosticReport, code: string): readonly TypeFinding[] {
  const lineCount = code.split("\n").length;
  return items
    .filter(({ severity }) => severity === undefined || severity === errorSeverity)
    .map(({ range: { start }, message, code: number }) => ({
      message: `${message.replace(/\.?\n\s*/g, ": ").replace(/\.$/, "")} (TS${number})${missingTypesFix(Number(number), message)}`,
      position: { line: start.line - firstCellLine, column: start.character },
    }))
    .filter(({ position: { line } }) => line >= 0 && line < lineCount)
    .sort(({ position: a }, { position: b }) => a.line - b.line || a.column - b.column);
}
