import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig, type ViteUserConfig } from "vitest/config";
import { notebookModules } from "../src/vitest.ts";
import { bundledVitePlugin } from "./bundled.mjs";
import LongFirst from "./long-first.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const exclude = ["**/node_modules/**", "src/**/*.engines.test.ts"];

export const base: ViteUserConfig = defineConfig({
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
    globalSetup: [`${root}.config/build-kernel.mjs`],
    pool: "forks",
    // One more than there are processors in CI: many tests wait for another program.
    maxWorkers: 3,
    sequence: { sequencer: LongFirst },
    testTimeout: 180_000,
    hookTimeout: 180_000,
    reporters: ["default", `${root}.config/tally-reporter.ts`],
  },
});

/** Files that share a worker and what it loaded, for a process for each takes longer than most of their tests. */
const shared = [
  "src/{core,stats,table,features,drift,search,models,pipeline,report,files,http,host,display,io,jobs,sources,store,studies,tracking}/**/*.test.ts",
  "src/notebook/!(kernel)/*.test.ts",
  "src/{server,live,datasets,cli}/**/*.test.ts",
  "src/projects/**/!(real-data).test.ts",
];
const setupFiles = [`${root}.config/put-back.ts`];

export default mergeConfig(
  base,
  defineConfig({
    test: {
      // Processes, servers and times: what fails once on a busy machine runs once more, and is named at the end.
      retry: 1,
      projects: [
        { extends: true, test: { name: "apart", include: ["src/**/*.test.ts"], exclude: [...exclude, ...shared] } },
        { extends: true, test: { name: "together", include: shared, exclude, isolate: false, setupFiles } },
      ],
    },
  }),
);
