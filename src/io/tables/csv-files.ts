import { FormatError } from "../../core/errors.js";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { numberMarks } from "../../table/csv/infer-schema.js";
import type { ColumnSpec } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";
import { type CsvSample, type SampleCsvOptions, sampleCsv } from "./sample-csv.js";

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
  const names = sharedNames(samples, options.caller);
  return {
    samples,
    names,
    evidence: names.map((name) => ColumnEvidence.merge(samples.map(({ columns }) => columns.get(name)))),
    isComplete: samples.every((sample) => sample.isComplete),
  };
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
  return { specs: findings.map(({ spec }) => spec), isCertain: findings.every(({ note }) => note === undefined) };
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
