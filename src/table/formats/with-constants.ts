import type { DataFrame } from "nodejs-polars";
import { loadPolars } from "../load-polars.js";
import { castCells } from "../schema/cast-cells.js";
import { schema, sourceNames, type TableSchema } from "../schema/schema.js";

/** A typed frame with the schema's columns whose one value is not in the file (hive partitions), in their types. */
export function withConstants(
  frame: DataFrame,
  table: TableSchema,
  constants: Readonly<Record<string, string | null>>,
): DataFrame {
  const pl = loadPolars();
  let complete = frame;
  for (const [name, spec] of Object.entries(table.columns)) {
    const names = sourceNames(name, spec);
    const source = names.find((candidate) => Object.hasOwn(constants, candidate));
    if (source === undefined || [name, ...names].some((candidate) => frame.columns.includes(candidate))) continue;
    const strings = pl.DataFrame([pl.Series(name, [constants[source] ?? null], pl.Utf8)]);
    const typed = castCells(strings, schema("constant", { [name]: spec })).getColumn(name);
    const rows = new Array<number>(frame.height).fill(0);
    complete = complete.withColumns(frame.height === 0 ? typed.slice(0, 0) : typed.gather(rows));
  }
  return complete;
}
