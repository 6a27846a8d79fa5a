import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import { emitDeclarations, staleDeclarations } from "../../runner/check/emit-declarations.js";
import { runNotebook } from "../../runner/run/run-notebook.js";
import { makeNotebook } from "../../testing/make-notebook.js";
import { startTestKernel } from "../../testing/run-cells.js";
import { rootFolder } from "../../testing/source-files.js";
import { notebookModule } from "./notebook-module.js";

const register = join(rootFolder, "dist", "kernel", "module", "register.js");
const projects = join(rootFolder, "notebooks");

/** A folder inside the repository, where packages are found. */
function projectFolder(): string {
  mkdirSync(join(rootFolder, ".cache"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, ".cache", "module-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  return folder;
}

function writeNotebook(folder: string, name: string, ...cells: Parameters<typeof makeNotebook>[0]): string {
  const path = join(folder, name);
  writeFileSync(path, JSON.stringify(makeNotebook(cells)));
  return path;
}

const prices = [
  'import pl, { type DataFrame } from "nodejs-polars";',
  "interface Row { readonly price: number | null }\nconst limit = 5;\nconsole.log('not run');",
  "/** Rows with a price. */\nfunction cleanPrices(rows: readonly Row[]) {\n  return rows.filter(({ price }) => price !== null && price < limit);\n}",
  "const toFrame = (rows: readonly Row[]): DataFrame => pl.DataFrame(rows.map(({ price }) => ({ price })));",
  "function fail(): never {\n  throw new Error('on line 2');\n}",
] as const;

it("is imported by programs, from notebooks of the projects too, and stacks name cell and line", () => {
  const folder = projectFolder();
  writeNotebook(folder, "01-clean.ipynb", ...prices);
  writeFileSync(
    join(folder, "program.js"),
    `import { cleanPrices, fail, toFrame } from "./01-clean.ipynb";
import { getRows, known, toDates } from ${JSON.stringify(join(projects, "worldbank", "04-predictions.ipynb"))};
console.log(cleanPrices([{ price: 1 }, { price: null }]).length, toFrame([{ price: 1 }]).width, typeof known, typeof toDates);
try { getRows(); } catch (failure) { console.log(failure.message); }
fail();`,
  );
  const ended = spawnSync(process.execPath, ["--import", register, "program.js"], { cwd: folder, encoding: "utf8" });
  expect(ended.stdout).toMatch(/^1 1 function function\ngetRows: .*04-predictions\.ipynb#cell-5:5:15: "forecasts"/);
  expect(ended.stderr).toMatch(/at fail \(.*01-clean\.ipynb#cell-5:2:9\)/);
});

it("has types for programs, by any resolution of TypeScript, and a finding when they are out of date", async () => {
  const folder = projectFolder();
  const path = writeNotebook(folder, "01-clean.ipynb", ...prices);
  writeFileSync(join(folder, "tsconfig.json"), '{ "compilerOptions": { "allowArbitraryExtensions": true } }');
  const emit = () => emitDeclarations([path], { readModule: notebookModule });
  expect(await emit()).toMatchObject([
    { file: `${path}.d.ts`, status: "written", exports: ["cleanPrices", "toFrame", "fail"], leftOut: [] },
  ]);
  expect(await emit()).toMatchObject([{ status: "up to date" }]);
  writeFileSync(
    join(folder, "program.ts"),
    'import { cleanPrices, type Row } from "./01-clean.ipynb";\nexport const rows: Row[] = cleanPrices([{ price: 1 }]);\nexport const wrong: string = cleanPrices([]);',
  );
  const ours = join(rootFolder, "node_modules", "typescript", "bin", "tsc");
  const tslabs = join(rootFolder, "node_modules", "@tslab", "typescript-for-tslab", "lib", "tsc.js");
  for (const [program, module, moduleResolution] of [
    [ours, "nodenext", "nodenext"],
    [ours, "esnext", "bundler"],
    [tslabs, "commonjs", "node"],
  ] as const) {
    const settings = { module, moduleResolution, allowArbitraryExtensions: true, strict: true, noEmit: true };
    const compilerOptions = { ...settings, types: [], skipLibCheck: true, target: "es2022" };
    const config = join(folder, `${moduleResolution}.json`);
    writeFileSync(config, JSON.stringify({ compilerOptions, files: ["program.ts"] }));
    const { stdout } = spawnSync(process.execPath, [program, "-p", config], { cwd: folder, encoding: "utf8" });
    expect([moduleResolution, stdout]).toEqual([
      moduleResolution,
      "program.ts(3,14): error TS2322: Type 'Row[]' is not assignable to type 'string'.\n",
    ]);
  }
  expect(await staleDeclarations([path], notebookModule)).toEqual([]);
  writeNotebook(folder, "01-clean.ipynb", ...prices, "const added = () => 1;");
  expect(await staleDeclarations([path], notebookModule)).toMatchObject([
    { rule: "declarations", message: '01-clean.ipynb.d.ts is out of date; run "cuaderno check --emit"' },
  ]);
});

it("is imported by notebooks in both kernels, in ours again after it is saved", async () => {
  const folder = projectFolder();
  const clean = writeNotebook(folder, "01-clean.ipynb", ...prices);
  await emitDeclarations([clean], { readModule: notebookModule });
  const cell =
    'import { cleanPrices, fail } from "./01-clean.ipynb";\nconsole.log(cleanPrices([{ price: 1 }]).length);';
  const path = writeNotebook(folder, "02-use.ipynb", cell, "fail();");
  const { error } = await runNotebook(path, { kernel: "tslab", output: join(folder, "out.ipynb") });
  expect(error?.message).toMatch(/#cell-2:1:1: Error: on line 2/);
  expect(error?.traceback?.join("\n")).toMatch(/at fail \(.*01-clean\.ipynb#cell-5:2:9\)/);

  rmSync(`${clean}.d.ts`);
  const untyped = await runNotebook(path, {
    kernel: "cuaderno",
    typecheck: "error",
    output: join(folder, "out.ipynb"),
  });
  expect(untyped.error?.message).toMatch(/01-clean\.ipynb' .*\(TS2307\); write them with "cuaderno check --emit"/);

  const { run } = await startTestKernel(folder);
  expect((await run(cell)).text).toBe("1\n");
  expect((await run("try { fail(); } catch (failure) { console.log(failure.stack); }")).text).toMatch(
    /at fail \(file:.*01-clean\.ipynb#cell-5:2:9\)\n {4}at In\[2\]:1:7/,
  );
  writeNotebook(folder, "01-clean.ipynb", ...prices, "const added = () => 7;");
  expect((await run('const { added } = await import("./01-clean.ipynb"); added()')).text).toBe("7");
});
