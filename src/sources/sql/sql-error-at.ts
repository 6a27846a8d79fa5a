import { CuadernoError } from "../../core/errors.js";

/** A query that the engine refuses: the reason, and the line with a mark below the position. */
export class SqlError extends CuadernoError {
  /** From 1; undefined when the engine names no position. */
  readonly line: number | undefined;
  /** From 1. */
  readonly column: number | undefined;

  constructor(message: string, options: { readonly cause: unknown; readonly line?: number; readonly column?: number }) {
    super("argument", message, { cause: options.cause });
    this.line = options.line;
    this.column = options.column;
  }
}

/** A position in a query's text, in characters from 1. */
export interface SqlPosition {
  readonly line: number;
  readonly column: number;
}

/** The position of a character, counted from 0. */
export function toSqlPosition(text: string, index: number): SqlPosition {
  const before = text.slice(0, index).split("\n");
  return { line: before.length, column: [...(before.at(-1) ?? "")].length + 1 };
}

/** An error with line, column, the line itself and a mark below the position. */
export function sqlErrorAt(reason: string, text: string, { line, column }: SqlPosition, cause: unknown): SqlError {
  const shown = text.split("\n")[line - 1] ?? "";
  const blank = [...shown]
    .slice(0, column - 1)
    .join("")
    .replaceAll(/[^\t]/gu, " ");
  return new SqlError(`${reason} (line ${line}, column ${column})\n${shown.trimEnd()}\n${blank}^`, {
    cause,
    line,
    column,
  });
}
