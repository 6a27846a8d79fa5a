import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { unzipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import type { StepFactory } from "../features/define-step.js";
import { drop } from "../features/selection/drop.js";
import { linear } from "../models/linear/linear.js";
import { ridge } from "../models/linear/ridge.js";
import { pipeline } from "../pipeline/pipeline.js";
import { predictRows } from "../pipeline/predict-rows.js";
import { dottedNumbers } from "../projects/milk/dotted-numbers.js";
import { bankSchema, economy } from "../projects/milk/milk-schema.js";
import { columnsFromEntries } from "../table/columns.js";
import { callCommand } from "../testing/call-command.js";
import { rootFolder } from "../testing/source-files.js";
import { define } from "./export-service.js";

/** Inside the package, so that the module finds it by its name. */
const folder = mkdtempSync(join(rootFolder, "node_modules", ".steps-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const module = join(folder, "steps.mjs");
writeFileSync(
  module,
  `import { defineStep } from "cuaderno";
export const double = defineStep({
  kind: "double",
  inputs: { a: "number" },
  outputs: { b: "number" },
  transform: ({ a }) => ({ b: a.map((value) => 2 * value) }),
});
`,
);

async function ownModel(): Promise<{ path: string; expected: unknown }> {
  const { double } = (await import(pathToFileURL(module).href)) as { readonly double: StepFactory<object, string> };
  const columns = columnsFromEntries([["a", { kind: "number", values: Float64Array.of(1, 2, 3, 4) }]]);
  const steps = [double({}), drop({ columns: ["a"] })];
  const fitted = pipeline({ steps, model: linear() }).fit(columns, Float64Array.of(2, 5, 5, 9));
  const path = join(folder, "own.json");
  writeFileSync(path, JSON.stringify(fitted));
  return { path, expected: predictRows(fitted, [{ a: 3 }])[0]?.prediction };
}

/** What the handler of a zip returns in a folder that has nothing else, in a process that knows nothing else. */
async function callLambda(output: string, row: object): Promise<{ status: number; body: Record<string, unknown> }> {
  const empty = mkdtempSync(join(tmpdir(), "cuaderno-lambda-"));
  for (const [name, bytes] of Object.entries(unzipSync(readFileSync(join(output, "function.zip"))))) {
    mkdirSync(dirname(join(empty, name)), { recursive: true });
    writeFileSync(join(empty, name), bytes);
  }
  const event = {
    ...{ version: "2.0", rawPath: "/predict", rawQueryString: "", isBase64Encoded: false },
    headers: { "content-type": "application/json", host: "x.lambda-url.on.aws" },
    requestContext: { http: { method: "POST", path: "/predict" }, domainName: "x", stage: "$default" },
    body: JSON.stringify(row),
  };
  const program = `require("./index.js").handler(${JSON.stringify(event)}, {}).then((reply) => console.error(JSON.stringify(reply)))`;
  const { stderr } = spawnSync(process.execPath, ["-e", program], { cwd: empty, env: {}, encoding: "utf8" });
  rmSync(empty, { recursive: true });
  const { statusCode, body } = JSON.parse(stderr) as { readonly statusCode: number; readonly body: string };
  return { status: statusCode, body: JSON.parse(body) };
}

describe("cuaderno export-service with custom steps", () => {
  it("makes a function of a module that imports cuaderno alone", { timeout: 60_000 }, async () => {
    const { path, expected } = await ownModel();
    const output = join(folder, "lambda");
    await callCommand(define, [path, "--to", "lambda", "-o", output, "--steps", module]);
    expect(await callLambda(output, { a: 3 })).toMatchObject({ status: 200, body: { prediction: expected } });
  });

  it("makes a function of a worked project's steps", { timeout: 60_000 }, async () => {
    const strings = ["82.846.325", "114.265.499", "99", "841.834.519"];
    const columns = columnsFromEntries(
      economy.map(
        (name) => [name, { kind: "string", values: strings.map((value, row) => `${value}.${row}`) }] as const,
      ),
    );
    const fitted = pipeline({ steps: [dottedNumbers()], model: ridge({ alpha: 1 }), schema: bankSchema }).fit(
      columns,
      Float64Array.of(1, 2, 3, 5),
    );
    const path = join(folder, "milk.json");
    writeFileSync(path, JSON.stringify(fitted));
    const output = join(folder, "milk");
    await callCommand(define, [path, "--to", "lambda", "-o", output]);
    const row = Object.fromEntries(economy.map((name) => [name, "95.7641182"]));
    const reply = await callLambda(output, row);
    expect(reply).toMatchObject({ status: 200, body: { prediction: predictRows(fitted, [row])[0]?.prediction } });
  });

  it("copies every file into the image", async () => {
    const { path } = await ownModel();
    const output = join(folder, "docker");
    const { result } = await callCommand(define, [path, "--to", "docker", "-o", output, "--steps", module], {
      json: true,
    });
    const dockerfile = readFileSync(join(output, "Dockerfile"), "utf8");
    const { files } = result as { readonly files: readonly string[] };
    for (const file of files.filter((name) => !/^(Dockerfile|\.dockerignore)$/.test(name))) {
      expect(dockerfile).toContain(`--chmod=0444 ${file} ./${file}\n`);
    }
  });

  it("refuses a module that imports others", async () => {
    const { path } = await ownModel();
    const other = join(folder, "other.mjs");
    writeFileSync(join(folder, "helper.mjs"), "export const two = 2;\n");
    writeFileSync(
      other,
      `import { two } from "./helper.mjs";\n${readFileSync(module, "utf8")}export const three = two;\n`,
    );
    const words = [path, "--to", "docker", "-o", join(folder, "x"), "--steps", other];
    await expect(callCommand(define, words)).rejects.toThrow('other.mjs imports "./helper.mjs"');
  });
});
