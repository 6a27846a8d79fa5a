import { Worker } from "node:worker_threads";
import { gzipSync } from "node:zlib";
import { chromium } from "playwright-core";
import { describe, expect, it } from "vitest";
import { randomSource } from "../../../core/random-source.js";
import type { Matrix } from "../../../table/matrix.js";
import { browserBundle } from "../../../testing/browser-bundle.js";
import { findChromium } from "../../../testing/find-chromium.js";
import { binMatrix } from "../bin-matrix.js";
import { gradientBoosting } from "../gradient-boosting.js";

const { matrix, target } = drawn(10_000);
const options = { rounds: 25, objective: "logistic" } as const;
const model = gradientBoosting(options).fit(matrix, target);
const expected = { json: JSON.stringify(model), sums: [...model.margins(matrix)[0]] };

/** Training and prediction as one script that leaves `cuaderno` behind. */
const bundled = (): Promise<string> =>
  browserBundle(`
    export { gradientBoosting } from "./src/models/trees/gradient-boosting.js";
    export { fastestKernel } from "./src/models/trees/kernel/fastest-kernel.js";`);

/** Rows with hours, holes and a class that hangs on both. */
function drawn(rowCount: number): { matrix: Matrix; target: Float64Array } {
  const random = randomSource(21);
  const draw = (make: () => number): Float64Array => Float64Array.from({ length: rowCount }, make);
  const hour = draw(() => random.integer(24));
  const wind = draw(() => (random.uniform() < 0.1 ? Number.NaN : random.normal()));
  const target = draw(() => random.normal()).map((roundingError, row) => {
    return Math.sin(hour[row] / 4) + (wind[row] || 0.5) + roundingError > 0.3 ? 1 : 0;
  });
  return { matrix: { rowCount, names: ["hour", "wind"], columns: [hour, wind] }, target };
}

describe("boosted trees on other platforms", () => {
  it("are the same when grown in a worker thread over shared bins", async () => {
    const code = `${await bundled()}
      const { parentPort, workerData } = require("node:worker_threads");
      const { binned, target, options } = workerData;
      const { kernel } = cuaderno.fastestKernel({ one: new Uint8Array(1) });
      parentPort.postMessage([kernel.name, JSON.stringify(cuaderno.gradientBoosting(options).fitBinned(binned, target))]);`;
    const workerData = { binned: binMatrix(matrix, { shared: true }), target, options };
    const worker = new Worker(code, { eval: true, workerData });
    const [kernel, json] = await new Promise<[string, string]>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    await worker.terminate();
    expect(kernel).toBe("wasm");
    expect(json).toBe(expected.json);
  });

  const executablePath = findChromium();
  it.skipIf(executablePath === undefined)(
    "are the same bytes when grown in a browser, with the same bits for 10,000 predictions (skipped without Chromium)",
    async () => {
      const code = await bundled();
      const browser = await chromium.launch({ executablePath: executablePath ?? "", args: ["--no-sandbox"] });
      const asLists = matrix.columns.map((values) => [...values]);
      try {
        const page = await browser.newPage();
        await page.addScriptTag({ content: code });
        const found = await page.evaluate(
          `(() => {
            const list = (values) => Float64Array.from(values, (value) => value ?? NaN);
            const matrix = { rowCount: 10000, names: ["hour", "wind"], columns: ${JSON.stringify(asLists)}.map(list) };
            const target = list(${JSON.stringify([...target])});
            const model = cuaderno.gradientBoosting(${JSON.stringify(options)}).fit(matrix, target);
            const { kernel } = cuaderno.fastestKernel({ one: new Uint8Array(1) });
            return { kernel: kernel.name, json: JSON.stringify(model), sums: [...model.margins(matrix)[0]] };
          })()`,
        );
        expect(found).toEqual({ kernel: "wasm", ...expected });
      } finally {
        await browser.close();
      }
    },
  );

  it("fit into a compressed bundle of at most 60 kB", async () => {
    expect(gzipSync(await bundled()).length).toBeLessThan(60_000);
  });

  it("are the same when grown in JavaScript without WebAssembly", () => {
    const { WebAssembly: saved } = globalThis;
    try {
      Reflect.deleteProperty(globalThis, "WebAssembly");
      const plain = gradientBoosting(options).fit(matrix, target);
      expect(JSON.stringify(plain)).toBe(expected.json);
      expect([...plain.margins(matrix)[0]]).toEqual(expected.sums);
    } finally {
      globalThis.WebAssembly = saved;
    }
  });
});
