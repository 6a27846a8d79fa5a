import { defineConfig } from "vitest/config";
import { base } from "./vitest.config.ts";

/** Tests against engines that take minutes to start or to work: `npm run test:engines`. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    include: ["src/**/*.engines.test.ts"],
    exclude: ["**/node_modules/**"],
    maxWorkers: 1,
    testTimeout: 300_000,
    hookTimeout: 300_000,
  },
});
