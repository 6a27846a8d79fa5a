import { FormatError } from "../../core/errors.js";
import { decodeText } from "../../table/csv/decode-text.js";
import { type CellForm, plainColumns } from "../../table/csv/plain-columns.js";
import { scanCsv } from "../../table/csv/scan-csv.js";
import { TextBlocks } from "../../table/csv/text-blocks.js";
import { unpackedPieces } from "../../table/formats/unpacked-pieces.js";
import type { CsvSample } from "./sample-csv.js";

const blockRows = 50_000;

/**
 * Reads a CSV once and refuses what the engine reads otherwise than `readTable` without saying so: ragged rows, which
 * it fills up, and blank lines. Gives for each column of the header whether every cell is plainly in its form.
 *
 * @throws FormatError with the line.
 */
export async function checkCsvFile(
  sample: CsvSample,
  forms: readonly CellForm[],
  caller: string,
): Promise<readonly boolean[]> {
  const { file, form, bodyStart } = sample;
  const pieces = unpackedPieces(file.store.readChunks(file.key), file.uri);
  const plain = await plainColumns(pieces, { delimiter: form.delimiter, bodyStart, forms });
  if (plain === undefined) await checkRows(sample, caller);
  return plain ?? forms.map(() => false);
}

/** The same a block at a time in JavaScript, which finds the line of a fault. */
async function checkRows({ file, form }: CsvSample, caller: string): Promise<void> {
  const { uri, store, key } = file;
  const { delimiter, skipLines } = form;
  const blocks = new TextBlocks(unpackedPieces(store.readChunks(key), uri), { uri, delimiter });
  try {
    if (skipLines > 0) await blocks.take(skipLines, { plain: true });
    const header = (await blocks.take(1)) ?? new Uint8Array(0);
    const first = blocks.line;
    for (;;) {
      const linesBetween = blocks.line - first + skipLines;
      const block = await blocks.take(blockRows, { prefix: header });
      if (block === undefined) return;
      const text = decodeText(block, "utf-8", uri, linesBetween);
      const layout = scanCsv(text, delimiter.charCodeAt(0), uri, { linesBetween });
      const [blank] = layout.blanks;
      if (blank === undefined) continue;
      const before = Buffer.from(text.buffer, text.byteOffset, blank[0]).toString("latin1").split("\n").length;
      refuseBlankLine(before + linesBetween, uri, caller);
    }
  } finally {
    await blocks.close();
  }
}

/** @throws FormatError naming the line. */
export function refuseBlankLine(line: number, uri: string, caller: string): never {
  throw new FormatError(
    `${caller}: line ${line} of ${uri} is blank, which the engine takes for a row; remove it, or read the file with readTable`,
  );
}
