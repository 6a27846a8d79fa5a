import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { randomSource } from "../core/random-source.js";
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
import { browserBundle } from "../testing/browser-bundle.js";
import { findChromium } from "../testing/find-chromium.js";
import { pipeline } from "./pipeline.js";

/** Makes the same rows wherever it runs: it goes into the page as text. */
const drawnRows = (uniform: () => number, rowCount: number) => {
  const numbers = (make: () => number) => ({
    kind: "number" as const,
    values: Float64Array.from({ length: rowCount }, make),
  });
  const texts = (labels: readonly string[]) => ({
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
    byName: new Map<string, ReturnType<typeof numbers> | ReturnType<typeof texts> | typeof time>([
      ["time", time],
      ["wind", numbers(() => (uniform() < 0.1 ? Number.NaN : 40 * uniform() ** 3))],
      ["weather", texts(["Clear", "Rain", "Snow", "Mist"])],
      ["road", texts(["I-94", "I-35", "US-52"])],
    ]),
  };
};

const rows = drawnRows(randomSource(4).uniform, 10_000);
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
    "a forest over target encoding",
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

/** All that predicting from a pipeline's JSON needs, as one script that leaves `cuaderno` behind. */
const bundled = (): Promise<string> =>
  browserBundle(`
    export { randomSource } from "./src/core/random-source.js";
    export { restorePipeline } from "./src/pipeline/restore-pipeline.js";`);

describe("predictions of a pipeline's JSON", () => {
  it("are the same bytes here and in a browser's page, for 10,000 rows (skipped without Chromium)", {
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
          const rows = (${drawnRows})(cuaderno.randomSource(4).uniform, 10_000);
          const predictions = cuaderno.restorePipeline(JSON.parse(${JSON.stringify(text)})).predict(rows);
          return Array.from(new Uint8Array(predictions.buffer), (byte) => byte.toString(16).padStart(2, "0")).join("");
        })()`);
        const own = fitted.predict(rows);
        expect(new Set(own).size, name).toBeGreaterThan(1);
        expect(found === Buffer.from(own.buffer).toString("hex"), name).toBe(true);
      }
    } finally {
      await browser.close();
    }
  });

  it("need a bundle of at most 60 kB, packed", async () => {
    expect(gzipSync(await bundled()).length).toBeLessThan(60_000);
  });
});

/** Keeps the columns that are numbers after the steps. */
function withoutTime(steps: readonly Step[]): Step {
  let current: Parameters<Step["fit"]>[0] = rows;
  for (const step of steps) current = step.fit(current, busy).transform(current);
  return select({ columns: [...current.byName].filter(([, { kind }]) => kind === "number").map(([name]) => name) });
}
