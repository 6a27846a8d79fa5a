import type { Expr } from "nodejs-polars";
import { ColumnEvidence } from "../../table/csv/column-evidence.js";
import { loadPolars } from "../../table/load-polars.js";
import { type ColumnSpec, column } from "../../table/schema/column.js";
import type { TableFile } from "../stores/table-files.js";

/**
 * Columns that the folders of files add (`year=2020/`), by name: integers when every value is one and none has a
 * leading zero, else strings, so that `month=01` stays 01. Names that the files have themselves are left out.
 */
export function hiveColumns(
  files: readonly TableFile[],
  names: readonly string[] = [],
): ReadonlyMap<string, ColumnSpec> {
  const evidence = new Map<string, ColumnEvidence>();
  for (const { constants } of files) {
    for (const [name, value] of Object.entries(constants)) {
      if (names.includes(name)) continue;
      const found = evidence.get(name) ?? new ColumnEvidence();
      found.add([value]);
      evidence.set(name, found);
    }
  }
  const marks = { delimiter: ",", decimalComma: false, decimalPoint: false };
  return new Map(
    [...evidence].map(([name, found]) => {
      const { spec } = found.finding(marks);
      const isInteger = spec.kind === "integer" && spec.thousands === undefined && spec.missing === undefined;
      return [name, isInteger ? column.integer({ nullable: true }) : column.string({ nullable: true })];
    }),
  );
}

/** The values of a file's folders in the types of `hiveColumns`. */
export function hiveCells(
  hive: ReadonlyMap<string, ColumnSpec>,
  constants: TableFile["constants"],
  toName: (name: string, at: number) => string = (name) => name,
): readonly Expr[] {
  const pl = loadPolars();
  return [...hive].map(([name, { kind }], at) =>
    pl
      .lit(constants[name] ?? null)
      .cast(kind === "integer" ? pl.Int64 : pl.Utf8)
      .alias(toName(name, at)),
  );
}
