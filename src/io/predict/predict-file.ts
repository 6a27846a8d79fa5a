import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { ArgumentError, InterruptedError, NotFoundError } from "../../core/errors.js";
import { explainRows } from "../../pipeline/explain-rows.js";
import type { FittedPipeline } from "../../pipeline/fitted-pipeline.js";
import { type PredictedRow, predictRows } from "../../pipeline/predict-rows.js";
import { openPredictionFile } from "./prediction-file.js";
import { predictionFrame } from "./prediction-frame.js";
import type { RecordChunk } from "./record-chunk.js";
import { recordChunks } from "./record-chunks.js";
import { openRejectsFile, type RejectedRow } from "./rejects-file.js";

/** What is predicted, and where the predictions go. */
export interface PredictFileOptions {
  /** URI, glob or folder (ending in `/`) of CSV, JSON lines, Parquet or Arrow. */
  readonly input: string;
  /** URI of the predictions: `.csv`, `.jsonl`, `.json` (one array) or `.parquet`. */
  readonly output: string;
  /**
   * Columns of the input that are copied to the output.
   * @default none
   */
  readonly keep?: readonly string[] | undefined;
  /**
   * Number of contributions per row, the largest first; for boosted trees and random forests.
   * @default 0
   */
  readonly explain?: number | undefined;
  /**
   * URI of a CSV with the rows that were refused: file, line, column, value, reason.
   * @default refused rows are only counted and passed to `onReject`
   */
  readonly rejects?: string | undefined;
  /**
   * Maximum number of rows in memory.
   * @default 50,000
   */
  readonly rows?: number | undefined;
  /** Between the cells of a CSV. @default a comma, a tab for `.tsv` */
  readonly delimiter?: string | undefined;
  /** Called after every chunk. */
  readonly onProgress?: ((progress: PredictFileResult) => void) | undefined;
  /** Called for every refused row. */
  readonly onReject?: ((row: RejectedRow) => void) | undefined;
  /** Ends the work; no output is written. */
  readonly signal?: AbortSignal | undefined;
  /** The function or command that errors name. @default "predictFile" */
  readonly caller?: string | undefined;
}

/** What `predictFile` has done. */
export interface PredictFileResult {
  /** Rows that were predicted. */
  readonly predicted: number;
  /** Rows that were refused. */
  readonly refused: number;
  /** Predicted rows with a value that training rows did not have. */
  readonly unusual: number;
  readonly files: number;
}

const optionNames = "input output keep explain rejects rows delimiter onProgress onReject signal caller".split(" ");

/**
 * Predicts the rows of one or several files, chunk by chunk, and writes the predictions to one file. Every row is
 * checked against the pipeline's input contract; a row that does not fulfil it is refused with its line and the reason,
 * and the others are predicted. The output and the rejects appear when all rows are predicted, and not at all when an
 * error ends the work.
 *
 * @throws NotFoundError when no file matches or a column of `keep` is missing, FormatError for a file that cannot be
 * read.
 * @example (await predictFile(model, { input: "new/*.csv", output: "predictions.parquet" })).predicted // 720
 */
export async function predictFile(model: FittedPipeline, options: PredictFileOptions): Promise<PredictFileResult> {
  checkOptionNames("predictFile", options, optionNames);
  const { input, output, keep = [], explain = 0, rejects, rows = 50_000, caller = "predictFile" } = options;
  if (explain > 0 && model.model.kind !== "boostedTrees") {
    throw new ArgumentError(`${caller}: ${model.model.kind} has no contributions; leave out explain`);
  }
  const names = model.inputs.flatMap(({ name, sources = [] }) => [name, ...sources]);
  const columns = [...names, ...keep];
  const counts = { predicted: 0, refused: 0, unusual: 0, files: 0 };
  const predictions = await openPredictionFile(output, caller);
  const refusals = rejects === undefined ? undefined : await openRejectsFile(rejects, caller);
  try {
    let uri = "";
    for await (const chunk of recordChunks(input, { rows, columns, delimiter: options.delimiter, caller })) {
      if (options.signal?.aborted) throw new InterruptedError(`${caller}: interrupted; no output was written`);
      if (chunk.uri !== uri) counts.files += 1;
      uri = chunk.uri;
      checkColumns(chunk, keep, caller);
      const { frame, refused, unusual } = predictChunk(model, chunk, keep, explain);
      await predictions.add(frame);
      for (const row of refused) options.onReject?.(row);
      await refusals?.add(refused);
      counts.predicted += frame.height;
      counts.refused += new Set(refused.map(({ position }) => position)).size;
      counts.unusual += unusual;
      options.onProgress?.({ ...counts });
    }
    if (counts.files === 0) throw new NotFoundError(`${caller}: no rows in ${input}; pass a file with rows`);
    await predictions.finish();
    await refusals?.finish();
  } catch (thrown) {
    await predictions.discard();
    await refusals?.discard();
    throw thrown;
  }
  return { ...counts };
}

interface PredictedChunk {
  readonly frame: DataFrame;
  readonly refused: readonly RejectedRow[];
  readonly unusual: number;
}

function predictChunk(
  model: FittedPipeline,
  chunk: RecordChunk,
  keep: readonly string[],
  explain: number,
): PredictedChunk {
  const { uri, rows, positions, damaged } = chunk;
  const flag = { onInvalid: "flag" } as const;
  const predicted: readonly PredictedRow[] =
    explain > 0 ? explainRows(model, rows, { ...flag, top: explain }) : predictRows(model, rows, flag);
  const refused = predicted.flatMap(({ valid, problems }, row): RejectedRow[] =>
    valid
      ? []
      : problems
          .filter(({ invalid }) => invalid)
          .map(({ column, value, message }) => ({
            uri,
            position: positions[row] ?? 0,
            column,
            value,
            reason: message,
          })),
  );
  const broken = damaged.map(
    ({ position, reason }): RejectedRow => ({ uri, position, column: "", value: "", reason: `the record ${reason}` }),
  );
  return {
    frame: predictionFrame(chunk, predicted, { keep, explain, target: model.target }),
    refused: [...refused, ...broken].sort((a, b) => a.position - b.position),
    unusual: predicted.filter(({ valid, problems }) => valid && problems.length > 0).length,
  };
}

function checkColumns({ uri, rows, frame }: RecordChunk, keep: readonly string[], caller: string): void {
  const [first] = rows;
  if (first === undefined) return;
  const absent = keep.find((name) => !Object.hasOwn(first, name) && frame?.columns.includes(name) !== true);
  if (absent === undefined) return;
  throw new NotFoundError(
    `${caller}: ${uri} has no column "${absent}" to keep; it has ${Object.keys(first).join(", ")}`,
  );
}
