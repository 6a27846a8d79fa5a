import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { needsSail, needsSpark, sailPython, sparkPython } from "../../testing/find-spark.js";
import { rootFolder } from "../../testing/source-files.js";
import { startSparkServer } from "../../testing/spark-server.js";

const folder = mkdtempSync(join(tmpdir(), "cuaderno-worldbank-"));
const data = process.env.CUADERNO_DATA_MIRROR === undefined ? "sample" : "real";
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Runs a notebook; the test goes on reading what the server writes. */
const run = async (name: string, words: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const program = join(rootFolder, "dist", "cli", "main.js");
  const parameters = ["-p", `data=${data}`, "-p", `dataFolder=${folder}`, ...words];
  const notebook = join(rootFolder, "notebooks", "worldbank", name);
  const child = spawn(process.execPath, [program, "run", notebook, ...parameters, "-o", join(folder, name)], {
    env: { ...process.env, ...env },
  });
  let stderr = "";
  child.stdout.resume();
  child.stderr.on("data", (data) => (stderr += String(data)));
  const status = await new Promise((resolve) => child.once("close", resolve));
  return { status, stderr };
};

describe.each([
  ["Sail", sailPython, needsSail],
  ["Spark", sparkPython, needsSpark],
] as const)("the World Bank's statistics on %s", (kind, python, needed) => {
  it.skipIf(python === undefined)(`are those of this machine, from the same files ${needed}`, async () => {
    expect(await run("01-sources.ipynb", [])).toMatchObject({ status: 0 });
    const server = await startSparkServer(kind, python ?? "");
    try {
      for (const empty of ["drop", "zero"]) {
        const words = ["-p", "engine=spark", "-p", `empty=${empty}`];
        const { status, stderr } = await run("02-statistics.ipynb", words, {
          SPARK_URL: `sc://127.0.0.1:${server.port}`,
        });
        expect([status, status === 0 ? "" : stderr]).toEqual([0, ""]);
      }
    } finally {
      await server.stop();
    }
  });
});
