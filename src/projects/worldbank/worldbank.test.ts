import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { columnsFromEntries, linear, oneHot, openStore, pipeline, r2 } from "cuaderno";
import { prefixStore, pullData, readPublishedTables } from "cuaderno/sources";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { loadSakila as fillSakila } from "../../testing/sakila.js";
import { type SqlServer, sqlServerKinds } from "../../testing/sql-server.js";
import { worldBankSource } from "./data-source.js";
import { indicators } from "./indicators.js";
import { indicatorFiles, loadWorldBank } from "./load.js";
import { originalLinear } from "./original.js";
import { refineWorldBank } from "./refine.js";
import { loadSakila } from "./sakila.js";
import { worldBankSample } from "./sample.js";
import { droppedTable, fileTable, scoreTable } from "./tables.js";

const committed = new URL("../../../data/worldbank/sample/", import.meta.url).pathname;
const folders: string[] = [];
const freshFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-worldbank-"));
  folders.push(folder);
  cpSync(committed, join(folder, "sample"), { recursive: true });
  return folder;
};
/** One folder that is loaded and refined, for tests that only look. */
let refined: ReturnType<typeof refinedOnce> | undefined;
const refinedOnce = async () => {
  const folder = freshFolder();
  const tables = await loadWorldBank(folder);
  return { folder, tables, refinement: await refineWorldBank(tables) };
};
const shared = () => {
  refined ??= refinedOnce();
  return refined;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});
/** Every file below the folder with its bytes and time, so that a change of either shows. */
const snapshot = (folder: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(folder, { recursive: true, encoding: "utf8" })
      .filter((name) => statSync(join(folder, name)).isFile())
      .sort()
      .map((name) => [
        name,
        `${statSync(join(folder, name)).mtimeMs} ${readFileSync(join(folder, name)).toString("base64").length}`,
      ]),
  );
const published = async (folder: string, prefix = "") => {
  const { store, key } = await openStore(`${folder}/refined/sample/`);
  return readPublishedTables(prefixStore(store, key), prefix);
};

describe("worldBankSample", () => {
  it("gives, byte for byte, the files that are committed", () => {
    for (const [name, text] of worldBankSample()) expect(readFileSync(join(committed, name), "utf8")).toBe(text);
    expect(worldBankSample({ seed: 1 })).not.toEqual(worldBankSample({ seed: 2 }));
  });
});

describe("the run on the sample", () => {
  it("goes from files to trusted and refined tables, and changes nothing when nothing changed", async () => {
    const folder = freshFolder();
    const first = await refineWorldBank(await loadWorldBank(folder));
    expect(first.refined).toBe(true);
    const before = snapshot(folder);
    expect(
      Object.keys(before).filter((name) => /^refined\/sample\/(statistics|global|predictions)\//.test(name)),
    ).toHaveLength(9);
    const again = await loadWorldBank(folder);
    expect(again.load.state).toBe("unchanged");
    const second = await refineWorldBank(again);
    expect([second.refined, second.reason]).toEqual([
      false,
      "no observation has changed since the last run: nothing was written",
    ]);
    expect(snapshot(folder)).toEqual(before);
    expect(second.forecasts).toEqual(first.forecasts);
    const forced = await refineWorldBank(again, { fresh: true });
    expect(forced.refined).toBe(true);
    const { "refined/sample/outcome.json": _before, ...others } = before;
    const { "refined/sample/outcome.json": _after, ...now } = snapshot(folder);
    expect(now).toEqual(others);
  });

  it("publishes by database in hive layout, with the text of the tables for Athena, and reads them back by prefix", async () => {
    const { folder, refinement } = await shared();
    const { rows } = refinement;
    const all = await published(folder);
    expect(Object.fromEntries(Object.entries(all).map(([name, frame]) => [name, frame.height]))).toEqual(rows);
    const one = await published(folder, "statistics/DATABASE_ID=WB_WDI/");
    expect([Object.keys(one), one.statistics?.height, one.statistics?.columns[0]]).toEqual([
      ["statistics"],
      30,
      "DATABASE_ID",
    ]);
    expect(new Set(one.statistics?.getColumn("DATABASE_ID").toArray())).toEqual(new Set(["WB_WDI"]));
    await expect(published(folder, "nothing")).rejects.toThrow(
      /begins with "nothing"; there are global, predictions, statistics/,
    );
    await expect(published(folder, "../sample")).rejects.toThrow("leaves its folder");
    const sql = readFileSync(join(folder, "refined/sample/athena/statistics.sql"), "utf8");
    expect(sql).toMatch(
      /CREATE EXTERNAL TABLE IF NOT EXISTS `worldbank_statistics`[\s\S]*PARTITIONED BY \(\s+`DATABASE_ID` string/,
    );
  });

  it("takes a further file of the publisher, and refuses one that is damaged, by file, column and line", async () => {
    const folder = freshFolder();
    await loadWorldBank(folder);
    mkdirSync(join(folder, "sample/more"));
    const header = "DATABASE_ID,INDICATOR,REF_AREA,TIME_PERIOD,OBS_VALUE,UNIT_MEASURE";
    const more = (value: string): void =>
      writeFileSync(join(folder, "sample/more/n2o.csv"), `${header}\nWB_ESG,WB_ESG_N2O,MEX,2001,${value},T_POP\n`);
    more("oops");
    await expect(loadWorldBank(folder)).rejects.toThrow(
      /loadWorldBank: .*more\/n2o.csv.*"OBS_VALUE" line 2|"OBS_VALUE" line 2 .*more\/n2o.csv/,
    );
    more("1.5");
    const found = await loadWorldBank(folder);
    expect(found.load.state).toBe("loaded");
    expect(new Set(found.observations.getColumn("INDICATOR").toArray())).toContain("WB_ESG_N2O");
  });

  it("makes tables for the pages", async () => {
    const { tables, refinement } = await shared();
    const files = await indicatorFiles(tables.files);
    expect(fileTable(files).rows.map((row) => row.slice(0, 4))).toEqual([
      ["WB_ESG.csv", "long", 570, 30],
      ["WB_SE4ALL.csv", "long", 720, 30],
      ["WB_WDI.csv", "wide", 720, 30],
    ]);
    expect(droppedTable(files).rows.map(([name]) => name)).toContain("OBS_STATUS");
    expect(scoreTable(refinement).rows).toHaveLength(3);
    await expect(loadWorldBank(freshFolder(), { data: "real" })).rejects.toThrow(
      /no real worldbank files.*cuaderno data pull worldbank/,
    );
    await expect(loadWorldBank(freshFolder(), { data: "reel" })).rejects.toThrow('got "reel"');
    await expect(refineWorldBank(tables, { empty: "nil" })).rejects.toThrow('"drop" or "zero"');
  });

  it("solves the original's regression as a column for every country would", async () => {
    const { observations } = (await shared()).tables;
    const [own] = [indicators[0]?.indicator ?? ""];
    const rows = observations.rows().filter((row) => row[1] === own && row[5] !== null) as [
      string,
      string,
      string,
      string,
      number,
      number,
    ][];
    const areas = [...new Set(rows.map((row) => row[2]))];
    const columns = columnsFromEntries([
      ["area", { kind: "category", codes: Int32Array.from(rows, (row) => areas.indexOf(row[2])), categories: areas }],
      ["year", { kind: "number", values: Float64Array.from(rows, (row) => row[4]) }],
      ["value", { kind: "number", values: Float64Array.from(rows, (row) => row[5]) }],
    ]);
    const fitted = pipeline({ steps: [oneHot({ columns: ["area"] })], model: linear() }).fit(columns, "value");
    const value = Float64Array.from(rows, (row) => row[5]);
    expect(originalLinear(observations, own).inSample).toBeCloseTo(r2(value, fitted.predict(columns)), 9);
  });
});

describe("loadSakila", () => {
  it("takes the files where no server is named, and says so", async () => {
    const { tables: place } = await shared();
    const loads = await loadSakila(place, { from: "files" });
    expect(loads.map(({ table, from, rows }) => [table, from, rows?.height])).toEqual([
      ["actor", "files", 24],
      ["customer", "files", 30],
      ["film", "files", 40],
      ["language", "files", 3],
    ]);
    await expect(loadSakila(place, { from: "sever" })).rejects.toThrow('got "sever"');
    const [first] = await loadSakila(place, { database: "mysql://a:secret@127.0.0.1:1/x" });
    expect(first).toMatchObject({
      from: "files",
      reason: expect.stringMatching(/no database answers at mysql:\/\/a:\*\*\*@/) as unknown,
    });
  });

  const [mariadb] = sqlServerKinds();
  describe.skipIf(mariadb.missing !== undefined)(
    `on MariaDB${mariadb.missing === undefined ? "" : ` (${mariadb.missing})`}`,
    () => {
      let server: SqlServer | undefined;
      afterAll(() => server?.stop());

      it("takes the server's tables, which are those of the files, and makes no version when asked again", async () => {
        const { tables: place } = await shared();
        const files = await loadSakila(place, { from: "files" });
        server = await mariadb.start();
        await fillSakila(server.url, join(committed, "sakila"), ["actor", "customer", "film", "language"]);
        const loads = await loadSakila(place, { from: "server", database: server.url });
        expect(loads.map(({ from, reason }) => [from, reason])).toEqual(
          Array.from({ length: 4 }, () => ["server", ""]),
        );
        expect(loads.map(({ rows }) => rows?.rows())).toEqual(files.map(({ rows }) => rows?.rows()));
        const again = await loadSakila(place, { from: "server", database: server.url });
        expect(again.map(({ version }) => version)).toEqual(loads.map(({ version }) => version));
      }, 60_000);
    },
  );
});

describe("worldBankSource", () => {
  let server: Server | undefined;
  afterEach(() => {
    server?.closeAllConnections();
    server?.close();
  });

  it("pulls every page of the three indicators; a second pull changes nothing, a changed value only its table", async () => {
    const folder = freshFolder();
    const sample = await loadWorldBank(folder);
    const rows = sample.observations.toRecords() as Record<string, unknown>[];
    let changed = 0;
    const started = createServer((request, response) => {
      const query = new URL(request.url ?? "", "http://host").searchParams;
      const own = rows.filter(
        (row) => row.INDICATOR === query.get("INDICATOR") && row.DATABASE_ID === query.get("DATABASE_ID"),
      );
      const skip = Number(query.get("skip"));
      const value = own.slice(skip, skip + 100).map((row) => ({
        ...Object.fromEntries(Object.entries(row).map(([name, cell]) => [name, cell === null ? null : String(cell)])),
        ...(changed > 0 &&
          row.REF_AREA === "MEX" &&
          row.TIME_PERIOD === 2005 &&
          row.DATABASE_ID === "WB_ESG" && { OBS_VALUE: "9.5" }),
        FREQ: "A",
      }));
      response.setHeader("content-type", "application/json").end(JSON.stringify({ count: own.length, value }));
    });
    server = started;
    await new Promise<void>((resolve) => started.listen(0, "127.0.0.1", resolve));
    const source = worldBankSource({ base: `http://127.0.0.1:${(started.address() as AddressInfo).port}` });
    const { store, key } = await openStore(`${folder}/`);
    const root = prefixStore(store, key);
    const pull = () =>
      pullData(source, { from: "publisher", raw: prefixStore(root, "raw"), sample: prefixStore(root, "sample") });
    const run = async () => {
      await pull();
      return refineWorldBank(await loadWorldBank(folder, { data: "real" }));
    };
    expect((await run()).refined).toBe(true);
    expect((await loadWorldBank(folder)).observations.rows()).toEqual(sample.observations.rows());
    const before = snapshot(folder);
    expect((await run()).refined).toBe(false);
    expect(snapshot(folder)).toEqual(before);
    changed = 1;
    expect((await run()).refined).toBe(true);
    const after = snapshot(folder);
    const touched = Object.keys(after).filter((name) => name.startsWith("raw/") && after[name] !== before[name]);
    expect(touched).toEqual(["raw/origin.json", "raw/reshaped/WB_ESG.csv"]);
    const parts = Object.keys(after).filter(
      (name) => /trusted\/real\/observations\/data/.test(name) && before[name] === undefined,
    );
    expect(parts.every((name) => name.includes("DATABASE_ID=WB_ESG"))).toBe(true);
  }, 30_000);
});
