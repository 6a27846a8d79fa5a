import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contentHash } from "cuaderno";
import { pullData } from "cuaderno/sources";
import { localStore } from "cuaderno/store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { telecomSource } from "./data-source.js";
import { iftFileNames } from "./ift-schemas.js";
import { readTelecom, refreshTelecom } from "./load.js";
import { telecomSample } from "./sample.js";
import { tableChanges } from "./table-changes.js";

let folder = "";
let server: Server;
let base = "";
/** The publisher's files, and what each request asked for. */
let published = new Map<string, Uint8Array>();
let sent: string[] = [];

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "telecom-"));
  published = new Map(telecomSample());
  sent = [];
  server = createServer((request, response) => {
    const name = request.url?.slice(1) ?? "";
    const bytes = published.get(name);
    if (bytes === undefined) return void response.writeHead(404).end();
    const etag = `"${contentHash(bytes).slice(0, 12)}"`;
    if (request.headers["if-none-match"] === etag) return void response.writeHead(304).end();
    sent.push(name);
    return void response.writeHead(200, { etag }).end(bytes);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

const pull = () =>
  pullData(telecomSource({ base }), {
    raw: localStore(join(folder, "raw")),
    sample: localStore(join(folder, "sample")),
    from: "publisher",
  });

/** The publisher's files as they were when `month` was the last one. */
function upTo(month: string): void {
  for (const [name, bytes] of telecomSample()) {
    const [header = "", ...lines] = Buffer.from(bytes).toString("latin1").trimEnd().split("\r\n");
    const [year, number] = month.split("-").map(Number) as [number, number];
    const at = header.split(",").indexOf("ANIO");
    const kept = lines.filter((line) => {
      const cells = line.split(",");
      const [ownYear, ownMonth] = [Number(cells[at]), Number(cells[at + 1])];
      return ownYear < year || (ownYear === year && ownMonth <= number);
    });
    published.set(name, new Uint8Array(Buffer.from(`${[header, ...kept].join("\r\n")}\r\n`, "latin1")));
  }
}

function everyByte(): string {
  const paths = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const hashes = paths.map((entry) => {
    const path = join(entry.parentPath, entry.name);
    return `${path} ${contentHash(readFileSync(path))}`;
  });
  return hashes.sort().join("\n");
}

const states = async (): Promise<string[]> =>
  (await refreshTelecom(folder)).loads.map(({ name, state, version }) => `${name} ${state} ${version}`);

describe("the telecom tables", () => {
  it("run every month or every four months to the same rows, and change nothing when nothing changed", async () => {
    for (const month of ["2024-08", "2024-09", "2024-10", "2024-11", "2024-12"]) {
      upTo(month);
      await pull();
      await refreshTelecom(folder);
    }
    const monthly = await readTelecom(folder, { data: "real" });
    expect(monthly.versions).toEqual({ share: 5, lines: 5, traffic: 5, concentration: 3 });
    const before = everyByte();
    sent = [];
    await pull();
    expect(await states()).toEqual([
      "share unchanged 5",
      "lines unchanged 5",
      "traffic unchanged 5",
      "concentration unchanged 3",
    ]);
    expect([sent, everyByte()]).toEqual([[], before]);

    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    for (const month of ["2024-08", "2024-12"]) {
      upTo(month);
      await pull();
      await refreshTelecom(folder);
    }
    const seldom = await readTelecom(folder, { data: "real" });
    expect(seldom.versions.share).toBe(2);
    expect(seldom.frames.share.rows()).toEqual(monthly.frames.share.rows());
    expect(seldom.frames.lines.rows()).toEqual(monthly.frames.lines.rows());
    expect(await tableChanges("share", { folder, data: "real" })).toMatchObject({
      newMonths: 4,
      restatedRows: 0,
      withdrawnRows: 0,
    });
  }, 60_000);

  it("tell what the publisher restated and withdrew", async () => {
    await pull();
    await refreshTelecom(folder);
    const name = `${iftFileNames.share}.csv`;
    const text = Buffer.from(published.get(name) ?? []).toString("latin1");
    const lines = text.trimEnd().split("\r\n");
    const changed = lines
      .map((line, at) => (at === 5 ? line.replace(/[\d.]+%$/, "1.23%") : line))
      .filter((_, at) => at !== 9);
    published.set(name, new Uint8Array(Buffer.from(`${changed.join("\r\n")}\r\n`, "latin1")));
    await pull();
    expect((await states())[0]).toBe("share loaded 2");
    expect(await tableChanges("share", { folder, data: "real" })).toMatchObject({
      version: 2,
      newRows: 0,
      restatedRows: 1,
      withdrawnRows: 1,
    });
    expect(await tableChanges("lines", { folder, data: "real" })).toMatchObject({ version: 1, restatedRows: 0 });
  }, 60_000);

  it("keep the earlier version of a table that comes damaged, and load the others", async () => {
    await pull();
    await refreshTelecom(folder);
    published.set(`${iftFileNames.traffic}.csv`, new TextEncoder().encode("a,b\n1,2\n"));
    upToOnly("share", "2024-11");
    await pull();
    const { loads } = await refreshTelecom(folder);
    expect(loads.map(({ name, state, version }) => `${name} ${state} ${version}`)).toEqual([
      "share loaded 2",
      "lines unchanged 1",
      "traffic failed 1",
      "concentration unchanged 1",
    ]);
    expect(loads[2]?.reasons[0]).toContain('no column "FOLIO"');
  }, 60_000);

  it("refuse a first load that is not whole, after the good tables are in", async () => {
    published.set(`${iftFileNames.traffic}.csv`, new TextEncoder().encode("a,b\n1,2\n"));
    await pull();
    await expect(refreshTelecom(folder)).rejects.toThrow(
      /1 of 4 tables could not be loaded: traffic: .*no column "FOLIO"/,
    );
    await expect(readTelecom(folder, { data: "maybe" })).rejects.toThrow('data must be "real", "sample" or "auto"');
  }, 60_000);

  it("are taken from the sample until all four real files are there", async () => {
    const sample = localStore(join(folder, "sample"));
    for (const [name, bytes] of telecomSample()) await sample.write(name, bytes);
    mkdirSync(join(folder, "raw"));
    writeFileSync(join(folder, "raw", `${iftFileNames.share}.csv`), published.get(`${iftFileNames.share}.csv`) ?? "");
    expect((await readTelecom(folder)).origin.data).toBe("sample");
    await expect(readTelecom(folder, { data: "real" })).rejects.toThrow("not all of them");
  }, 60_000);
});

function upToOnly(table: keyof typeof iftFileNames, month: string): void {
  const others = new Map(published);
  upTo(month);
  for (const [name, bytes] of others) if (name !== `${iftFileNames[table]}.csv`) published.set(name, bytes);
}
