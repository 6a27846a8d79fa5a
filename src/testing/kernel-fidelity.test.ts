import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Json } from "../core/json.js";
import { compareOutputs } from "../notebook/diff/compare-outputs.js";
import type { Output } from "../notebook/format/notebook.js";
import { notebookParameters } from "../notebook/parameters/notebook-parameters.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { runNotebook } from "../runner/run/run-notebook.js";
import { rootFolder } from "./source-files.js";

// All notebooks take some minutes: by default only two of them are run.
const isFull = process.env.CUADERNO_TEST_KERNELS === "all";
const quick = ["guides/01-tables.ipynb", "milk/01-clean.ipynb"];
const paths = readdirSync(join(rootFolder, "notebooks"), { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z]+\/\d\d-[\w-]+\.ipynb$/.test(path) && !path.endsWith(".executed.ipynb"))
  .filter((path) => isFull || quick.includes(path))
  .sort();

/** Cells whose outputs vary from run to run in one kernel, too: times, points in the order of a group-by. */
const varying = [
  "crime/03-models.ipynb 11",
  "crime/01-explore.ipynb 19",
  ...[7, 8, 9].map((cell) => `guides/13-where-the-time-goes.ipynb ${cell}`),
];

describe(`the kernels tslab and cuaderno${isFull ? "" : " (all notebooks with CUADERNO_TEST_KERNELS=all)"}`, () => {
  mkdirSync(join(rootFolder, "reports"), { recursive: true });
  const folder = mkdtempSync(join(rootFolder, "reports", "kernels-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it.each([...new Set(paths.map((path) => dirname(path)))])(
    "give the notebooks of %s the same outputs",
    {
      timeout: 1_800_000,
    },
    async (project) => {
      const names = paths.filter((path) => dirname(path) === project).map((path) => basename(path));
      const differences: string[] = [];
      // Each kernel begins with the sample, and with nothing that the other left; later notebooks build upon earlier ones.
      for (const kernel of ["tslab", "cuaderno"]) {
        const work = join(folder, project);
        rmSync(work, { recursive: true, force: true });
        mkdirSync(work, { recursive: true });
        if (project === "guides") rmSync(join(rootFolder, ".cuaderno", "guides"), { recursive: true, force: true });
        const sample = join(rootFolder, "data", project, "sample");
        if (existsSync(sample)) cpSync(sample, join(work, "data", "sample"), { recursive: true, force: true });
        for (const name of names) {
          const path = join(rootFolder, "notebooks", project, name);
          const output = join(folder, `${kernel}-${name}`);
          // The guides find the samples of the projects from their own folder.
          const world = project === "guides" ? {} : { parameters: await reduced(path, work), cwd: work };
          const result = await runNotebook(path, { ...world, output, kernel });
          expect(result.error?.message, `${kernel}: ${name}`).toBe(undefined);
          expect(result.kernel).toBe(kernel);
        }
      }
      for (const name of names) {
        const [theirs, ours] = [
          await outputs(join(folder, `tslab-${name}`)),
          await outputs(join(folder, `cuaderno-${name}`)),
        ];
        for (const [index, cell] of ours.entries()) {
          if (varying.includes(`${project}/${name} ${index + 1}`)) continue;
          for (const { message } of compareOutputs(theirs[index] ?? [], cell)) {
            differences.push(`${name} code cell ${index + 1}: ${message}`);
          }
        }
      }
      expect(differences).toEqual([]);
    },
  );
});

async function reduced(path: string, work: string): Promise<{ readonly [name: string]: Json }> {
  const values: { readonly [name: string]: Json } = {
    dataFolder: join(work, "data"),
    data: "sample",
    tracking: join(work, "mlruns"),
    reports: join(work, "reports"),
    trials: 3,
    grid: "reduced",
  };
  const declared = new Set(notebookParameters(await readNotebook(path), path).map(({ name }) => name));
  return Object.fromEntries(Object.entries(values).filter(([name]) => declared.has(name)));
}

/** The outputs of code cells; tslab prints the value of a last expression, which this kernel sends as a result. */
async function outputs(path: string): Promise<readonly (readonly Output[])[]> {
  const { cells } = await readNotebook(path);
  return cells.flatMap((cell) => (cell.cell_type === "code" ? [cell.outputs.map(asPrinted)] : []));
}

function asPrinted(output: Output): Output {
  if (output.output_type !== "execute_result") return output;
  const { data, metadata } = output;
  if (Object.keys(data).join() !== "text/plain") return { output_type: "display_data", data, metadata };
  return { output_type: "stream", name: "stdout", text: `${String(data["text/plain"])}\n` };
}
