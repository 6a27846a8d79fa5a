import type { TableSource } from "../table/frame-like.js";
import { takeTableRows } from "../table/take-table-rows.js";
import type { Split, TableSplit } from "./time-split.js";

/** The two parts of a table at the rows of a split. */
export function splitTable<Source extends TableSource>(source: Source, { train, test }: Split): TableSplit<Source> {
  return { train: takeTableRows(source, train), test: takeTableRows(source, test) };
}
