import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";
import { notebookModules } from "../src/vitest.ts";
import { bundledVitePlugin } from "./bundled.mjs";
import LongFirst from "./long-first.js";

const root = fileURLToPath(new URL("..", import.meta.url));

export default defineConfig({
  root,
  plugins: [bundledVitePlugin(), notebookModules()],
  resolve: {
    alias: [
      { find: /^cuaderno$/, replacement: `${root}src/index.ts` },
      { find: /^cuaderno\/(\w+)$/, replacement: `${root}src/$1.ts` },
      { find: /^cuaderno\/projects\/(.+)$/, replacement: `${root}src/projects/$1/index.ts` },
    ],
  },
  test: {
    include: ["src/**/*.test.ts"],
    exclude: ["**/node_modules/**", "src/**/*.engines.test.ts"],
    globalSetup: [`${root}.config/build-kernel.mjs`],
    pool: "forks",
    maxWorkers: 2,
    sequence: { sequencer: LongFirst },
    testTimeout: 60_000,
    hookTimeout: 120_000,
    reporters: ["default", `${root}.config/tally-reporter.ts`],
  },
});
