import type { SourcePosition } from "../code/source-position.js";

/** What a compiler knows of the cells of a kernel. It starts on first use and must not hold up the kernel's start. */
export interface TypeService {
  /** Reasons to refuse a cell, before it runs. Empty when types are not checked, or only warned about. */
  check(cell: string, code: string): Promise<readonly TypeFinding[]>;
  /** Records that a cell has run, so that later cells see its names. */
  ran(cell: string, code: string): void;
  /** Undefined when the compiler has no reply; names are completed from their values then. */
  complete(code: string, offset: number): Promise<Completion | undefined>;
  inspect(code: string, offset: number): Promise<Inspection | undefined>;
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
