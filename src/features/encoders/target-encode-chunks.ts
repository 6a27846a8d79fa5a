import { ArgumentError } from "../../core/errors.js";
import { randomSource } from "../../core/random-source.js";
import type { Column, Columns } from "../../table/columns.js";
import { withColumns } from "../../table/with-columns.js";
import type { Moments } from "../column-moments.js";
import { type GroupedMoments, groupedMoments } from "../grouped-moments.js";
import type { FittedStep, TargetChunk, TargetChunks } from "../step.js";
import { withRows } from "../summarize-chunks.js";
import { fittedLabelNumbers, type LabelNumbers } from "./label-numbers.js";
import { checkedTarget, shrunkMoments, tooFewRows } from "./label-targets.js";
import { countLabels, type Label, labelCodes, labelColumn, sortLabels } from "./labels.js";

/** A targetEncode step that was fitted on chunks; it is saved as one that was fitted on all rows. */
export interface FittedTargetEncode extends FittedStep {
  /**
   * The chunks that the step was fitted on, read again in the same order, each row encoded by the rows of the other
   * folds: the rows to train a model on. A step that was restored from JSON does not have it.
   *
   * @throws ArgumentError, at the latest after the last chunk, for other rows or another order
   */
  transformTraining(chunks: TargetChunks): AsyncGenerator<TargetChunk, void>;
}

export interface ChunkSettings {
  readonly names: readonly string[];
  readonly smooth: number | "auto";
  readonly folds: number;
  readonly seed: number;
}

/** Learns the sums of each label and fold from chunks; `transformTraining` leaves out the fold of a row. */
export async function fitTargetChunks(chunks: TargetChunks, settings: ChunkSettings): Promise<FittedTargetEncode> {
  const { names, smooth, folds } = settings;
  const rows = rowReader(settings);
  const all = groupedMoments(folds);
  const learned = names.map((name) => labelMoments(name, folds));
  for await (const { columns, target } of withRows("targetEncode", chunks, (chunk) => chunk.columns)) {
    const rowFolds = rows.read(columns, target);
    all.add(new Int32Array(target.length), rowFolds, target);
    for (const own of learned) own.add(columns, rowFolds, target);
  }
  const overall = all.merged(0);
  const fitted = fittedLabelNumbers(
    "targetEncode",
    learned.map((own) => own.encode(overall, smooth)),
  );
  return {
    ...fitted,
    transformTraining: (again) => transformTraining(again, settings, { all, learned, rows }),
  };
}

interface Learned {
  readonly all: GroupedMoments;
  readonly learned: readonly LabelMoments[];
  readonly rows: RowReader;
}

async function* transformTraining(
  chunks: TargetChunks,
  settings: ChunkSettings,
  { all, learned, rows }: Learned,
): AsyncGenerator<TargetChunk, void> {
  if (rows.count < settings.folds) throw tooFewRows(settings.folds, rows.count);
  const again = rowReader(settings);
  const means = Array.from({ length: settings.folds }, (_, fold) => all.merged(0, fold));
  const tables = learned.map((own) => own.encodeFolds(means, settings.smooth));
  for await (const { columns, target } of withRows("targetEncode", chunks, (chunk) => chunk.columns)) {
    const rowFolds = again.read(columns, target);
    const encoded = learned.map((own, position): [string, Column] => {
      const codes = own.codes(columns);
      const table = tables[position] ?? [];
      const values = Float64Array.from(codes, (code, row) => table[rowFolds[row]]?.[code] ?? Number.NaN);
      return [own.name, { kind: "number", values }];
    });
    yield { columns: withColumns(columns, encoded), target };
  }
  if (again.count !== rows.count || again.fingerprint !== rows.fingerprint) {
    throw new ArgumentError(
      `targetEncode: transformTraining read ${again.count} rows that are not the ${rows.count} of fitChunks in their order; read the same chunks`,
    );
  }
}

interface RowReader {
  /** Rows so far. */
  readonly count: number;
  /** Of the targets so far and their order. */
  readonly fingerprint: number;
  /** The fold of each row of the next chunk. */
  read(columns: Columns, target: Float64Array): Int32Array;
}

/** Folds of rows that do not depend on the chunks: of each `folds` rows in turn, one is in each fold, at random. */
function rowReader({ folds, seed }: ChunkSettings): RowReader {
  const random = randomSource(seed, "targetEncode");
  let order = random.permutation(folds);
  let [count, fingerprint] = [0, 0];
  return {
    get count() {
      return count;
    },
    get fingerprint() {
      return fingerprint;
    },
    read(columns, target) {
      checkedTarget(columns, target, count);
      for (const word of new Int32Array(target.buffer, target.byteOffset, 2 * target.length)) {
        fingerprint = (Math.imul(fingerprint, 31) + word) | 0;
      }
      const rowFolds = new Int32Array(target.length);
      for (let row = 0; row < rowFolds.length; row++, count++) {
        if (count > 0 && count % folds === 0) order = random.permutation(folds);
        rowFolds[row] = order[count % folds];
      }
      return rowFolds;
    },
  };
}

interface LabelMoments {
  readonly name: string;
  add(columns: Columns, rowFolds: Int32Array, target: Float64Array): void;
  /** For each row the position of its label. */
  codes(columns: Columns): Int32Array;
  encode(all: Moments, smooth: number | "auto"): LabelNumbers;
  /** For each fold the number of each label without the rows of the fold. */
  encodeFolds(all: readonly Moments[], smooth: number | "auto"): readonly Float64Array[];
}

function labelMoments(name: string, folds: number): LabelMoments {
  const positions = new Map<Label, number>();
  const moments = groupedMoments(folds);
  let isNumeric = true;
  const codes = (columns: Columns): Int32Array => {
    const column = labelColumn(columns, name, "targetEncode");
    const labels = [...countLabels(column).keys()];
    isNumeric &&= column.kind === "number";
    const found = Int32Array.from(labels, (label) => {
      const position = positions.get(label) ?? positions.size;
      positions.set(label, position);
      return position;
    });
    return labelCodes(column, labels).map((code) => found[code]);
  };
  return {
    name,
    codes,
    add: (columns, rowFolds, target) => moments.add(codes(columns), rowFolds, target),
    encode(all, smooth) {
      const labels = sortLabels([...positions.keys()], isNumeric);
      const toNumber = (label: Label): number => shrunkMoments(moments.merged(positions.get(label) ?? 0), all, smooth);
      return { column: name, labels, numbers: labels.map(toNumber), other: all.mean };
    },
    encodeFolds: (all, smooth) =>
      all.map((mean, fold) =>
        Float64Array.from({ length: positions.size }, (_, code) =>
          shrunkMoments(moments.merged(code, fold), mean, smooth),
        ),
      ),
  };
}
