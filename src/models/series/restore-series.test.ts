import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../core/json.js";
import { holtWinters } from "./holt-winters.js";
import { restoreSeries } from "./restore-series.js";
import { seasonalNaive } from "./seasonal-naive.js";
import type { SeriesModel } from "./series-model.js";

const series = Float64Array.from({ length: 24 }, (_, index) => 10 + index + (index % 4));
const members: Readonly<Record<string, SeriesModel>> = {
  seasonalNaive: seasonalNaive({ period: 4 }),
  "holtWinters additive": holtWinters({ period: 4 }),
  "holtWinters multiplicative": holtWinters({ period: 4, season: "multiplicative", trend: false }),
  "holtWinters without season": holtWinters({ season: "none" }),
};

for (const [name, model] of Object.entries(members)) {
  describe(`restoreSeries of every series model: ${name}`, () => {
    it("fits without changing its input, and is restored from JSON", () => {
      const before = [...series];
      const fitted = model.fit(series);
      expect([...series]).toEqual(before);
      const text = JSON.stringify(fitted.toJSON());
      const restored = restoreSeries(JSON.parse(text));
      expect(JSON.stringify(restored.toJSON())).toBe(text);
      expect([...restored.forecast(9)]).toEqual([...fitted.forecast(9)]);
      expect([...fitted.forecast(9).slice(0, 3)]).toEqual([...fitted.forecast(3)]);
      expect(fitted.forecast(0)).toHaveLength(0);
    });

    it("refuses JSON with a field missing or of another type, with the path", () => {
      const json = model.fit(series).toJSON();
      for (const key of Object.keys(json)) {
        const { [key]: _, ...rest } = json as JsonObject;
        expect(() => restoreSeries(rest, "file.series")).toThrow(/^file\.series/);
        expect(() => restoreSeries({ ...json, [key]: { wrong: true } }, "file.series")).toThrow(/^file\.series/);
      }
    });
  });
}
