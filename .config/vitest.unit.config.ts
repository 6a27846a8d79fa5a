import { fileURLToPath } from "node:url";
import { defineConfig, mergeConfig } from "vitest/config";
import { base } from "./vitest.config.ts";

/** Tests without a build, a server, a browser, other processes or real data: the folders below io, but for the files named here. */
export default mergeConfig(
  base,
  defineConfig({
    test: {
      include: ["src/**/*.test.ts"],
      isolate: false,
      setupFiles: [fileURLToPath(new URL("./put-back.ts", import.meta.url))],
      exclude: [
        "**/node_modules/**",
        "src/**/*.engines.test.ts",
        "src/{cli,runner,projects,testing,server,io,studies,engines,http,host}/**",
        "src/**/*.{browser,process,processes,server,sakila}.test.ts",
        "src/**/*{-in-browser,-contract,many-processes,full-disk,damaged-store,kernel-elsewhere,killed,scrolls,page-tools}*.test.ts",
        "src/store/{faults,http-store,local-store,download-file}.test.ts",
        "src/store/s3/**",
        "src/files/process-*.test.ts",
        "src/tracking/registry/file-registry.test.ts",
        "src/sources/{sql,connectors,pull}/**",
        "src/datasets/{dataset,sweep-dataset}.test.ts",
        "src/models/trees/kernel/fastest-kernel.test.ts",
        "src/display/{show,describe}.test.ts",
        "src/drift/traffic-drift.test.ts",
        "src/pipeline/{milk,traffic,crime,pipeline}.test.ts",
        "src/report/page/**",
        "src/notebook/{kernel,run}/**",
      ],
    },
  }),
);
