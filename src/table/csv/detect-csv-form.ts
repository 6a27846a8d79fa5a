import { FormatError } from "../../core/errors.js";
import { csvRecords } from "./csv-records.js";
import { type CsvLayout, scanCsv } from "./scan-csv.js";

/** How the cells of a CSV are divided and where its table begins. */
export interface CsvForm {
  readonly delimiter: string;
  /** Lines before the header. */
  readonly skipLines: number;
  readonly header: readonly string[];
  readonly recordCount: number;
  /** The first blank line of a table with several columns, which `readTable` leaves out. */
  readonly blankLine?: number | undefined;
  /** What was decided that a reader should check. */
  readonly notes: readonly string[];
}

const delimiters = [",", ";", "\t", "|"];
/** Lines among which a header is searched. */
const maximumSkip = 20;

/**
 * The delimiter and header of a CSV in UTF-8. The header is the first line, and the delimiter the one by which all
 * lines have as many cells as it; lines of text before a wider table are skipped with a note. A file that is ragged by
 * every delimiter is refused at the first line that differs, and no line is left out silently. With `delimiter` only
 * that one is tried.
 *
 * @throws FormatError for an empty or ragged file.
 */
export function detectCsvForm(
  text: Uint8Array,
  uri: string,
  { delimiter }: { readonly delimiter?: string | undefined } = {},
): CsvForm {
  const separator = separatorLine(text);
  const tried = delimiter !== undefined ? [delimiter] : separator !== undefined ? [separator] : delimiters;
  const first = separator === undefined ? 0 : 1;
  const attempts = tried.map((mark) => attempt(text, uri, mark, first));
  const fits = attempts.filter(({ layout }) => layout !== undefined && layout.header.length > 1);
  const best = [...fits].sort((one, other) => other.width - one.width || blanks(one) - blanks(other))[0];
  if (best?.layout !== undefined) {
    const others = fits.filter((other) => other !== best).map((other) => JSON.stringify(other.mark));
    const notes =
      others.length === 0
        ? []
        : [`the delimiter may also be ${others.join(" or ")}; taken as ${JSON.stringify(best.mark)}`];
    return toForm(best.mark, first, best.layout, { notes, text });
  }
  const titled = separator === undefined ? formBelowTitle(text, uri, tried) : undefined;
  if (titled !== undefined) return titled;
  const ragged = [...attempts].sort((one, other) => other.width - one.width)[0];
  if (ragged !== undefined && (ragged.width > 1 || tried.length === 1) && ragged.refusal !== undefined)
    throw ragged.refusal;
  const single = attempts.find(({ layout }) => layout !== undefined);
  if (single?.layout !== undefined) return toForm(single.mark, first, single.layout, { notes: [], text });
  throw (
    attempts[0]?.refusal ?? new FormatError(`readTable: ${uri} has no rows; pass empty: "allow" when that is meant`)
  );
}

/** Excel's first line `sep=;`, which names the delimiter. */
export function separatorLine(text: Uint8Array): string | undefined {
  const head = new TextDecoder().decode(text.subarray(0, 16));
  return /^\ufeff?"?sep=([ -~\t])"?\r?\n/i.exec(head)?.[1];
}

interface Attempt {
  readonly mark: string;
  /** Cells of the first line. */
  readonly width: number;
  readonly layout?: CsvLayout | undefined;
  readonly refusal?: unknown;
}

function attempt(text: Uint8Array, uri: string, mark: string, skipLines: number): Attempt {
  const width = headerWidth(text, mark, skipLines);
  try {
    return { mark, width, layout: scanCsv(text, mark.charCodeAt(0), uri, { skipLines }) };
  } catch (refusal) {
    return { mark, width, refusal };
  }
}

/** Cells of the line after some others. */
function headerWidth(text: Uint8Array, mark: string, skipLines: number): number {
  const [header] = csvRecords(lineAt(text, skipLines), { delimiter: mark });
  return header?.cells.length ?? 0;
}

/** A table of at least two columns below lines of text that have fewer cells, as publishers write titles. */
function formBelowTitle(text: Uint8Array, uri: string, tried: readonly string[]): CsvForm | undefined {
  for (let skipLines = 1; skipLines <= maximumSkip; skipLines++) {
    for (const mark of tried) {
      const width = headerWidth(text, mark, skipLines);
      const layout = width < 2 ? undefined : attempt(text, uri, mark, skipLines).layout;
      if (layout === undefined || layout.recordCount === 0 || !isHeader(layout.header)) continue;
      const before = Array.from({ length: skipLines }, (_, line) => lineAt(text, line));
      const isTitle = before.every((_, line) => headerWidth(text, mark, line) < width);
      const isApart = before.some((line) => /^[\s,;|"]*$/.test(line)) || width > 2;
      if (!isTitle || !isApart) continue;
      const lines = skipLines === 1 ? "line 1 is" : `lines 1 to ${skipLines} are`;
      return toForm(mark, skipLines, layout, {
        text,
        notes: [`${lines} not part of the table, which begins with its header on line ${skipLines + 1}`],
      });
    }
  }
  return undefined;
}

/** Names that differ, most of them words: the cells of a row of values are not. */
function isHeader(names: readonly string[]): boolean {
  const named = names.filter((name) => name.trim() !== "");
  return named.length > 1 && named.length >= names.length - 1 && /\p{L}/u.test(named[0] ?? "");
}

function lineAt(text: Uint8Array, line: number): string {
  let start = 0;
  for (let skipped = 0; skipped < line; skipped++) start = text.indexOf(0x0a, start) + 1;
  const end = text.indexOf(0x0a, start);
  return new TextDecoder().decode(text.subarray(start, end < 0 ? text.length : end));
}

function blanks({ layout }: Attempt): number {
  return layout?.header.filter((name) => name !== name.trim()).length ?? 0;
}

function toForm(
  delimiter: string,
  skipLines: number,
  { header, recordCount, blanks: [blank] }: CsvLayout,
  { notes, text }: { readonly notes: readonly string[]; readonly text: Uint8Array },
): CsvForm {
  const blankLine = blank === undefined ? undefined : findLine(text, blank[0]);
  return { delimiter, skipLines, header, recordCount, blankLine, notes };
}

/** Line, from 1, of an offset in a string. */
function findLine(text: Uint8Array, offset: number): number {
  let line = 1;
  for (let at = text.indexOf(0x0a); at >= 0 && at < offset; at = text.indexOf(0x0a, at + 1)) line += 1;
  return line;
}
