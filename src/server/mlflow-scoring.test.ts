import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";
import { predictRows } from "../pipeline/predict-rows.js";
import { mlflowPython, needsMlflow } from "../testing/find-mlflow.js";
import { temporaryFolder } from "../testing/temporary-tracker.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { listen } from "./listen.js";
import { makeService } from "./make-service.js";
import { modelSource } from "./served-model.js";

const program = fileURLToPath(new URL("mlflow_scoring_client.py", import.meta.url));

it.skipIf(mlflowPython === undefined)(
  `MLflow's scoring client gets the predictions of predictRows, and the reason of a refusal ${needsMlflow}`,
  { timeout: 180_000 },
  async () => {
    const model = trafficPipeline();
    const server = await listen(await makeService({ models: [modelSource("traffic", model)] }), { port: 0 });
    try {
      const child = spawn(mlflowPython ?? "", ["-W", "ignore", program, server.url], { cwd: temporaryFolder() });
      let [output, errors] = ["", ""];
      child.stdout.on("data", (data) => (output += String(data)));
      child.stderr.on("data", (data) => (errors += String(data)));
      const [status] = (await once(child, "close")) as [number];
      expect(status, errors.slice(-4_000)).toBe(0);
      const rows = [
        { time: "2018-03-05 08:00:00", temperature: 281.5, weather: "Rain", holiday: false },
        { time: "2018-03-05 09:00:00", temperature: 300, weather: "Clear", holiday: true },
      ];
      const { predictions, refusal } = JSON.parse(output.trim().split("\n").at(-1) ?? "");
      expect(predictions).toEqual(predictRows(model, rows).map(({ prediction }) => prediction));
      expect(refusal).toMatch(/unknown label .*Hail/);
    } finally {
      await server.stop();
    }
  },
);
