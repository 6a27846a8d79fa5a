import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { expect, it } from "vitest";
import { logistic } from "../models/linear/logistic.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { listen } from "./listen.js";
import { makeService } from "./make-service.js";
import { modelSource } from "./served-model.js";

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
    const server = await listen(await makeService({ models }), { port: 0 });
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
