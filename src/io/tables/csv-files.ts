import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { numberMarks } from "../../table/csv/infer-schema.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";
import { csvChunks } from "./csv-chunks.js";
import { type CsvSample, type SampleCsvOptions, sampleCsv, stringSchema } from "./sample-csv.js";

/** CSV files of the same columns, by samples of them. */
export interface CsvFiles {
  readonly samples: readonly CsvSample[];
  /** Names of the columns, in the order of the first file. */
  readonly names: readonly string[];
  /** What the cells of each column can be, by the samples. */
  readonly evidence: readonly ColumnEvidence[];
  /** Whether the samples have every row. */
  readonly isComplete: boolean;
}

/**
 * Samples of CSV files.
 *
 * @throws FormatError when a file has a column that another lacks.
 */
export async function sampleCsvFiles(files: readonly TableFile[], options: SampleCsvOptions): Promise<CsvFiles> {
  const samples: CsvSample[] = [];
  for (const file of files) samples.push(await sampleCsv(file, options));
  return joinSamples(samples, options.caller);
}

/** @throws FormatError when a file has a column that another lacks. */
export function joinSamples(samples: readonly CsvSample[], caller: string): CsvFiles {
  const names = sharedNames(samples, caller);
  return {
    samples,
    names,
    evidence: names.map((name) => ColumnEvidence.merge(samples.map(({ columns }) => columns.get(name)))),
    isComplete: samples.every((sample) => sample.isComplete),
  };
}

const chunkRows = 100_000;

/** The rows of the files as strings, a chunk at a time; the columns are `c0`, `c1` and so on. */
export async function* stringChunks({
  samples,
  names,
}: CsvFiles): AsyncGenerator<{ readonly cells: DataFrame; readonly file: TableFile }> {
  for (const { file, form, encoding, columns } of samples) {
    const { delimiter, skipLines, header } = form;
    const extra = columns.size < header.length ? "ignore" : "refuse";
    const options = { rows: chunkRows, delimiter, skipLines, encoding, extra } as const;
    for await (const cells of csvChunks(file, stringSchema(names), options)) yield { cells, file };
  }
}

/** What the cells of all rows can be. */
export async function readEvidence(files: CsvFiles): Promise<readonly ColumnEvidence[]> {
  const evidence = files.names.map(() => new ColumnEvidence());
  for await (const { cells } of stringChunks(files)) {
    for (const [at, found] of evidence.entries()) {
      found.add(cells.getColumn(`c${at}`).unique().toArray() as unknown as readonly string[]);
    }
  }
  return evidence;
}

/**
 * The kinds that `inferSchema` gives to columns of this evidence; `isCertain` is false when a kind was one of two
 * possible.
 */
export function decideColumns(
  evidence: readonly ColumnEvidence[],
  { names, samples }: CsvFiles,
): { readonly specs: readonly ColumnSpec[]; readonly isCertain: boolean } {
  const marks = numberMarks(evidence, samples[0]?.form.delimiter ?? ",");
  const findings = evidence.map((found, at) => found.finding(marks, { source: names[at] ?? "" }));
  return {
    specs: findings.map(({ spec }) => spec),
    isCertain: findings.every(({ isAmbiguous = false }) => !isAmbiguous),
  };
}

function sharedNames(samples: readonly CsvSample[], caller: string): readonly string[] {
  const [first, ...others] = samples;
  const names = [...(first?.columns.keys() ?? [])];
  for (const { file, columns } of others) {
    const missing = names.find((name) => !columns.has(name));
    const added = [...columns.keys()].find((name) => !names.includes(name));
    if (missing === undefined && added === undefined) continue;
    const problem = missing === undefined ? `a column "${added}"` : `no column "${missing}"`;
    throw new FormatError(
      `${caller}: ${file.uri} has ${problem}, unlike ${first?.file.uri}; name files of the same columns, or read them by a schema with optional columns`,
    );
  }
  return names;
}
