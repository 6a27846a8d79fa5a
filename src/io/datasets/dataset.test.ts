import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Dataset, dataset } from "../../datasets/dataset.js";
import { publishDataset } from "../../datasets/publish-dataset.js";
import { createTableSql } from "../../sources/sql/create-table-sql.js";
import { localStore } from "../../store/local-store.js";
import { memoryStore } from "../../store/memory-store.js";
import { prefixStore } from "../../store/prefix-store.js";
import { ensureBucket } from "../../store/s3/ensure-bucket.js";
import { s3Store } from "../../store/s3/s3-store.js";
import type { Store } from "../../store/store.js";
import { loadPolars } from "../../table/load-polars.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { childProgram } from "../../testing/child-program.js";
import { type S3Server, s3ServerKinds } from "../../testing/s3-server.js";
import { rootFolder } from "../../testing/source-files.js";
import { readTable } from "../tables/read-table.js";
import { openDataset, readDataset } from "./open-dataset.js";
import { publishDataset as publishTo } from "./publish-dataset.js";

const pl = loadPolars();
const sales = schema(
  "sales",
  { id: column.integer(), month: column.text(), amount: column.number({ unit: "peso", nullable: true }) },
  { key: ["id"] },
);
const rows = (...cells: readonly (readonly [number, string, number | null])[]) =>
  pl.DataFrame([
    pl.Series(
      "id",
      cells.map(([id]) => id),
      pl.Int64,
    ),
    pl.Series(
      "month",
      cells.map(([, month]) => month),
      pl.Utf8,
    ),
    pl.Series(
      "amount",
      cells.map(([, , amount]) => amount),
      pl.Float64,
    ),
  ]);
const listed = async (from: Dataset, at?: number | string): Promise<unknown[][]> =>
  (await from.read(at === undefined ? {} : { at })).sort("id").rows();
const keys = async (store: Store): Promise<string[]> => {
  const found: string[] = [];
  for await (const { key } of store.list("")) found.push(key);
  return found;
};

function open(store: Store, partitionBy: readonly string[] = [], rowsPerFile?: number) {
  let time = Date.parse("2026-01-01T00:00:00Z");
  let count = 0;
  const now = (): Date => {
    time += 1_000;
    return new Date(time);
  };
  return dataset(store, sales, {
    partitionBy,
    ...(rowsPerFile !== undefined && { rowsPerFile }),
    now,
    newId: () => `n${count++}-${Math.trunc(performance.now() * 1000)}`,
  });
}

function contract(name: string, makeStore: () => Promise<Store>): void {
  describe(`a dataset on ${name}`, () => {
    it("grows by appends, and keeps every version", async () => {
      const store = await makeStore();
      const table = open(store);
      expect(await table.manifest()).toBeUndefined();
      await expect(table.read()).rejects.toThrow("has no version yet");
      await table.append(rows([1, "a", 5]), { watermark: "2026-01", sources: ["one.csv"], loadId: "jan" });
      const second = await table.append(rows([2, "b", null]));
      expect(second).toMatchObject({
        number: 2,
        parent: 1,
        rows: 2,
        watermark: "2026-01",
        loads: ["jan"],
        sources: [],
      });
      expect(await listed(table)).toEqual([
        [1, "a", 5],
        [2, "b", null],
      ]);
      expect(await listed(table, 1)).toEqual([[1, "a", 5]]);
      const first = await table.manifest(1);
      expect(await listed(table, first?.createdAt)).toEqual([[1, "a", 5]]);
      expect(await listed(table, "2027-01-01T00:00:00Z")).toHaveLength(2);
      await expect(table.read({ at: "2001-01-01" })).rejects.toThrow("no version as old as");
      await expect(table.read({ at: 9 })).rejects.toThrow("no version 9");
    });

    it("does a load once", async () => {
      const table = open(await makeStore());
      await table.append(rows([1, "a", 5]), { loadId: "2026-01" });
      const again = await table.append(rows([1, "a", 5]), { loadId: "2026-01" });
      expect([again.number, again.rows]).toEqual([1, 1]);
    });

    it("replaces the partitions that new rows lie in, and no others", async () => {
      const table = open(await makeStore(), ["month"]);
      await table.append(rows([1, "a b/ñ", 5], [2, "b", 6], [3, "b", 7]));
      await table.overwrite(rows([4, "b", 8]));
      expect(await listed(table)).toEqual([
        [1, "a b/ñ", 5],
        [4, "b", 8],
      ]);
      expect((await table.read({ where: { month: "b" } })).height).toBe(1);
      await expect(table.read({ where: { id: "1" } })).rejects.toThrow('"id" is no partition');
      await expect(table.overwrite(rows([1, "", 1]))).rejects.toThrow("an empty text can name no partition folder");
    });

    it("replaces rows by their key, also when they move to another partition", async () => {
      const table = open(await makeStore(), ["month"]);
      await table.append(rows([1, "a", 5], [2, "a", 6], [3, "b", 7]));
      const before = await table.manifest();
      await table.upsert(rows([2, "b", 60], [9, "c", 90]));
      expect(await listed(table)).toEqual([
        [1, "a", 5],
        [2, "b", 60],
        [3, "b", 7],
        [9, "c", 90],
      ]);
      const untouched = before?.files.find(({ partition }) => partition.month === "b");
      expect((await table.manifest())?.files).toContainEqual(untouched);
      await expect(table.upsert(rows([1, "a", 1], [1, "b", 2]))).rejects.toThrow("1 of the rows to upsert");
    });

    it("puts small parts together in a new version of the same rows, and leaves old versions readable", async () => {
      const store = await makeStore();
      const table = open(store, ["month"], 4);
      for (const id of [1, 2, 3, 4, 5]) await table.append(rows([id, "a", id]), { watermark: `${id}` });
      await table.append(rows([6, "b", 6], [7, "b", 7], [8, "b", 8], [9, "c", null]));
      const before = await listed(table);
      const compacted = await table.compact();
      expect(compacted).toMatchObject({ number: 7, parent: 6, operation: "compact", rows: 9, watermark: "5" });
      expect(compacted.files.map(({ partition, rows: count }) => [partition.month, count])).toEqual([
        ["a", 4],
        ["a", 1],
        ["b", 3],
        ["c", 1],
      ]);
      expect(await listed(table)).toEqual(before);
      expect(await listed(table, 5)).toHaveLength(5);
      expect((await table.compact()).number).toBe(7);
      expect(await table.sweep({ keepVersions: 1, graceMs: 0 })).toHaveLength(6 + 4);
      expect(await listed(table)).toEqual(before);
      await expect(open(prefixStore(store, "empty")).compact()).rejects.toThrow("nothing to compact");
    });

    it("lets racing writers make one version after the other, without losing a row", async () => {
      const store = await makeStore();
      const writers = [open(store), open(store), open(store), open(store)];
      const work = writers.map(async (table, writer) => {
        for (let round = 0; round < 3; round++) {
          const id = writer * 100 + round;
          await (round % 2 === 0 ? table.append(rows([id, "a", id])) : table.upsert(rows([id, "a", id])));
          if (writer === 3) await table.compact();
        }
      });
      await Promise.all(work);
      const table = open(store);
      expect((await listed(table)).map(([id]) => id)).toEqual([0, 1, 2, 100, 101, 102, 200, 201, 202, 300, 301, 302]);
      expect((await table.manifest())?.number).toBeGreaterThanOrEqual(12);
    }, 60_000);

    it("does not do a commit again whose answer was lost on the way", async () => {
      const store = await makeStore();
      const deaf: Store = { ...store, create: async (...given) => !(await store.create(...given)) };
      await open(deaf).append(rows([1, "a", 5]));
      const table = open(store);
      expect([await listed(table), (await table.manifest())?.number]).toEqual([[[1, "a", 5]], 1]);
    });

    it("shows nothing of a write whose manifest is not there, and sweeps its parts once they are old", async () => {
      const store = await makeStore();
      const failing: Store = { ...store, create: () => Promise.reject(new Error("killed")) };
      const table = open(store);
      await table.append(rows([1, "a", 5]));
      await expect(open(failing).append(rows([2, "a", 6]))).rejects.toThrow("killed");
      expect(await listed(table)).toHaveLength(1);
      expect(await table.sweep()).toEqual([]);
      expect(await table.sweep({ graceMs: 0 })).toHaveLength(1);
      await table.overwrite(rows([3, "a", 7]));
      expect(await listed(table, 1)).toHaveLength(1);
      expect(await table.sweep({ keepVersions: 1, graceMs: 0 })).toHaveLength(2);
      expect(await listed(table)).toEqual([[3, "a", 7]]);
      await expect(table.sweep({ keepVersions: 0 })).rejects.toThrow("at least one version");
    });

    it("publishes hive folders without the partition columns", async () => {
      const store = await makeStore();
      const table = open(prefixStore(store, "lake"), ["month"]);
      const target = prefixStore(store, "plain");
      await table.append(rows([1, "a b", 5], [2, "b", 6]));
      expect(await publishDataset(table, target)).toEqual([
        "month=a%20b/published-1.parquet",
        "month=b/published-1.parquet",
      ]);
      await table.overwrite(rows([3, "b", 7]));
      await publishDataset(table, target);
      expect((await keys(target)).sort()).toEqual(["month=a%20b/published-2.parquet", "month=b/published-2.parquet"]);
      await target.write("mine.txt", Uint8Array.of(1));
      await expect(publishDataset(table, target)).rejects.toThrow("holds mine.txt, which was not published");
    });
  });
}

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "cuaderno-dataset-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

contract("memory", async () => memoryStore());
contract("a folder", async () => localStore(mkdtempSync(join(folder, "store-"))));

describe.each(s3ServerKinds())("datasets on $name", (kind) => {
  if (kind.missing !== undefined) {
    it.skip(`needs a server: ${kind.missing}`, () => undefined);
    return;
  }
  let server: S3Server | undefined;
  let bucket = 0;
  beforeAll(async () => {
    server = await kind.start();
  }, 120_000);
  afterAll(async () => server?.stop());
  contract(kind.name, async () => {
    const { endpoint = "", accessKeyId = "", secretAccessKey = "" } = server ?? {};
    const settings = { endpoint, credentials: { accessKeyId, secretAccessKey } };
    const name = `dataset-${bucket++}`;
    await ensureBucket(name, settings);
    return s3Store({ bucket: name, ...settings });
  });
});

describe("a dataset", () => {
  it("refuses rows of another schema, other partitions and damaged parts", async () => {
    const store = memoryStore();
    const table = open(store);
    await table.append(rows([1, "a", 5]));
    await expect(table.append(rows([1, "a", 5]).drop("month"))).rejects.toThrow('no column "month"');
    await expect(open(store, ["month"]).append(rows([1, "a", 5]))).rejects.toThrow(
      "is partitioned by nothing, not by month",
    );
    const wider = schema("sales", { ...sales.columns, place: column.text({ optional: true }) });
    const other = dataset(store, wider, { now: () => new Date(), newId: () => "x" });
    await expect(other.append(rows([2, "a", 5]))).rejects.toThrow(
      'are others than the schema\'s: place; pass schemaChange: "allow"',
    );
    await other.append(rows([2, "a", 5]), { schemaChange: "allow" });
    expect((await other.read()).getColumn("place").toArray()).toEqual([null, null]);
    const [part = ""] = (await keys(store)).filter((key) => key.endsWith(".parquet"));
    await store.write(part, Uint8Array.of(1, 2, 3));
    await expect(table.read()).rejects.toThrow(/is not the file that was written \(its SHA-256 differs\)/);
    expect(() => open(store, ["amount"])).toThrow('partition column "amount" is number');
  });

  it("reads versions by name, and plain readers read what it publishes", async () => {
    const uri = join(folder, "named");
    const table = await openDataset(uri, sales, { partitionBy: ["month"] });
    await table.append(rows([1, "a", 5]));
    await table.append(rows([2, "b", 6]));
    expect((await readDataset(uri, sales)).height).toBe(2);
    expect((await readDataset(`${uri}@1`, sales)).height).toBe(1);
    expect((await readDataset(`${uri}@2999-01-01T00:00:00Z`, sales)).height).toBe(2);
    await expect(readDataset(`${uri}@latest`, sales)).rejects.toThrow("latest in");
    await publishTo(table, join(folder, "plain"));
    await publishTo(table, localStore(join(folder, "plain")));
    expect((await readTable(`${folder}/plain/`, sales)).sort("id").rows()).toEqual([
      [1, "a", 5],
      [2, "b", 6],
    ]);
    expect(
      createTableSql(sales, { location: "s3://lake/plain/", partitionBy: ["month"] }),
    ).toBe(`CREATE EXTERNAL TABLE IF NOT EXISTS \`sales\` (
  \`id\` bigint,
  \`amount\` double COMMENT '[peso]'
)
PARTITIONED BY (
  \`month\` string
)
STORED AS PARQUET
LOCATION 's3://lake/plain/';
MSCK REPAIR TABLE \`sales\`;
`);
  });

  it("survives kill -9 of two writers at any moment", async () => {
    const uri = join(folder, "killed");
    const program = childProgram(`
      import { openDataset } from "./io/datasets/open-dataset.js";
      import { column } from "./table/schema/column.js";
      import { loadPolars } from "./table/load-polars.js";
      import { schema } from "./table/schema/schema.js";
      const pl = loadPolars();
      const table = await openDataset(${JSON.stringify(uri)}, schema("numbers", { id: column.integer() }));
      const ids = pl.DataFrame([pl.Series("id", Array.from({ length: 50 }, (_, id) => id), pl.Int64)]);
      for (;;) { await table.append(ids); console.log("one"); }
    `);
    symlinkSync(join(rootFolder, "node_modules"), join(dirname(program), "node_modules"));
    const table = await openDataset(uri, schema("numbers", { id: column.integer() }));
    for (const moment of [40, 90, 160]) {
      const children = [0, 1].map(() =>
        spawn(process.execPath, [program], { cwd: process.cwd(), stdio: ["ignore", "pipe", "inherit"] }),
      );
      const ends = children.map((child) => new Promise((resolve) => child.once("exit", resolve)));
      await Promise.all(children.map((child) => new Promise((resolve) => child.stdout.once("data", resolve))));
      await new Promise((resolve) => setTimeout(resolve, moment));
      for (const child of children) child.kill("SIGKILL");
      await Promise.all(ends);
      const found = await table.read();
      expect(found.height % 50).toBe(0);
      expect(found.height).toBe((await table.manifest())?.rows);
    }
    await table.sweep({ graceMs: 0 });
    const alive = new Set((await table.manifest())?.files.map(({ key }) => key));
    expect(readdirSync(join(uri, "data")).filter((name) => name.startsWith("part-")).length).toBe(alive.size);
  }, 120_000);
});
