import { FormatError } from "../../core/errors.js";
import { plainRecords } from "../formats/plain-records.js";

/** Where things stand in the bytes of a CSV file, found without reading a value. */
export interface CsvLayout {
  readonly header: readonly string[];
  /** Offset of the first byte after the header line. */
  readonly bodyStart: number;
  /** Records after the header. */
  readonly recordCount: number;
  /** Blank lines of a table with several columns: start and end offsets, to be left out. */
  readonly blanks: readonly (readonly [number, number])[];
  /** Line in the file of a record, the first being 0; the header is line 1. */
  getLine(record: number): number;
}

const quote = 0x22;
const lineFeed = 0x0a;
const carriageReturn = 0x0d;
/** Bytes above it have no meaning in a CSV, the delimiter apart. */
const highestMark = quote;

/** Bytes that must not stand in a plain cell. */
const faults: ReadonlyMap<number, string> = new Map([
  [0, "holds a NUL byte; the file is damaged, or UTF-16: pass its encoding"],
  [quote, "has a quote inside a plain cell; quote the whole cell and double the quote"],
  [carriageReturn, "holds a carriage return without a line feed; save the file with LF or CRLF line ends"],
]);

/** Where the table begins in the text. */
export interface ScanCsvOptions {
  /** Lines before the header line. */
  readonly skipLines?: number | undefined;
  /** Leave out blanks round the names. */
  readonly trim?: boolean | undefined;
  /** Lines of the file between the header and the rows of this text, when it is a piece of a file; default 0. */
  readonly linesBetween?: number | undefined;
}

/**
 * Checks the form of a CSV text (RFC 4180, LF or CRLF) and finds its header, records and lines. Refuses with line and
 * column what engines guess about: rows of unequal length, a quote inside a plain cell, an unclosed quote, NUL bytes,
 * repeated header names.
 */
export function scanCsv(
  bytes: Uint8Array,
  delimiter: number,
  uri: string,
  { skipLines = 0, trim = false, linesBetween = 0 }: ScanCsvOptions = {},
): CsvLayout {
  const scanner = new Scanner(bytes, delimiter, uri);
  scanner.skipLines(skipLines);
  const header = scanner.header(trim);
  const bodyStart = scanner.at;
  return { header, bodyStart, ...scanner.body(header, linesBetween) };
}

class Scanner {
  at: number;
  private line = 1;

  constructor(
    private readonly bytes: Uint8Array,
    private readonly delimiter: number,
    private readonly uri: string,
  ) {
    this.at = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
  }

  skipLines(count: number): void {
    for (let skipped = 0; skipped < count; skipped++) {
      const end = this.bytes.indexOf(lineFeed, this.at);
      this.at = end < 0 ? this.bytes.length : end + 1;
      this.line += 1;
    }
    if (count > 0 && this.at >= this.bytes.length) {
      throw new FormatError(
        `readTable: ${this.uri} has no header line after the ${count} lines to skip; pass a smaller skipLines`,
      );
    }
  }

  header(trim: boolean): readonly string[] {
    if (this.at >= this.bytes.length) throw new FormatError(`readTable: ${this.uri} is empty; it needs a header line`);
    const names: string[] = [];
    const decoder = new TextDecoder();
    let start = this.at;
    do {
      start = this.at;
      this.skipCell(names.length, names);
      const text = decoder.decode(this.bytes.subarray(start, this.at));
      const name = text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text;
      names.push(trim ? name.trim() : name);
    } while (this.skipDelimiter());
    if (names.length === 1 && names[0] === "") {
      throw new FormatError(
        `readTable: line ${this.line} of ${this.uri} is blank, expected a header line; remove it, or pass skipLines`,
      );
    }
    this.skipLineEnd();
    names.forEach((name, index) => {
      const first = names.indexOf(name);
      if (name !== "" && first !== index) {
        throw new FormatError(
          `readTable: ${this.uri} has two columns named "${name}" (columns ${first + 1} and ${index + 1}); rename one`,
        );
      }
    });
    return names;
  }

  body(header: readonly string[], linesBetween: number): Pick<CsvLayout, "recordCount" | "blanks" | "getLine"> {
    const blanks: [number, number][] = [];
    const shifts: { readonly record: number; readonly line: number }[] = [];
    const headerLine = this.line - 1;
    this.line += linesBetween;
    let recordCount = 0;
    let expectedLine = -1;
    // Where records have quotes, plain ones are looked for again after as many as were not plain.
    let [inVain, awaited] = [0, 0];
    while (this.at < this.bytes.length) {
      const start = this.at;
      if (header.length > 1 && this.atLineEnd()) {
        this.skipLineEnd();
        blanks.push([start, this.at]);
        continue;
      }
      if (this.line !== expectedLine) shifts.push({ record: recordCount, line: this.line });
      expectedLine = this.line + 1;
      if (awaited > 0) awaited -= 1;
      else {
        const plain = this.skipPlainRecords(header.length);
        recordCount += plain;
        expectedLine = this.line;
        inVain = plain > 0 ? 0 : Math.min(2 * inVain + 1, 1023);
        awaited = inVain;
        continue;
      }
      this.skipRecord(header, headerLine);
      recordCount += 1;
    }
    const getLine = (record: number): number => {
      let last = shifts[0] ?? { record: 0, line: headerLine + linesBetween + 1 };
      for (const shift of shifts) {
        if (shift.record > record) break;
        last = shift;
      }
      return last.line + record - last.record;
    };
    return { recordCount, blanks, getLine };
  }

  private skipPlainRecords(width: number): number {
    const { bytes, delimiter, at } = this;
    const { count, end } = plainRecords(bytes, { from: at, delimiter, width });
    this.at = end;
    this.line += count;
    return count;
  }

  private skipRecord(header: readonly string[], headerLine: number): void {
    const line = this.line;
    let cells = 0;
    do {
      this.skipCell(cells, header);
      cells += 1;
    } while (this.skipDelimiter());
    this.skipLineEnd();
    if (cells !== header.length) {
      throw new FormatError(
        `readTable: line ${line} of ${this.uri} has ${cells} cells, the header has ${header.length}; ${this.widthFix(cells, header.length, line, headerLine)}`,
      );
    }
  }

  private widthFix(cells: number, width: number, line: number, headerLine: number): string {
    if (cells < width) {
      const isLast = this.at >= this.bytes.length;
      return isLast ? "the file is cut short, or its last line is not a row" : "complete the row, or remove the line";
    }
    const isNear = line < headerLine + 8;
    return `put a cell that holds the delimiter "${String.fromCharCode(this.delimiter)}" in quotes${isNear ? `, or pass skipLines: ${line - 1} when line ${line} is the header` : ""}`;
  }

  private skipCell(index: number, header: readonly string[]): void {
    const { bytes, delimiter } = this;
    if (bytes[this.at] === quote) {
      this.skipQuotedCell(index, header);
      return;
    }
    let at = this.at;
    for (; at < bytes.length; at++) {
      const byte = bytes[at] as number;
      if (byte > highestMark && byte !== delimiter) continue;
      if (byte === delimiter || byte === lineFeed) break;
      if (byte === carriageReturn && (bytes[at + 1] === lineFeed || at + 1 === bytes.length)) break;
      const fault = faults.get(byte);
      if (fault !== undefined) throw this.refusal(index, header, fault);
    }
    this.at = at;
  }

  private skipQuotedCell(index: number, header: readonly string[]): void {
    const { bytes } = this;
    const openedAt = this.line;
    this.at += 1;
    for (;;) {
      const byte = bytes[this.at];
      if (byte === undefined) {
        throw new FormatError(
          `readTable: the quote opened in ${this.cellName(index, header)} line ${openedAt} of ${this.uri} is never closed; close the quote, or double a quote inside a cell`,
        );
      }
      this.at += 1;
      if (byte === lineFeed) this.line += 1;
      if (byte === 0) throw this.refusal(index, header, "holds a NUL byte; the file is damaged");
      if (byte !== quote) continue;
      if (bytes[this.at] !== quote) break;
      this.at += 1;
    }
    if (this.at < bytes.length && bytes[this.at] !== this.delimiter && !this.atLineEnd()) {
      throw this.refusal(index, header, "has text after its closing quote; double a quote that belongs to the cell");
    }
  }

  private skipDelimiter(): boolean {
    if (this.bytes[this.at] !== this.delimiter) return false;
    this.at += 1;
    return true;
  }

  private atLineEnd(): boolean {
    const byte = this.bytes[this.at];
    return byte === lineFeed || (byte === carriageReturn && [lineFeed, undefined].includes(this.bytes[this.at + 1]));
  }

  private skipLineEnd(): void {
    if (this.bytes[this.at] === carriageReturn) this.at += 1;
    if (this.bytes[this.at] === lineFeed) this.at += 1;
    this.line += 1;
  }

  private refusal(index: number, header: readonly string[], what: string): FormatError {
    return new FormatError(`readTable: ${this.cellName(index, header)} line ${this.line} of ${this.uri} ${what}`);
  }

  private cellName(index: number, header: readonly string[]): string {
    return header[index] ? `column "${header[index]}"` : `cell ${index + 1}`;
  }
}
