import { openProjectTable } from "cuaderno/notebook";
import { loadPolars } from "cuaderno/table";
import { telecomTables } from "./data-source.js";
import type { IftTableName } from "./ift-schemas.js";

/** What the current version of a table changed against the one before. */
export interface TableChange {
  readonly table: IftTableName;
  readonly version: number;
  /** Rows of months that the version before did not have. */
  readonly newRows: number;
  readonly newMonths: number;
  /** Rows of months that it had, with other values. */
  readonly restatedRows: number;
  /** Rows that are gone. */
  readonly withdrawnRows: number;
}

/** What changed in a table with its last version: a publisher restates the past without a word. The first version is all new. */
export async function tableChanges(
  table: IftTableName,
  place: { readonly folder: string; readonly data: "real" | "sample" },
): Promise<TableChange | undefined> {
  const pl = loadPolars();
  const kept = await openProjectTable(telecomTables[table], place);
  const manifest = await kept.manifest();
  if (manifest === undefined) return undefined;
  const after = await kept.read();
  const { number: version } = manifest;
  const months = after.getColumn("month").nUnique();
  if (manifest.parent === null)
    return { table, version, newRows: after.height, newMonths: months, restatedRows: 0, withdrawnRows: 0 };
  const before = await kept.read({ at: manifest.parent });
  const { key } = telecomTables[table].schema;
  const on = [...key];
  const fresh = after.join(before.select("month").unique(), { on: "month", how: "anti" });
  const known = after.join(before.select("month").unique(), { on: "month", how: "semi" });
  const same = pl
    .concat([known, before])
    .groupBy(...after.columns)
    .agg(
      pl
        .col(on[0] ?? "month")
        .count()
        .alias("\u0000times"),
    )
    .filter(pl.col("\u0000times").gtEq(pl.lit(2)));
  return {
    table,
    version,
    newRows: fresh.height,
    newMonths: fresh.height === 0 ? 0 : fresh.getColumn("month").nUnique(),
    restatedRows: known.height - same.height,
    withdrawnRows: before.join(after.select(...on), { on, how: "anti" }).height,
  };
}
