import type { DataFrame } from "nodejs-polars";
import { checkOptionNames } from "../../core/check-option-names.js";
import { errorMessage } from "../../core/error-message.js";
import { FormatError, InterruptedError } from "../../core/errors.js";
import type { CommitOptions, Dataset } from "../../datasets/dataset.js";
import type { TableSource } from "../connectors/table-source.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

/** How pieces are written to a dataset. */
export interface PullPiecesOptions extends WorkLimits {
  /**
   * Partition column of the dataset whose only value in a piece is the piece's name: a piece then replaces its
   * partition, and rows of another piece are an error. Without it, rows are upserted by the key.
   */
  readonly pieceColumn?: string | undefined;
  /**
   * "upsert": rows replace those with their key. "overwrite": the piece replaces its partitions, or the full table when
   * there are none, for a table that is one file. @default "upsert" without `pieceColumn`, "overwrite" with it
   */
  readonly operation?: "upsert" | "overwrite" | undefined;
  /** Applied to the rows before they are written, for example to add the column of months. */
  readonly prepare?: ((frame: DataFrame, piece: string) => DataFrame) | undefined;
  /** Partitions for which it returns false leave in the same version: a rolling window. */
  readonly keep?: CommitOptions["keep"] | undefined;
  /** The dataset's watermark after the piece. @default none */
  readonly watermark?: ((piece: string, rows: DataFrame) => string) | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const optionNames = [
  ...["pieceColumn", "operation", "prepare", "keep", "watermark", "log", "signal"],
  ...["concurrency", "perHost"],
];

/** Result of one piece. "unchanged": nothing new, or all rows are in the dataset already. */
export type PieceStatus =
  | {
      readonly name: string;
      readonly state: "loaded" | "unchanged";
      readonly rows: number | null;
      readonly version: number | null;
      readonly requests: number;
    }
  | { readonly name: string; readonly state: "failed"; readonly reason: string; readonly error: unknown };

/**
 * Writes a table that comes in pieces (months, files, indicators), each a source by the piece's name, to a dataset, and
 * returns the state of each piece.
 *
 * Every piece is one commit with its own mark in the manifest: a pull that was stopped continues where it was, and an
 * unchanged piece makes no version. A failed piece does not stop the others; commits are made in the order in which
 * pieces arrive.
 *
 * @throws ArgumentError for an unknown option; InterruptedError when the signal fires.
 * @example await pullPieces(target, { "2018-01": january, "2018-02": february }, { pieceColumn: "month" })
 */
export async function pullPieces(
  target: Dataset,
  pieces: Readonly<Record<string, TableSource>>,
  options: PullPiecesOptions = {},
): Promise<readonly PieceStatus[]> {
  checkOptionNames("pullPieces", options, optionNames);
  const { log, signal } = options;
  const found = new Map<string, PieceStatus>();
  let turn: Promise<unknown> = Promise.resolve();
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => undefined);
    return mine;
  };
  const pull = async ([name, source]: readonly [string, TableSource]): Promise<void> => {
    if (signal?.aborted) return;
    const status = await pullOne(target, name, source, options, inTurn).catch(
      (error: unknown): PieceStatus => ({ name, state: "failed", reason: errorMessage(error), error }),
    );
    found.set(name, status);
    log?.(formatStatus(status));
  };
  await workByHost(Object.entries(pieces), ([, { host }]) => host, pull, "pullPieces", options);
  if (signal?.aborted) throw new InterruptedError("pullPieces: stopped; the pieces that were committed stay");
  return Object.keys(pieces).flatMap((name) => found.get(name) ?? []);
}

async function pullOne(
  target: Dataset,
  name: string,
  source: TableSource,
  { pieceColumn, operation, prepare = (frame) => frame, keep, watermark, log, signal }: PullPiecesOptions,
  inTurn: <T>(work: () => Promise<T>) => Promise<T>,
): Promise<PieceStatus> {
  const before = await target.manifest();
  const result = await source.fetch({ watermark: before?.marks?.[name] ?? null, log, signal });
  const { requests } = result;
  if (result.kind === "unchanged") {
    return { name, state: "unchanged", rows: null, version: before?.number ?? null, requests };
  }
  const rows = prepare(result.frame, name);
  if (pieceColumn !== undefined) checkPiece(rows, pieceColumn, name, target.name);
  return inTurn(async () => {
    const parent = await target.manifest();
    const after = await target[operation ?? (pieceColumn === undefined ? "upsert" : "overwrite")](rows, {
      sources: [source.name],
      skipUnchanged: true,
      marks: result.watermark === null ? undefined : { [name]: result.watermark },
      watermark: watermark?.(name, rows),
      keep,
    });
    const state = after.number === parent?.number ? "unchanged" : "loaded";
    return { name, state, rows: rows.height, version: after.number, requests };
  });
}

function checkPiece(rows: DataFrame, column: string, piece: string, target: string): void {
  const values = rows.getColumn(column).unique().toArray() as unknown[];
  const other = values.find((value) => String(value) !== piece);
  if (other === undefined) return;
  throw new FormatError(
    `pullPieces: piece ${piece} for ${target} has rows with ${column} ${String(other)}; request only that piece, or leave pieceColumn out`,
  );
}

function formatStatus(status: PieceStatus): string {
  switch (status.state) {
    case "loaded":
      return `${status.name}: ${status.rows} rows`;
    case "unchanged":
      return `${status.name}: unchanged`;
    case "failed":
      return `${status.name}: failed: ${status.reason}`;
  }
}
