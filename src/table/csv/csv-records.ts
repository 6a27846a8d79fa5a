/** One record of a CSV. */
export interface CsvRecord {
  readonly cells: readonly string[];
  /** Line of its first character, from 1. */
  readonly line: number;
  /** Why the record cannot be trusted, such as a quote that is never closed. */
  readonly problem?: string | undefined;
}

/** How a CSV is split. */
export interface CsvRecordsOptions {
  /**
   * Between the cells.
   * @default ","
   */
  readonly delimiter?: string | undefined;
  /**
   * Line of the first character.
   * @default 1
   */
  readonly firstLine?: number | undefined;
}

/**
 * The records of a CSV string (RFC 4180, LF or CRLF) as strings, without types; empty lines are left out. A record with
 * a broken quote has a `problem`, so that the others can be used.
 *
 * @example [...csvRecords('a,b\n1,"x, y"')].at(-1) // { cells: ["1", "x, y"], line: 2 }
 */
export function* csvRecords(
  source: string,
  { delimiter = ",", firstLine = 1 }: CsvRecordsOptions = {},
): Generator<CsvRecord, void> {
  let [at, line] = [source.charCodeAt(0) === 0xfeff ? 1 : 0, firstLine];
  while (at < source.length) {
    const record = readRecord(source, at, delimiter);
    const isEmpty = record.cells.length === 1 && record.cells[0] === "" && !record.isQuoted;
    if (!isEmpty) yield { cells: record.cells, line, problem: record.problem };
    for (
      let index = source.indexOf("\n", at);
      index >= 0 && index < record.end;
      index = source.indexOf("\n", index + 1)
    ) {
      line += 1;
    }
    at = record.end;
  }
}

interface ReadRecord {
  readonly cells: readonly string[];
  readonly end: number;
  readonly isQuoted: boolean;
  readonly problem: string | undefined;
}

function readRecord(source: string, start: number, delimiter: string): ReadRecord {
  const cells: string[] = [];
  let [at, isQuoted, problem] = [start, false, undefined as string | undefined];
  for (;;) {
    if (source[at] === '"') {
      isQuoted = true;
      const close = closingQuote(source, at + 1);
      if (close < 0) return { cells, end: source.length, isQuoted, problem: "a quote is opened and never closed" };
      cells.push(source.slice(at + 1, close).replaceAll('""', '"'));
      at = close + 1;
      const next = source[at];
      if (next !== undefined && next !== delimiter && next !== "\n" && !(next === "\r" && source[at + 1] === "\n")) {
        problem = "a closing quote is followed by text; double a quote that belongs to the cell";
        at = cellEnd(source, at, delimiter);
      }
    } else {
      const end = cellEnd(source, at, delimiter);
      cells.push(source.slice(at, source[end - 1] === "\r" && source[end] !== delimiter ? end - 1 : end));
      at = end;
    }
    if (source[at] === delimiter) {
      at += 1;
      continue;
    }
    if (source[at] === "\r") at += 1;
    return { cells, end: at + 1, isQuoted, problem };
  }
}

function closingQuote(source: string, from: number): number {
  for (let at = source.indexOf('"', from); at >= 0; at = source.indexOf('"', at + 2)) {
    if (source[at + 1] !== '"') return at;
  }
  return -1;
}

function cellEnd(source: string, from: number, delimiter: string): number {
  let at = from;
  while (at < source.length && source[at] !== delimiter && source[at] !== "\n") at += 1;
  return at;
}
