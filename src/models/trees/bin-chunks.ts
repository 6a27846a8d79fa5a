import { ArgumentError } from "../../core/errors.js";
import type { Matrix } from "../../table/matrix.js";
import { checkFeatures, checkTarget } from "../check-fit.js";
import { presentCuts, withCeiling } from "./bin-column.js";
import { type BinnedMatrix, binMatrix, toFloat32 } from "./bin-matrix.js";
import { fillBins } from "./fill-bins.js";
import { cellOffset, countWide, rowStride } from "./kernel/row-codes.js";
import { type ValueSketch, valueSketch } from "./value-sketch.js";

/** Training rows that are in memory at the same time. */
export interface TrainingChunk {
  readonly matrix: Matrix;
  readonly target: Float64Array;
  /** One weight >= 0 per row; every chunk has them, or none. */
  readonly weights?: Float64Array | undefined;
}

/**
 * A function that gives the chunks of a table from the start each time it is called, always the same rows in the same
 * order.
 */
export type TrainingChunks = () => AsyncIterable<TrainingChunk> | Iterable<TrainingChunk>;

/** The binned rows of all chunks. */
export interface BinnedChunks {
  readonly binned: BinnedMatrix;
  readonly target: Float64Array;
  readonly weights: Float64Array | undefined;
}

/** Settings of the bins. */
interface ChunkBinOptions {
  readonly maxBins: number;
  readonly categories: readonly string[];
}

/**
 * The bins of a table that is read two times, chunk by chunk: first for sketches of the columns, then to store each
 * row in one byte per column. The bins of a single chunk are those of `binMatrix`.
 */
export async function binChunks(
  caller: string,
  chunks: TrainingChunks,
  options: ChunkBinOptions,
  onProgress: (share: number) => void = () => undefined,
): Promise<BinnedChunks> {
  const first = await sketchChunks(caller, chunks);
  onProgress(0.5);
  if (first.single !== undefined) {
    const { matrix, target, weights } = first.single;
    return { binned: binMatrix(matrix, options, caller), target, weights };
  }
  const store = createStore(caller, first, options);
  let start = 0;
  for await (const chunk of chunks()) {
    checkChunk(caller, chunk, first.names, first.weighted);
    if (start + chunk.matrix.rowCount > first.rowCount) break;
    store.add(chunk, start);
    start += chunk.matrix.rowCount;
    onProgress(0.5 + (0.5 * start) / first.rowCount);
  }
  if (start !== first.rowCount) {
    throw new ArgumentError(
      `${caller}: the chunks had ${first.rowCount} rows when they were read first and others the second time; give the same rows each time`,
    );
  }
  return store;
}

/** What the first reading shows. */
interface ChunkSketches {
  readonly names: readonly string[];
  readonly categories: readonly string[];
  readonly rowCount: number;
  readonly weighted: boolean;
  readonly sketches: readonly ValueSketch[];
  /** The chunk, where there is only one. */
  readonly single: TrainingChunk | undefined;
}

async function sketchChunks(caller: string, chunks: TrainingChunks): Promise<ChunkSketches> {
  let first: TrainingChunk | undefined;
  let sketches: ValueSketch[] = [];
  let rowCount = 0;
  let count = 0;
  for await (const chunk of chunks()) {
    if (chunk.matrix.rowCount === 0) continue;
    first ??= chunk;
    checkChunk(caller, chunk, first.matrix.names, first.weights !== undefined);
    count += 1;
    if (count === 2) sketches = first.matrix.names.map(() => valueSketch());
    if (count === 2) addToSketches(caller, sketches, first.matrix);
    if (count >= 2) addToSketches(caller, sketches, chunk.matrix);
    rowCount += chunk.matrix.rowCount;
  }
  if (first === undefined) {
    throw new ArgumentError(`${caller}: the chunks have no rows; give at least one training row`);
  }
  const { names, categories = [] } = first.matrix;
  const single = count === 1 ? first : undefined;
  return { names, categories, rowCount, weighted: first.weights !== undefined, sketches, single };
}

function addToSketches(caller: string, sketches: readonly ValueSketch[], { names, columns }: Matrix): void {
  columns.forEach((values, column) => {
    sketches[column].add(toFloat32(caller, values, names[column]));
  });
}

function checkChunk(
  caller: string,
  { matrix, target, weights }: TrainingChunk,
  names: readonly string[],
  weighted: boolean,
): void {
  checkFeatures(caller, names, matrix);
  checkTarget(caller, matrix.rowCount, target);
  if ((weights !== undefined) !== weighted) {
    throw new ArgumentError(`${caller}: some chunks have weights and some have none; give weights in all or in none`);
  }
  if (weights !== undefined && weights.length !== matrix.rowCount) {
    throw new ArgumentError(
      `${caller}: expected one weight per row (${matrix.rowCount}), got ${weights.length}; pass as many weights as rows`,
    );
  }
}

/** Arrays for all rows, with the bins of each column as the codes of a bundle of its own. */
function createStore(
  caller: string,
  { names, categories: marked, rowCount, weighted, sketches }: ChunkSketches,
  { maxBins, categories: named }: ChunkBinOptions,
): BinnedChunks & { add(chunk: TrainingChunk, start: number): void } {
  const count = names.length;
  const categories = [...new Set([...named, ...marked])];
  const hasMissing = new Uint8Array(count);
  const columnCuts = sketches.map((sketch, column) => {
    const { missing, ...values } = sketch.finish();
    hasMissing[column] = missing ? 1 : 0;
    const isCategory = categories.includes(names[column]);
    const cuts = presentCuts(caller, values, missing ? maxBins - 1 : maxBins, isCategory ? names[column] : undefined);
    return missing ? withCeiling(values.distinct, cuts) : cuts;
  });
  const cutOffsets = toOffsets(columnCuts.map(({ length }) => length));
  const binCounts = columnCuts.map(({ length }, column) => length + 1 + hasMissing[column]);
  const binOffsets = toOffsets(binCounts);
  const wide = countWide(binOffsets);
  const stride = rowStride(count, wide);
  const rowCodes = new Uint8Array(stride * rowCount);
  const words = new Uint16Array(rowCodes.buffer);
  // Bins of one byte in each row are enough; codes of two bytes, of few columns, are none.
  const columnBins = new Uint8Array(wide === 0 ? 0 : count * rowCount);
  const target = new Float64Array(rowCount);
  const weights = weighted ? new Float64Array(rowCount) : undefined;
  return {
    target,
    weights,
    binned: {
      rowCount,
      names,
      categories,
      cuts: joinCuts(columnCuts),
      cutOffsets,
      binOffsets,
      hasMissing,
      columnBundles: Int32Array.from(names.keys()),
      codeOffsets: binOffsets,
      codeBinOffsets: binOffsets,
      codeBins: Uint8Array.from(binCounts.flatMap((bins) => [...Array(bins).keys()])),
      rowCodes,
      rowStride: stride,
      columnBins,
    },
    add(chunk, start) {
      const bins = new Uint8Array(chunk.matrix.rowCount);
      chunk.matrix.columns.forEach((values, column) => {
        fillBins(toFloat32(caller, values, names[column]), columnCuts[column], bins);
        const offset = binOffsets[column];
        if (wide === 0) spread(rowCodes, bins, start * stride + cellOffset(column, wide), stride, 0);
        else {
          spread(words, bins, (start * stride) / 2 + column, stride / 2, offset);
          columnBins.set(bins, column * rowCount + start);
        }
      });
      target.set(chunk.target, start);
      if (chunk.weights !== undefined) weights?.set(chunk.weights, start);
    },
  };
}

function spread(
  cells: Uint8Array | Uint16Array,
  bins: Uint8Array,
  first: number,
  stride: number,
  offset: number,
): void {
  for (let row = 0, cell = first; row < bins.length; row++, cell += stride) cells[cell] = offset + bins[row];
}

function toOffsets(lengths: readonly number[]): Int32Array {
  const offsets = new Int32Array(lengths.length + 1);
  lengths.forEach((length, index) => {
    offsets[index + 1] = offsets[index] + length;
  });
  return offsets;
}

function joinCuts(columnCuts: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(columnCuts.reduce((total, { length }) => total + length, 0));
  let start = 0;
  for (const cuts of columnCuts) {
    joined.set(cuts, start);
    start += cuts.length;
  }
  return joined;
}
