import { type Dataset, dataset } from "../datasets/dataset.js";
import type { TableSource } from "../sources/connectors/table-source.js";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";

const cases = schema(
  "cases",
  { id: column.integer(), month: column.string(), value: column.number({ nullable: true }) },
  { key: ["id"] },
);
export type Case = readonly [number, string, number | null];

/** What a case source returns next. */
export interface CaseState {
  rows: readonly Case[];
  mark: string | null;
  requests?: number;
}

/** A source whose rows and mark can be changed. */
export function caseSource(name: string, state: CaseState): TableSource {
  return {
    name,
    fetch: async ({ watermark } = {}) => {
      state.requests = (state.requests ?? 0) + 1;
      if (state.mark !== null && state.mark === watermark) return { kind: "unchanged", watermark, requests: 1 };
      const pl = loadPolars();
      const frame = pl.DataFrame([
        pl.Series(
          "id",
          state.rows.map(([id]) => id),
          pl.Int64,
        ),
        pl.Series(
          "month",
          state.rows.map(([, month]) => month),
          pl.Utf8,
        ),
        pl.Series(
          "value",
          state.rows.map(([, , value]) => value),
          pl.Float64,
        ),
      ]);
      return { kind: "rows", frame, watermark: state.mark, requests: 1 };
    },
  };
}

/** A dataset with fixed times. */
export function openCases(store: Store, partitionBy: readonly string[] = ["month"]): Dataset {
  let count = 0;
  return dataset(store, cases, {
    partitionBy,
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, count++)),
    newId: () => `n${count++}`,
  });
}

/** Version of every key. */
export async function readVersions(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.list("")) found[key] = (await store.stat(key))?.version ?? "";
  return found;
}

/** Rows in the order of their id. */
export const readCases = async (table: Dataset): Promise<unknown[][]> => (await table.read()).sort("id").rows();
