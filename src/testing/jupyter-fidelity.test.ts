import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Json } from "../core/json.js";
import { compareOutputs } from "../notebook/compare-outputs.js";
import { tslabSpec } from "../notebook/tslab-spec.js";
import { readNotebook, runNotebook } from "../runtime/run-notebook.js";
import { rootFolder } from "./source-files.js";

const jupyter = process.env.CUADERNO_TEST_JUPYTER;
const paths = readdirSync(join(rootFolder, "notebooks"), { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z]+\/\d\d-[\w-]+\.ipynb$/.test(path) && !path.endsWith(".executed.ipynb"))
  .sort();

// Cells import the package by its name and find data from their notebook's folder, so the work is done inside the repository.
describe.skipIf(jupyter === undefined || !existsSync(join(rootFolder, "dist", "index.js")))(
  "nbclient and cuaderno run (needs CUADERNO_TEST_JUPYTER and a build)",
  () => {
    mkdirSync(join(rootFolder, "reports"), { recursive: true });
    const folder = mkdtempSync(join(rootFolder, "reports", "fidelity-"));
    const { argv } = tslabSpec();
    const kernel = { argv, display_name: "TypeScript", language: "typescript" };
    mkdirSync(join(folder, "kernels", "tslab"), { recursive: true });
    writeFileSync(join(folder, "kernels", "tslab", "kernel.json"), JSON.stringify(kernel));
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it.each(paths)("give %s the same outputs", { timeout: 600_000 }, async (path) => {
      const project = dirname(path);
      const work = join(folder, project);
      /** Both begin with the sample, and with nothing that an earlier run left. */
      const begin = (): void => {
        rmSync(work, { recursive: true, force: true });
        mkdirSync(work, { recursive: true });
        cpSync(join(rootFolder, "data", project, "sample"), join(work, "data", "sample"), { recursive: true });
      };
      begin();
      const notebook = await readNotebook(join(rootFolder, "notebooks", path));
      const source = notebook.cells.map((cell) => cell.source).join("\n");
      const reduced: { readonly [name: string]: Json } = {
        dataFolder: join(work, "data"),
        data: "sample",
        tracking: join(work, "mlruns"),
        reports: join(work, "reports"),
        trials: 3,
        rounds: 10,
        grid: "reduced",
      };
      const parameters = Object.fromEntries(
        Object.entries(reduced).filter(([name]) => new RegExp(`^const ${name}\\b`, "m").test(source)),
      );
      const ours = join(folder, "ours.ipynb");
      const run = await runNotebook(join(rootFolder, "notebooks", path), { parameters, output: ours, cwd: work });
      expect(run.error?.message).toBe(undefined);
      begin();
      const words = ["nbconvert", "--to", "notebook", "--execute", "--allow-errors", ours, "--output-dir", work];
      execFileSync(jupyter ?? "", [...words, "--output", "theirs.ipynb"], {
        cwd: work,
        env: { ...process.env, JUPYTER_PATH: folder },
        stdio: "pipe",
      });
      const [own, their] = [await readNotebook(ours), await readNotebook(join(work, "theirs.ipynb"))];
      const differences = own.cells.flatMap((cell, index) => {
        const other = their.cells[index];
        if (cell.cell_type !== "code" || other?.cell_type !== "code") return [];
        return compareOutputs(other.outputs, cell.outputs).map((what) => `cell-${index + 1}: ${what}`);
      });
      expect(differences).toEqual([]);
    });
  },
);
