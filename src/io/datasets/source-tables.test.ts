import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { contentHash } from "../../core/content-hash.js";
import { fetchFiles } from "../../sources/pull/fetch-files.js";
import type { DataSource } from "../../sources/pull/pull-data.js";
import { column } from "../../table/schema/column.js";
import { schema } from "../../table/schema/schema.js";
import { pullSourceData } from "./source-data.js";
import { loadProjectTables, openProjectTable, projectTablesStatus } from "./source-tables.js";

const rain = schema("rain", { day: column.datetime(), mm: column.number({ min: 0 }) }, { key: ["day"] });
const wind = schema("wind", { day: column.datetime(), speed: column.number() }, { key: ["day"] });
let [folder, base] = ["", ""];
let server: Server;
/** What the publisher has, and how often a file was really sent. */
let published: Record<string, string> = {};
let sent = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "project-tables-"));
  sent = 0;
  published = { "rain.csv": "day,mm\n2024-01-01,1\n2024-01-02,2\n", "wind.csv": "day,speed\n2024-01-01,3\n" };
  server = createServer((request, response) => {
    const text = published[request.url?.slice(1) ?? ""];
    if (text === undefined) return void response.writeHead(500).end();
    const etag = `"${contentHash(text).slice(0, 8)}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    sent += 1;
    return void response.writeHead(200, { etag }).end(text);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

function weather(): DataSource {
  const names = ["rain.csv", "wind.csv"];
  const of = (name: string) => (file: string) => (file === name ? file : null);
  return {
    name: "weather",
    files: /^(rain|wind)\.csv$/,
    required: names,
    tables: [
      { name: "rain", schema: rain, time: "day", operation: "overwrite", pieceOf: of("rain.csv") },
      { name: "wind", schema: wind, time: "day", pieceOf: of("wind.csv") },
    ],
    publisher: {
      name: "the weather office",
      fetch: (options) =>
        fetchFiles(Object.fromEntries(names.map((name) => [name, `${base}/${name}`])), options, { retries: 0 }),
    },
    sample: () => new Map([["rain.csv", new TextEncoder().encode("day,mm\n2000-01-01,0\n")]]),
  };
}

async function everyFile(): Promise<Record<string, string>> {
  const found: Record<string, string> = {};
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    found[path.slice(folder.length)] = contentHash(await readFile(path));
  }
  return found;
}

const pull = async () => {
  const source = weather();
  const origin = await pullSourceData(source, { folder, from: "publisher" });
  const tables = await loadProjectTables(source, { folder, data: "real" });
  return { origin, tables, states: tables.map(({ name, state, rows, version }) => [name, state, rows, version]) };
};

describe("the tables of a project", () => {
  it("are loaded once, tell how far they go, and change no byte when nothing is new", async () => {
    expect((await pull()).states).toEqual([
      ["rain", "loaded", 2, 1],
      ["wind", "loaded", 1, 1],
    ]);
    expect(sent).toBe(2);
    const before = await everyFile();
    expect((await pull()).states).toEqual([
      ["rain", "unchanged", 2, 1],
      ["wind", "unchanged", 1, 1],
    ]);
    expect(sent).toBe(2);
    expect(await everyFile()).toEqual(before);
    expect(await projectTablesStatus(weather(), { folder, data: "real" })).toMatchObject([
      { name: "rain", version: 1, rows: 2, span: ["2024-01-01", "2024-01-02"], watermark: "2024-01-02" },
      { name: "wind", version: 1, rows: 1, span: ["2024-01-01", "2024-01-01"] },
    ]);
  });

  it("take what the publisher restated or withdrew, and keep the version before", async () => {
    await pull();
    published["rain.csv"] = "day,mm\n2024-01-02,2.5\n2024-01-03,9\n";
    expect((await pull()).states[0]).toEqual(["rain", "loaded", 2, 2]);
    const [table] = weather().tables ?? [];
    if (table === undefined) throw new Error("the table is missing");
    const dataset = await openProjectTable(table, { folder, data: "real" });
    expect((await dataset.read()).getColumn("mm").toArray()).toEqual([2.5, 9]);
    expect((await dataset.read({ at: 1 })).getColumn("mm").toArray()).toEqual([1, 2]);
    expect((await dataset.manifest())?.watermark).toBe("2024-01-03");
  });

  it("do not poison each other: one that fails is told, the others are loaded, and the pull goes on later", async () => {
    published["rain.csv"] = "day,mm\n2024-01-01,-1\n";
    const first = await pull();
    expect(first.states).toEqual([
      ["rain", "failed", 0, null],
      ["wind", "loaded", 1, 1],
    ]);
    expect(first.tables[0]?.reasons[0]).toMatch(/column "mm" line 2 .*rain\.csv is -1/);
    delete published["rain.csv"];
    const { origin } = await pull();
    expect(origin.pulled?.map(({ name, state }) => `${name} ${state}`)).toEqual([
      "rain.csv failed",
      "wind.csv unchanged",
    ]);
    published["rain.csv"] = "day,mm\n2024-01-01,1\n";
    expect((await pull()).states[0]).toEqual(["rain", "loaded", 1, 1]);
  });

  it("made of the sample stand apart from real ones", async () => {
    const source = weather();
    await pull();
    await pullSourceData(source, { folder, from: "sample" });
    const made = await loadProjectTables(source, { folder, data: "sample" });
    expect(made.map(({ rows, version }) => [rows, version])).toEqual([
      [1, 1],
      [0, null],
    ]);
    expect((await projectTablesStatus(source, { folder, data: "real" })).map(({ rows }) => rows)).toEqual([2, 1]);
  });
});
