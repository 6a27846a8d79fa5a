import type { SourcePosition } from "../code/source-position.js";

/** What a compiler knows of the cells of a kernel. It starts on first use and must not hold up the kernel's start. */
export interface TypeService {
  /** `error`: a cell with a type error does not run; `warn`: it runs, and its errors are printed. */
  readonly mode: TypeCheckMode;
  /** The type errors of a cell, before it runs. */
  check(code: string): Promise<TypeCheck>;
  /** Records that a cell has run, so that later cells see its names. */
  ran(code: string): void;
}

/** What is done about type errors. */
export type TypeCheckMode = "error" | "warn" | "off";

/** The result of a check. */
export interface TypeCheck {
  readonly findings: readonly TypeFinding[];
  /** Why types were not checked. */
  readonly problem?: string | undefined;
}

/** An error of the compiler; the position is counted from 0. */
export interface TypeFinding {
  readonly message: string;
  readonly position: SourcePosition;
}

/** What may replace a part of a cell. */
export interface Completion {
  readonly matches: readonly { readonly text: string; readonly type?: string | undefined }[];
  readonly start: number;
  readonly end: number;
}

/** What is known of a name, by mime type. */
export interface Inspection {
  readonly data: { readonly [mime: string]: string };
}
