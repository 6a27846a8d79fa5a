/** A position of generated code and the position in a source that it comes from; all are counted from 0. */
export interface MappedPosition {
  readonly line: number;
  readonly column: number;
  readonly source: number;
  readonly sourceLine: number;
  readonly sourceColumn: number;
}

/** A source map, version 3. */
export interface NotebookSourceMap {
  readonly version: 3;
  readonly sources: string[];
  readonly sourcesContent: string[];
  readonly names: string[];
  readonly mappings: string;
}

/**
 * The `mappings` of a source map, for positions in the order of the generated code.
 *
 * @example encodeMappings([{ line: 1, column: 0, source: 0, sourceLine: 0, sourceColumn: 4 }]) // ";AAAI"
 */
export function encodeMappings(positions: readonly MappedPosition[]): string {
  let text = "";
  let before: MappedPosition = { line: 0, column: 0, source: 0, sourceLine: 0, sourceColumn: 0 };
  let isFirst = true;
  for (const position of positions) {
    const isNewLine = position.line > before.line;
    text += isNewLine ? ";".repeat(position.line - before.line) : isFirst ? "" : ",";
    text += encodeNumber(position.column - (isNewLine ? 0 : before.column));
    text += encodeNumber(position.source - before.source);
    text += encodeNumber(position.sourceLine - before.sourceLine);
    text += encodeNumber(position.sourceColumn - before.sourceColumn);
    before = position;
    isFirst = false;
  }
  return text;
}

const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/** Base64 VLQ: the sign is the lowest bit, five bits a digit, the sixth bit says that more follow. */
function encodeNumber(value: number): string {
  let rest = value < 0 ? (-value << 1) | 1 : value << 1;
  let text = "";
  do {
    const digit = rest & 31;
    rest >>>= 5;
    text += digits[rest > 0 ? digit | 32 : digit];
  } while (rest > 0);
  return text;
}
