import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { oneHot } from "../features/encoders/one-hot.js";
import { ordinal } from "../features/encoders/ordinal.js";
import { targetEncode } from "../features/encoders/target-encode.js";
import { impute } from "../features/impute.js";
import { standardScale } from "../features/scalers/standard-scale.js";
import { select } from "../features/selection/select.js";
import type { Step } from "../features/step.js";
import { calendarParts } from "../features/time/calendar-parts.js";
import { cyclic } from "../features/time/cyclic.js";
import { logistic } from "../models/linear/logistic.js";
import type { Model } from "../models/model.js";
import { gradientBoosting } from "../models/trees/gradient-boosting.js";
import { randomForest } from "../models/trees/random-forest.js";
import { pipeline } from "../pipeline/pipeline.js";
import { explainRows, predictRows, restorePipeline } from "../predict.js";
import { toFrame } from "../table/to-frame.js";
import { browserBundle } from "./browser-bundle.js";
import { findChromium } from "./find-chromium.js";

/** Makes the same rows wherever it runs: it goes into the page as text. */
const drawnRows = (uniform: () => number, rowCount: number) => {
  const numbers = (make: () => number) => ({
    kind: "number" as const,
    values: Float64Array.from({ length: rowCount }, make),
  });
  const strings = (labels: readonly string[]) => ({
    kind: "string" as const,
    values: Array.from({ length: rowCount }, () => labels[Math.floor(uniform() * labels.length)] ?? null),
  });
  const time = {
    kind: "time" as const,
    values: Float64Array.from({ length: rowCount }, (_, row) => 1_349_168_400_000 + 3_600_000 * row),
  };
  return {
    kind: "columns" as const,
    rowCount,
    byName: new Map<string, ReturnType<typeof numbers> | ReturnType<typeof strings> | typeof time>([
      ["time", time],
      ["wind", numbers(() => (uniform() < 0.1 ? Number.NaN : 40 * uniform() ** 3))],
      ["weather", strings(["Clear", "Rain", "Snow", "Mist"])],
      ["road", strings(["I-94", "I-35", "US-52"])],
    ]),
  };
};

/** The same numbers wherever it runs: it goes into the page as a string. */
const uniformNumbers = (): (() => number) => {
  let state = 4;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
};

const rows = drawnRows(uniformNumbers(), 10_000);
const objects = Array.from({ length: 20 }, (_, row) => ({
  time: new Date(1_349_168_400_000 + 3_600_000 * row).toISOString().slice(0, 19),
  wind: row % 5 === 0 ? null : String(row),
  weather: ["Clear", "Rain", "Snow", "Mist"][row % 4],
  road: "I-94",
}));
const wind = rows.byName.get("wind")?.values ?? [];
const volume = Float64Array.from({ length: rows.rowCount }, (_, row) => {
  return Math.abs(((row + 6) % 24) - 12) * 100 + (Number(wind[row]) || 0) + (row % 7);
});
const busy = volume.map((value) => (value > 600 ? 1 : 0));

const clock: readonly Step[] = [
  calendarParts({ column: "time", parts: ["hour", "weekday", "dayOfYear"] }),
  cyclic({ column: "hour", period: 24, keepSource: true }),
];
const filled = impute({ columns: ["wind"], strategy: "median" });
const numbersOnly = select({ columns: ["hour", "hour_sin", "hour_cos", "weekday", "wind", "weather", "road"] });
const cases: readonly (readonly [string, readonly Step[], Model, Float64Array])[] = [
  [
    "boosted trees over codes as categories",
    [...clock, ordinal({ columns: ["weather", "road"] }), numbersOnly],
    gradientBoosting({ rounds: 20, categories: ["weather", "road"] }),
    volume,
  ],
  [
    "random forest over target encoding",
    [...clock, targetEncode({ columns: ["weather", "road"] }), numbersOnly],
    randomForest({ trees: 5, depth: 8, columnSample: 0.5 }),
    volume,
  ],
  [
    "logistic regression over one-hot columns",
    [
      ...clock,
      filled,
      oneHot({ columns: ["weather", "road"] }),
      standardScale({ columns: ["hour", "weekday", "wind"] }),
    ],
    logistic(),
    busy,
  ],
];

/** `cuaderno/predict` as one script that leaves `cuaderno` behind. */
const bundled = (): Promise<string> => browserBundle(`export * from "./src/predict.js";`);

describe("cuaderno/predict", () => {
  it("predicts and explains the same bytes here and in a browser's page, for 10,000 rows (skipped without Chromium)", {
    timeout: 60_000,
  }, async (context) => {
    const executablePath = findChromium();
    if (executablePath === undefined) return context.skip();
    const browser = await chromium.launch({ executablePath });
    try {
      const page = await browser.newPage();
      await page.addScriptTag({ content: await bundled() });
      for (const [name, steps, model, target] of cases) {
        const keep = name.startsWith("logistic") ? [...steps, withoutTime(steps)] : steps;
        const fitted = pipeline({ steps: keep, model }).fit(rows, target);
        const text = JSON.stringify(fitted.toJSON());
        const found = await page.evaluate<string>(`(() => {
          const rows = (${drawnRows})((${uniformNumbers})(), 10_000);
          const fitted = cuaderno.restorePipeline(JSON.parse(${JSON.stringify(text)}));
          const predictions = fitted.predict(rows);
          const bytes = new Uint8Array(predictions.buffer);
          const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
          return JSON.stringify([hex, ${name.startsWith("boosted") ? "cuaderno.explainRows" : "cuaderno.predictRows"}(fitted, ${JSON.stringify(objects)})]);
        })()`);
        const own = fitted.predict(rows);
        const hex = Buffer.from(own.buffer).toString("hex");
        const rowByRow = name.startsWith("boosted") ? explainRows(fitted, objects) : predictRows(fitted, objects);
        expect(new Set(own).size, name).toBeGreaterThan(1);
        const [foundHex, foundRows] = withoutLastBits(found) as [string, unknown];
        expect(foundRows, name).toEqual(withoutLastBits(JSON.stringify(rowByRow)));
        expect(foundHex === hex, name).toBe(true);
      }
    } finally {
      await browser.close();
    }
  });

  it("is at most 70 kB minified and 25 kB packed, without a Node module", async () => {
    const code = await bundled();
    expect(code.length).toBeLessThanOrEqual(70_000);
    expect(gzipSync(code, { level: 9 }).length).toBeLessThanOrEqual(25_000);
    expect(code).not.toMatch(/["']node:|\brequire\(|\bprocess\./);
  });

  it("restores for rows and columns, and says where frames are read", () => {
    const [, steps, model, target] = cases[0] as (typeof cases)[number];
    const restored = restorePipeline(pipeline({ steps, model }).fit(rows, target).toJSON());
    expect(restored.predict(rows)).toHaveLength(10_000);
    expect(() => restored.predict(toFrame(rows))).toThrow("restore the pipeline by cuaderno");
  });
});

/** JSON with feature values as float32: browsers and Node differ in the last bit of some sines. */
function withoutLastBits(json: string): unknown {
  return JSON.parse(json, (_, value: unknown) => (typeof value === "number" ? Number(value.toPrecision(12)) : value));
}

/** Selects the columns that are numbers after the steps. */
function withoutTime(steps: readonly Step[]): Step {
  let current: Parameters<Step["fit"]>[0] = rows;
  for (const step of steps) current = step.fit(current, busy).transform(current);
  return select({ columns: [...current.byName].filter(([, { kind }]) => kind === "number").map(([name]) => name) });
}
