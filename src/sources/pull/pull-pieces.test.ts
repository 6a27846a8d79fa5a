import { describe, expect, it } from "vitest";
import { type Dataset, dataset } from "../../datasets/dataset.js";
import { memoryStore } from "../../store/memory-store.js";
import type { Store } from "../../store/store.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import type { TableSource } from "../connectors/table-source.js";
import { monthsToPull } from "./months-to-pull.js";
import { pullInto } from "./pull-into.js";
import { pullPieces } from "./pull-pieces.js";
import { trailingMonths } from "./trailing-months.js";

const cases = schema(
  "cases",
  { id: column.integer(), month: column.string(), value: column.number({ nullable: true }) },
  { key: ["id"] },
);
type Case = readonly [number, string, number | null];

/** A source of rows that can be changed, which knows its own mark. */
function source(name: string, state: { rows: readonly Case[]; mark: string | null; asked?: number }): TableSource {
  return {
    name,
    fetch: async ({ watermark } = {}) => {
      state.asked = (state.asked ?? 0) + 1;
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

function open(store: Store, partitionBy: readonly string[] = ["month"]): Dataset {
  let count = 0;
  return dataset(store, cases, {
    partitionBy,
    now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, count++)),
    newId: () => `n${count++}`,
  });
}

async function bytesOf(store: Store): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for await (const { key } of store.list("")) found[key] = (await store.stat(key))?.version ?? "";
  return found;
}

const byId = async (table: Dataset): Promise<unknown[][]> => (await table.read()).sort("id").rows();

describe("pullPieces", () => {
  const months = () => ({
    "2018-01": {
      rows: [
        [1, "2018-01", 5],
        [2, "2018-01", null],
      ] as readonly Case[],
      mark: null,
    },
    "2018-02": { rows: [[3, "2018-02", 7]] as readonly Case[], mark: '"v1"' },
  });
  const options = { pieceColumn: "month", watermark: (month: string) => month };
  const sourcesOf = (states: Record<string, Parameters<typeof source>[1]>) =>
    Object.fromEntries(Object.entries(states).map(([name, state]) => [name, source(name, state)]));

  it("commits each piece, and changes no byte when it is done again", async () => {
    const store = memoryStore();
    const table = open(store);
    const states = months();
    const first = await pullPieces(table, sourcesOf(states), options);
    expect(first.map(({ state }) => state)).toEqual(["loaded", "loaded"]);
    expect(await table.manifest()).toMatchObject({
      number: 2,
      rows: 3,
      watermark: "2018-02",
      marks: { "2018-02": '"v1"' },
    });
    const before = await bytesOf(store);
    const again = await pullPieces(table, sourcesOf(states), options);
    expect(again.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);
    expect(await bytesOf(store)).toEqual(before);
  });

  it("takes late rows into their month, and nothing else", async () => {
    const table = open(memoryStore());
    const states = months();
    await pullPieces(table, sourcesOf(states), options);
    states["2018-01"].rows = [...states["2018-01"].rows, [9, "2018-01", 1]];
    expect((await pullPieces(table, sourcesOf(states), options)).map(({ state }) => state)).toEqual([
      "loaded",
      "unchanged",
    ]);
    expect((await byId(table)).map(([id]) => id)).toEqual([1, 2, 3, 9]);
  });

  it("lets old months leave as the window moves, in the same version", async () => {
    const table = open(memoryStore());
    await pullPieces(table, sourcesOf(months()), options);
    const march = { "2018-03": { rows: [[4, "2018-03", 1]] as readonly Case[], mark: null } };
    const keep = ({ month }: Readonly<Record<string, string | null>>) => (month ?? "") >= "2018-02";
    await pullPieces(table, sourcesOf(march), { ...options, keep });
    expect(await byId(table)).toEqual([
      [3, "2018-02", 7],
      [4, "2018-03", 1],
    ]);
    expect(await table.manifest()).toMatchObject({ number: 3, watermark: "2018-03" });
  });

  it("lets one failed piece be one failed piece, and refuses rows of another month", async () => {
    const table = open(memoryStore());
    const states = { ...months(), "2018-03": { rows: [[4, "2018-01", 1]] as readonly Case[], mark: null } };
    const lines: string[] = [];
    const found = await pullPieces(table, sourcesOf(states), { ...options, log: (line) => lines.push(line) });
    expect(found.map(({ state }) => state)).toEqual(["loaded", "loaded", "failed"]);
    expect(lines.join("\n")).toContain("piece 2018-03 for memory has rows with month 2018-01");
    expect((await table.read()).height).toBe(3);
  });

  it("upserts pieces that are no partitions by their key", async () => {
    const store = memoryStore();
    const table = open(store, []);
    const states = months();
    await pullPieces(table, sourcesOf(states));
    states["2018-02"] = {
      rows: [
        [3, "2018-02", 8],
        [1, "2018-01", 5],
      ],
      mark: '"v2"',
    };
    await pullPieces(table, sourcesOf(states));
    expect(await byId(table)).toEqual([
      [1, "2018-01", 5],
      [2, "2018-01", null],
      [3, "2018-02", 8],
    ]);
    const before = await bytesOf(store);
    states["2018-02"].mark = '"v3"';
    await pullPieces(table, sourcesOf(states));
    expect(await bytesOf(store)).toEqual(before);
  });

  it("stops when told, and goes on where it was", async () => {
    const table = open(memoryStore());
    const states = months();
    const stop = new AbortController();
    const pulling = pullPieces(table, sourcesOf(states), {
      ...options,
      concurrency: 1,
      signal: stop.signal,
      log: (line) => line.startsWith("2018-01: 2") && stop.abort(),
    });
    await expect(pulling).rejects.toThrow("the pieces that came in are kept");
    expect(await table.manifest()).toMatchObject({ rows: 2, watermark: "2018-01" });
    await pullPieces(table, sourcesOf(states), options);
    expect(await table.manifest()).toMatchObject({ rows: 3, watermark: "2018-02" });
  });
});

describe("pullInto", () => {
  it("makes no version of rows that are there already, missing cells included", async () => {
    const store = memoryStore();
    const table = open(store);
    const state: Parameters<typeof source>[1] = {
      rows: [
        [1, "2018-01", null],
        [2, "2018-01", 3],
      ],
      mark: null,
    };
    expect(await pullInto(table, source("cases", state))).toMatchObject({ kind: "rows", version: 1, changed: true });
    const before = await bytesOf(store);
    expect(await pullInto(table, source("cases", state))).toMatchObject({ version: 1, changed: false });
    expect(await pullInto(table, source("cases", state), { operation: "overwrite" })).toMatchObject({ changed: false });
    expect(await bytesOf(store)).toEqual(before);
    state.rows = [
      [1, "2018-01", 4],
      [2, "2018-01", 3],
    ];
    expect(await pullInto(table, source("cases", state))).toMatchObject({ version: 2, changed: true });
    expect(await byId(table)).toEqual([
      [1, "2018-01", 4],
      [2, "2018-01", 3],
    ]);
  });

  it("prepares rows on their way", async () => {
    const table = open(memoryStore());
    const state = {
      rows: [
        [1, "2018-01", 4],
        [2, "2017-01", 3],
      ] as readonly Case[],
      mark: "m",
    };
    await pullInto(table, source("cases", state), { prepare: (frame) => frame.head(1) });
    expect((await table.read()).height).toBe(1);
  });
});

describe("months", () => {
  it("go over the turn of the year", () => {
    expect(trailingMonths("2018-02", 12)).toHaveLength(12);
    expect(trailingMonths("2018-02", 12)[0]).toBe("2017-03");
    expect(() => trailingMonths("2018-13", 1)).toThrow("written like 2018-02");
    expect(() => trailingMonths("2018-01", 0)).toThrow("from 1 on");
  });

  it("are asked whole at first, later only the new ones and those before for late rows", () => {
    expect(monthsToPull({ until: "2018-02" })).toHaveLength(12);
    expect(monthsToPull({ until: "2018-02", last: "2017-12", lookback: 2 })).toEqual([
      "2017-11",
      "2017-12",
      "2018-01",
      "2018-02",
    ]);
    expect(monthsToPull({ until: "2018-02", last: "2018-02", lookback: 0 })).toEqual([]);
    expect(() => monthsToPull({ until: "2018-02", last: "2018-03" })).toThrow("name a later month");
    expect(() => monthsToPull({ until: "2018-02", lookback: -1 })).toThrow("lookback must be");
  });
});
