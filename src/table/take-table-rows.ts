import { checkRows } from "./check-rows.js";
import type { Columns } from "./columns.js";
import { countRows, type FrameLike, isColumns, type SeriesLike, type TableSource } from "./frame-like.js";
import { takeRows } from "./take-rows.js";

/** The rows at `rows`, in that order, of a frame or of columns: the same kind of table as given. */
export function takeTableRows<Source extends TableSource>(source: Source, rows: Int32Array): Source {
  if (isColumns(source)) return takeRows(source as Columns, rows) as Source;
  return takeFrameRows(source as FrameLike, rows) as Source;
}

interface Gatherable extends SeriesLike {
  gather(indices: number[]): SeriesLike;
}

interface Extendable extends FrameLike {
  withColumns(...series: SeriesLike[]): FrameLike;
}

function takeFrameRows(frame: FrameLike, rows: Int32Array): FrameLike {
  checkRows("takeRows", rows, countRows(frame));
  const indices = Array.from(rows);
  const first = frame.head(rows.length) as Extendable;
  if (isStart(rows)) return first;
  return first.withColumns(...frame.columns.map((name) => (frame.getColumn(name) as Gatherable).gather(indices)));
}

function isStart(rows: Int32Array): boolean {
  return rows.every((row, index) => row === index);
}
