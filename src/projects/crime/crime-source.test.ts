import { readdirSync, readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { pullData } from "cuaderno/sources";
import { memoryStore } from "cuaderno/store";
import { describe, expect, it, onTestFinished } from "vitest";
import { crimeSource } from "./crime-source.js";
import { parseCrimeFile } from "./read-crime-file.js";

type Report = Record<string, string | boolean>;

const rowsPerMonth = 8;
const folder = new URL("../../../data/crime/sample/", import.meta.url);
const stations = readFileSync(new URL("police_stations.csv", folder), "utf8");
const months = new Map(
  readdirSync(folder)
    .filter((name) => name.startsWith("crimes_"))
    .map((name) => {
      const lines = readFileSync(new URL(name, folder), "utf8").split("\n");
      return [name, lines.slice(0, 1 + rowsPerMonth).join("\n")] as const;
    }),
);

/** Reports of the sample as the portal's API returns them, without empty fields. */
const reports: Report[] = [...months.values()].flatMap((text) => {
  const [header = "", ...lines] = text.split("\n");
  const names = header.split(",").map((name) => name.toLowerCase().replaceAll(" ", "_"));
  return lines.map((line) => {
    const cells = line.split(",").map((cell, index) => [names[index] ?? "", cell] as const);
    return Object.fromEntries(
      cells.flatMap(([name, cell]) => {
        if (cell === "") return [];
        if (name === "date" || name === "updated_on")
          return [[name, new Date(`${cell} UTC`).toISOString().slice(0, -1)]];
        return [[name, name === "arrest" || name === "domestic" ? cell === "true" : cell]];
      }),
    ) as Report;
  });
});

interface Portal {
  readonly address: string;
  /** The portal has the reports before this day. */
  until: string;
  /** The token of the last request. */
  token: string;
  /** The months that were requested in full. */
  readonly months: string[];
}

async function startPortal(): Promise<Portal> {
  const state = { address: "", until: "2018-01-15", token: "", months: [] as string[] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://portal");
    state.token = String(request.headers["x-app-token"] ?? state.token);
    if (url.pathname.endsWith("rows.csv")) {
      response.setHeader("ETag", '"one"');
      if (request.headers["if-none-match"] === '"one"') return void response.writeHead(304).end();
      return void response.end(stations);
    }
    const known = reports.filter(({ date = "" }) => String(date) < state.until);
    const select = url.searchParams.get("$select") ?? "";
    if (select.startsWith("max(date)")) {
      const last = known
        .map(({ date }) => String(date))
        .sort()
        .at(-1);
      return void response.end(JSON.stringify([{ last }]));
    }
    const where = url.searchParams.get("$where") ?? "";
    const [, from = "", to = ""] = /date >= '([^']+)' AND date < '([^']+)'/.exec(where) ?? [];
    const newer = /updated_on >= '([^']+)'/.exec(where)?.[1] ?? "";
    const found = known.filter(
      ({ date, updated_on }) => String(date) >= from && String(date) < to && String(updated_on) >= newer,
    );
    if (select.startsWith("count(*)")) {
      if (newer === "") state.months.push(from.slice(0, 7));
      return void response.end(JSON.stringify([{ count: String(found.length) }]));
    }
    const offset = Number(url.searchParams.get("$offset"));
    response.setHeader("X-SODA2-Fields", JSON.stringify(select.split(",")));
    response.end(JSON.stringify(found.slice(offset, offset + 5)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  state.address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return state;
}

describe("crimeSource", () => {
  it("requests twelve complete months at first, later the new one and the one before it, and nothing that has not changed", async () => {
    const portal = await startPortal();
    const stores = { raw: memoryStore(), sample: memoryStore() };
    const source = crimeSource({ portal: portal.address, token: "secret" });
    const first = await pullData(source, { ...stores, from: "publisher" });
    expect(portal.token).toBe("secret");
    expect(portal.months).toEqual(
      Array.from({ length: 12 }, (_, month) => `2017-${String(month + 1).padStart(2, "0")}`),
    );
    expect(first.files.length).toBe(13);
    const pulled = parseCrimeFile(await stores.raw.read("crimes_2017-03.csv.gz"), { uri: "crimes_2017-03.csv.gz" });
    const expected = parseCrimeFile(new TextEncoder().encode(months.get("crimes_2017-03.csv")), { uri: "sample" });
    expect(pulled.sort("id").toRecords()).toEqual(expected.sort("id").toRecords());
    expect(gunzipSync(await stores.raw.read("crimes_2017-03.csv.gz")).toString()).not.toContain("secret");

    const again = await pullData(source, { ...stores, from: "publisher" });
    expect(portal.months.length).toBe(12);
    expect(again.pulled?.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);

    portal.until = "2018-02-20";
    const later = await pullData(source, { ...stores, from: "publisher" });
    expect(portal.months.slice(12)).toEqual(["2018-01"]);
    expect(later.files.map(({ name }) => name)).toContain("crimes_2018-01.csv.gz");
    expect(later.files.length).toBe(14);
  });

  it("pulls a month again in full when a report in it has changed", async () => {
    const portal = await startPortal();
    const stores = { raw: memoryStore(), sample: memoryStore() };
    const source = crimeSource({ portal: portal.address, window: 2 });
    await pullData(source, { ...stores, from: "publisher" });
    const changed = reports.find(({ date = "" }) => String(date).startsWith("2017-12")) ?? {};
    const before = changed.arrest;
    onTestFinished(() => void Object.assign(changed, { arrest: before as boolean }));
    Object.assign(changed, { arrest: !before, updated_on: "2018-03-01T00:00:00.000" });
    await pullData(source, { ...stores, from: "publisher" });
    expect(portal.months).toEqual(["2017-11", "2017-12", "2017-12"]);
    const rows = parseCrimeFile(await stores.raw.read("crimes_2017-12.csv.gz"), { uri: "crimes" }).toRecords();
    expect(rows.find(({ id }) => String(id) === changed.id)?.arrest).toBe(!before);
  });
});
