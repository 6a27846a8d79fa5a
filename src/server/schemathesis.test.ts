import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { logistic } from "../models/linear/logistic.js";
import { priceHistory, priceModel } from "../testing/price-series.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { historyRoutes } from "./history/history-routes.js";
import { openHistory } from "./history/open-history.js";
import { listen } from "./listen.js";
import { makeService } from "./make-service.js";
import { modelSource } from "./served-model.js";
import { tableRoutes } from "./tables/table-routes.js";

const named = process.env.CUADERNO_TEST_SCHEMATHESIS;
const onPath = (process.env.PATH ?? "").split(delimiter).map((folder) => join(folder, "schemathesis"));
const command = [...(named === undefined ? [] : [named]), ...onPath].find((path) => existsSync(path));

const checks = [
  "not_a_server_error",
  "status_code_conformance",
  "content_type_conformance",
  "response_headers_conformance",
  "response_schema_conformance",
  "unsupported_method",
];

it.skipIf(command === undefined)(
  "schemathesis finds no server error and nothing that the OpenAPI document does not say (skipped without it)",
  { timeout: 240_000 },
  async () => {
    const models = [
      modelSource("traffic", trafficPipeline()),
      modelSource("level", trafficPipeline({ model: logistic(), target: "level" })),
    ];
    const series = modelSource("price", priceModel());
    const history = await openHistory(await priceHistory());
    const folder = mkdtempSync(join(tmpdir(), "cuaderno-tables-"));
    writeFileSync(join(folder, "small.csv"), "name,size\na,1\nb,2\n");
    const routes = [
      ...tableRoutes(folder),
      ...historyRoutes({ model: series, history, allowUpload: true, allowReset: true, logFolder: join(folder, "log") }),
    ];
    const service = await makeService({ models: [...models, series], routes });
    const server = await listen(service, { port: 0 });
    try {
      const options = ["--max-examples", "30", "--no-color", "--checks", checks.join(",")];
      const child = spawn(command ?? "", ["run", `${server.url}/openapi.json`, ...options], { cwd: tmpdir() });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
      const [status] = (await once(child, "close")) as [number];
      expect(status, output.slice(-4_000)).toBe(0);
      expect(output).toMatch(/Tested: \d\d/);
    } finally {
      await server.stop();
    }
  },
);
