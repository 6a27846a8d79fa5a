import type { SourcePosition } from "./source-position.js";

/** A cell that is not run because its types do not agree. */
export class CellTypeError extends Error {
  override readonly name: string = "TypeScriptError";
  readonly findings: readonly { readonly message: string; readonly position: SourcePosition }[];

  /** `findings` has at least one error; positions are counted from 0. */
  constructor(findings: readonly { readonly message: string; readonly position: SourcePosition }[]) {
    const more = findings.length - 1;
    super(`${findings[0]?.message}${more === 0 ? "" : `, and ${more} more ${more === 1 ? "error" : "errors"}`}`);
    this.findings = findings;
  }
}
