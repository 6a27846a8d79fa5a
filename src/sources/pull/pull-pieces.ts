import type { DataFrame } from "nodejs-polars";
import { errorMessage } from "../../core/error-message.js";
import { FormatError, InterruptedError } from "../../core/errors.js";
import type { CommitOptions, Dataset } from "../../datasets/dataset.js";
import type { TableSource } from "../connectors/table-source.js";
import { type WorkLimits, workByHost } from "./work-by-host.js";

/** How pieces are brought into a dataset. */
export interface PullPiecesOptions extends WorkLimits {
  /**
   * The column that the dataset is partitioned by and whose one value in every row of a piece is the piece's name: a piece then replaces
   * its partition, and a row of another is refused. Without it, rows are upserted by the key.
   */
  readonly pieceColumn?: string;
  /**
   * "upsert" (default without `pieceColumn`): rows replace those of their key. "overwrite": the piece replaces its partitions, or the whole
   * table when there are none, which one file that holds the table needs.
   */
  readonly operation?: "upsert" | "overwrite";
  /** Done to the rows between source and dataset, for example to add the column of months. */
  readonly prepare?: (frame: DataFrame, piece: string) => DataFrame;
  /** Partitions for which it is false leave in the same version: a rolling window. */
  readonly keep?: NonNullable<CommitOptions["keep"]>;
  /** The dataset's watermark once the piece is in; default none. */
  readonly watermark?: (piece: string, rows: DataFrame) => string;
  readonly log?: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** What became of one piece. "unchanged": nothing new there, or all of it in the dataset already. */
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
 * Brings a table that comes in pieces (months, files, indicators), each a source by the piece's name, into a dataset.
 *
 * Every piece is one commit with its own mark in the manifest, so that a pull which is stopped goes on where it was, and a piece that has
 * not changed makes no version. A piece that fails does not stop the others; commits are made in the order the pieces come in.
 */
export async function pullPieces(
  target: Dataset,
  pieces: Readonly<Record<string, TableSource>>,
  options: PullPiecesOptions = {},
): Promise<readonly PieceStatus[]> {
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
    log?.(pieceLine(status));
  };
  await workByHost(Object.entries(pieces), ([, { host }]) => host, pull, "pullPieces", options);
  if (signal?.aborted) throw new InterruptedError("pullPieces: stopped; the pieces that came in are kept");
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
  const result = await source.fetch({
    watermark: before?.marks?.[name] ?? null,
    ...(log && { log }),
    ...(signal && { signal }),
  });
  const { requests } = result;
  if (result.kind === "unchanged")
    return { name, state: "unchanged", rows: null, version: before?.number ?? null, requests };
  const rows = prepare(result.frame, name);
  if (pieceColumn !== undefined) refuseOtherPieces(rows, pieceColumn, name, target.name);
  return inTurn(async () => {
    const parent = await target.manifest();
    const after = await target[operation ?? (pieceColumn === undefined ? "upsert" : "overwrite")](rows, {
      sources: [source.name],
      skipUnchanged: true,
      ...(result.watermark !== null && { marks: { [name]: result.watermark } }),
      ...(watermark && { watermark: watermark(name, rows) }),
      ...(keep && { keep }),
    });
    const state = after.number === parent?.number ? "unchanged" : "loaded";
    return { name, state, rows: rows.height, version: after.number, requests };
  });
}

function refuseOtherPieces(rows: DataFrame, column: string, piece: string, target: string): void {
  const values = rows.getColumn(column).unique().toArray() as unknown[];
  const other = values.find((value) => String(value) !== piece);
  if (other === undefined) return;
  throw new FormatError(
    `pullPieces: piece ${piece} for ${target} has rows with ${column} ${String(other)}; ask the source for that piece only, or leave pieceColumn out`,
  );
}

function pieceLine(status: PieceStatus): string {
  switch (status.state) {
    case "loaded":
      return `${status.name}: ${status.rows} rows`;
    case "unchanged":
      return `${status.name}: nothing new`;
    case "failed":
      return `${status.name}: failed: ${status.reason}`;
  }
}
