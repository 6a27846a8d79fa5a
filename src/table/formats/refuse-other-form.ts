import { FormatError } from "../../core/errors.js";

const signatures: readonly (readonly [signature: string, form: string, fix: string])[] = [
  ["PK\u0003\u0004", "a ZIP archive or an Excel workbook", "unpack it, or save the sheet as CSV"],
  ["\u00d0\u00cf\u0011\u00e0", "an old Excel or Office file", "save the sheet as CSV"],
  ["PAR1", "Parquet", 'name it .parquet or pass format: "parquet"'],
  ["ARROW1", "Arrow", 'name it .arrow or pass format: "arrow"'],
  ["SQLite format 3", "an SQLite database", "read it with readSql"],
  ["%PDF", "a PDF", "export its table as CSV"],
  ["BZh", "packed with bzip2", "unpack it, or pack it with gzip"],
  ["\u00fd7zXZ", "packed with xz", "unpack it, or pack it with gzip"],
  ["7z\u00bc\u00af", "a 7z archive", "unpack it"],
  ["Rar!", "a RAR archive", "unpack it"],
];

/**
 * Refuses bytes that begin as a file of another form does, where a text file is expected; `caller` is the function that
 * the error names.
 *
 * @throws FormatError naming the form and what to do.
 */
export function refuseOtherForm(bytes: Uint8Array, uri: string, caller = "readTable"): void {
  const head = new TextDecoder("latin1").decode(bytes.subarray(0, 16));
  const found = signatures.find(([signature]) => head.startsWith(signature));
  if (found !== undefined) throw new FormatError(`${caller}: ${uri} is ${found[1]}, not a text file; ${found[2]}`);
}
