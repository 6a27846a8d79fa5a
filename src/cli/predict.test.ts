import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { temporaryRegistry } from "../testing/temporary-registry.js";
import { trafficPipeline } from "../testing/traffic-pipeline.js";
import { define } from "./predict.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-predict-command-"));
const [input, output] = [join(folder, "new.csv"), join(folder, "out.csv")];
writeFileSync(
  input,
  "time,temperature,weather,holiday\n2018-03-05 08:00:00,281.5,Rain,no\n2018-03-05 09:00:00,cold,Rain,no\n",
);

describe("cuaderno predict", () => {
  afterEach(() => {
    process.exitCode = 0;
  });

  it("predicts with a registered version, counts refused rows and ends with 3 unless they go to a file", async () => {
    const { tracker, registry, root } = temporaryRegistry();
    const run = await tracker.startRun({ experiment: "traffic" });
    await run.logArtifact("model.json", JSON.stringify(trafficPipeline()));
    await registry.register("traffic", { runId: run.id, path: "model.json" });
    await registry.setAliases("traffic", { champion: 1 });
    const words = ["traffic@champion", "--in", input, "--out", output, "--tracking-uri", root];
    const { printed, noted } = await callCommand(define, words);
    expect(printed[0]).toMatch(/^traffic version 1: 1 rows predicted, 1 refused in /);
    expect(noted).toEqual([`refused: ${input} line 3: temperature: expected a number, got "cold"`]);
    expect(process.exitCode).toBe(3);
    expect(readFileSync(output, "utf8")).toMatch(/^prediction\n\d+\.\d+\n$/);
    process.exitCode = 0;
    const rejects = join(folder, "rejects.csv");
    const { result, printed: silent } = await callCommand(define, [...words, "--rejects", rejects], { json: true });
    expect(silent).toEqual([]);
    expect(result).toEqual({
      model: { name: "traffic", version: 1 },
      ...{ predicted: 1, refused: 1, unusual: 0, files: 1, output, rejects },
    });
    expect(process.exitCode).toBe(0);
  });

  it.each([
    [["missing.json", "--in", input, "--out", output], /no file missing.json/],
    [["x.json", "--in", input, "--out", output, "--rows", "0"], /--rows: expected an integer >= 1, got "0"/],
    [["x.json", "--in", input, "--out", output, "--steps", "./none.js"], /cannot load .\/none.js/],
  ])("rejects %j", async (words, message) => {
    await expect(callCommand(define, words, { cwd: folder })).rejects.toThrow(message);
  });
});
