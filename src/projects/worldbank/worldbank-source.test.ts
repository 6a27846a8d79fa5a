import { pullData } from "cuaderno/sources";
import { memoryStore } from "cuaderno/store";
import { describe, expect, it } from "vitest";
import { sendJson, serveHttp } from "../../testing/serve-http.js";
import { indicators } from "./indicators.js";
import { parseIndicatorFile } from "./read-indicator-file.js";
import { worldBankSource } from "./worldbank-source.js";

const pageRows = 20;

describe("worldBankSource", () => {
  const serve = serveHttp();

  it("pulls every page of the three indicators, and a second pull writes nothing", async () => {
    const base = await serve((request, response) => {
      const query = new URL(request.url ?? "", "http://host").searchParams;
      const key = { DATABASE_ID: query.get("DATABASE_ID"), INDICATOR: query.get("INDICATOR") };
      const all = Array.from({ length: 50 }, (_, index) => ({
        ...{ ...key, REF_AREA: "MEX", REF_AREA_LABEL: "Mexico", TIME_PERIOD: String(1960 + index) },
        ...{ OBS_VALUE: String(index), UNIT_MEASURE: "YR", FREQ: "A" },
      }));
      const skip = Number(query.get("skip"));
      sendJson(response, { count: all.length, value: all.slice(skip, skip + pageRows) });
    });
    const raw = memoryStore();
    const pull = () => pullData(worldBankSource({ base }), { from: "publisher", raw, sample: memoryStore() });
    expect((await pull()).files.map(({ name }) => name).sort()).toEqual(
      indicators.map(({ database }) => `reshaped/${database}.csv`).sort(),
    );
    const file = await raw.read("reshaped/WB_WDI.csv");
    expect(parseIndicatorFile(file, "reshaped/WB_WDI.csv").frame.height).toBe(50);
    const before = await raw.stat("reshaped/WB_WDI.csv");
    await pull();
    expect(await raw.stat("reshaped/WB_WDI.csv")).toEqual(before);
  });

  it("has the committed sample", async () => {
    const names = [...(await worldBankSource().sample()).keys()];
    expect(names).toContain("WB_WDI.csv");
    expect(names).toContain("sakila/sakila_film.csv");
  });
});
