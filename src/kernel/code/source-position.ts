/** A position in a source, counted from 0. */
export interface SourcePosition {
  readonly line: number;
  readonly column: number;
}

/** The line and column of an offset, counted from 0. */
export function positionAt(source: string, offset: number): SourcePosition {
  const before = source.slice(0, offset);
  return { line: before.split("\n").length - 1, column: before.length - (before.lastIndexOf("\n") + 1) };
}

/** The offset of a position, counted from 0. */
export function offsetAt(code: string, line: number, column: number): number {
  let start = 0;
  for (let row = 0; row < line; row++) start = code.indexOf("\n", start) + 1;
  return start + column;
}
