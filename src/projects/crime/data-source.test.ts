import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";
import { pullData } from "cuaderno/sources";
import { memoryStore } from "cuaderno/store";
import { describe, expect, it, onTestFinished } from "vitest";
import { crimeSource } from "./data-source.js";
import { readCrimeFile } from "./read-crime-file.js";
import { crimeSample } from "./sample.js";

type Report = Record<string, string | boolean>;

const sample = crimeSample({ rowsAMonth: 8 });

/** The sample's reports as the portal's API gives them; empty fields are absent there. */
const reports: Report[] = [...sample].flatMap(([name, text]) => {
  if (!name.startsWith("crimes_")) return [];
  const [header = "", ...lines] = text.trim().split("\n");
  const names = header.split(",").map((own) => own.toLowerCase().replaceAll(" ", "_"));
  return lines.map((line) => {
    const cells = line.split(",").map((cell, place) => [names[place] ?? "", cell] as const);
    return Object.fromEntries(
      cells.flatMap(([own, cell]) => {
        if (cell === "") return [];
        if (own === "date" || own === "updated_on") return [[own, new Date(`${cell} UTC`).toISOString().slice(0, -1)]];
        return [[own, own === "arrest" || own === "domestic" ? cell === "true" : cell]];
      }),
    ) as Report;
  });
});

/** A portal that knows reports up to a day, and what it was asked. */
async function portal(): Promise<{
  readonly address: string;
  until: string;
  token: string;
  readonly months: string[];
}> {
  const state = { address: "", until: "2018-01-15", token: "", months: [] as string[] };
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? "", "http://portal");
    state.token = String(request.headers["x-app-token"] ?? state.token);
    if (url.pathname.endsWith("rows.csv")) {
      response.setHeader("ETag", '"one"');
      if (request.headers["if-none-match"] === '"one"') return void response.writeHead(304).end();
      return void response.end(sample.get("police_stations.csv"));
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
  it("asks for twelve whole months at first, then for the new one and the one before it, and for nothing that has not changed", async () => {
    const asked = await portal();
    const stores = { raw: memoryStore(), sample: memoryStore() };
    const source = crimeSource({ portal: asked.address, token: "secret" });
    const first = await pullData(source, { ...stores, from: "publisher" });
    expect(asked.token).toBe("secret");
    expect(asked.months).toEqual(
      Array.from({ length: 12 }, (_, month) => `2017-${String(month + 1).padStart(2, "0")}`),
    );
    expect(first.files.length).toBe(13);
    const whole = readCrimeFile(await stores.raw.read("crimes_2017-03.csv.gz"), { uri: "crimes_2017-03.csv.gz" });
    const own = readCrimeFile(new TextEncoder().encode(sample.get("crimes_2017-03.csv")), { uri: "sample" });
    expect(whole.sort("id").toRecords()).toEqual(own.sort("id").toRecords());
    expect(gunzipSync(await stores.raw.read("crimes_2017-03.csv.gz")).toString()).not.toContain("secret");

    const again = await pullData(source, { ...stores, from: "publisher" });
    expect(asked.months.length).toBe(12);
    expect(again.pulled?.map(({ state }) => state)).toEqual(["unchanged", "unchanged"]);

    asked.until = "2018-02-20";
    const later = await pullData(source, { ...stores, from: "publisher" });
    expect(asked.months.slice(12)).toEqual(["2018-01"]);
    expect(later.files.map(({ name }) => name)).toContain("crimes_2018-01.csv.gz");
    expect(later.files.length).toBe(14);
  });

  it("takes a month again, whole, when a report in it was changed", async () => {
    const asked = await portal();
    const stores = { raw: memoryStore(), sample: memoryStore() };
    const source = crimeSource({ portal: asked.address, window: 2 });
    await pullData(source, { ...stores, from: "publisher" });
    const changed = reports.find(({ date = "" }) => String(date).startsWith("2017-12")) ?? {};
    const before = changed.arrest;
    onTestFinished(() => void Object.assign(changed, { arrest: before as boolean }));
    Object.assign(changed, { arrest: !before, updated_on: "2018-03-01T00:00:00.000" });
    await pullData(source, { ...stores, from: "publisher" });
    expect(asked.months).toEqual(["2017-11", "2017-12", "2017-12"]);
    const rows = readCrimeFile(await stores.raw.read("crimes_2017-12.csv.gz"), { uri: "crimes" }).toRecords();
    expect(rows.find(({ id }) => String(id) === changed.id)?.arrest).toBe(!before);
  });
});
