import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openStore, readDataset } from "cuaderno";
import { loadProjectTables } from "cuaderno/notebook";
import { prefixStore, pullData } from "cuaderno/sources";
import { localStore, memoryStore } from "cuaderno/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { describeOnS3 } from "../../testing/describe-on-s3.js";
import { iftFileNames, iftSchemas } from "./ift-schemas.js";
import { telecomSource } from "./telecom-source.js";

const sample = new URL("../../../data/telecom/sample/", import.meta.url);
const readSample = (name: string): string => readFileSync(new URL(name, sample), "latin1");
const names = readdirSync(sample).filter((name) => name.endsWith(".csv"));

let folder = "";
let server: Server;
let base = "";
/** The publisher's files. */
const published: Record<string, string> = {};

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "telecom-"));
  server = createServer((request, response) => {
    const text = published[request.url?.slice(1) ?? ""];
    if (text === undefined) response.writeHead(404).end();
    else response.writeHead(200).end(Buffer.from(text, "latin1"));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** The publisher's files as they were when `month` was the last one. */
function publishUpTo(month: string): void {
  for (const name of names) {
    const [header = "", ...lines] = readSample(name).trimEnd().split("\r\n");
    const year = header.split(",").indexOf("ANIO");
    const isPublished = (line: string): boolean => {
      const cells = line.split(",");
      return `${cells[year]}-${cells[year + 1]?.padStart(2, "0")}` <= month;
    };
    published[name] = `${[header, ...lines.filter(isPublished)].join("\r\n")}\r\n`;
  }
}

async function pullAndLoad(): Promise<readonly string[]> {
  const stores = { raw: localStore(join(folder, "raw")), sample: memoryStore() };
  await pullData(telecomSource({ base }), { ...stores, from: "publisher" });
  const loads = await loadProjectTables(telecomSource(), { folder, data: "real" });
  return loads.map(({ name, state, version }) => `${name} ${state} ${version}`);
}

describe("the telecom tables", () => {
  it("have the same rows when pulled every month and every four months", async () => {
    const rows: unknown[] = [];
    for (const months of [
      ["2024-08", "2024-09", "2024-10", "2024-11", "2024-12"],
      ["2024-08", "2024-12"],
    ]) {
      for (const month of months) {
        publishUpTo(month);
        await pullAndLoad();
      }
      expect((await pullAndLoad())[0]).toBe(`share unchanged ${months.length}`);
      rows.push((await readDataset(join(folder, "trusted/real/share"), iftSchemas.share)).rows());
      rmSync(folder, { recursive: true });
    }
    expect(rows[0]).toEqual(rows[1]);
    publishUpTo("2024-12");
    await pullAndLoad();
  }, 60_000);

  it("stay at their version where a file is damaged, while the others are loaded", async () => {
    publishUpTo("2024-11");
    await pullAndLoad();
    publishUpTo("2024-12");
    published[`${iftFileNames.traffic}.csv`] = "a,b\n1,2\n";
    expect(await pullAndLoad()).toEqual([
      "share loaded 2",
      "lines loaded 2",
      "traffic failed 1",
      "concentration loaded 2",
    ]);
  }, 60_000);
});

describeOnS3("the telecom tables", "lake", () => {
  it("go from raw files to trusted Parquet in the bucket, and are unchanged the second time", async () => {
    const { store, key } = await openStore("s3://lake/telecom/raw/");
    for (const name of names) await prefixStore(store, key).write(name, readFileSync(new URL(name, sample)));
    const load = () => loadProjectTables(telecomSource(), { folder: "s3://lake/telecom", data: "real" });
    expect((await load()).map(({ state, version }) => `${state} ${version}`)).toEqual(Array(4).fill("loaded 1"));
    expect((await load()).map(({ state, version }) => `${state} ${version}`)).toEqual(Array(4).fill("unchanged 1"));
    const share = await readDataset("s3://lake/telecom/trusted/real/share", iftSchemas.share);
    expect(share.getColumn("groupName").toArray()).toContain("AMÉRICA MÓVIL");
  }, 120_000);
});
