import { execFileSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import type { Json } from "../core/json.js";
import { compareOutputs } from "../notebook/diff/compare-outputs.js";
import { tslabSpec } from "../notebook/kernel/tslab-spec.js";
import { notebookParameters } from "../notebook/parameters/notebook-parameters.js";
import { readNotebook } from "../runner/run/read-notebook.js";
import { runNotebook } from "../runner/run/run-notebook.js";
import { rootFolder } from "./source-files.js";

const jupyter = process.env.CUADERNO_TEST_JUPYTER;
const paths = readdirSync(join(rootFolder, "notebooks"), { recursive: true, encoding: "utf8" })
  .filter((path) => /^[a-z]+\/\d\d-[\w-]+\.ipynb$/.test(path) && !path.endsWith(".executed.ipynb"))
  .sort();
const projects = [...new Set(paths.map((path) => dirname(path)))];

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

    it.each(projects)("give the notebooks of %s the same outputs", { timeout: 900_000 }, async (project) => {
      const work = join(folder, project);
      /** Both begin with the sample, and with nothing that an earlier run left; later notebooks build upon earlier ones. */
      const begin = (): void => {
        rmSync(work, { recursive: true, force: true });
        mkdirSync(work, { recursive: true });
        cpSync(join(rootFolder, "data", project, "sample"), join(work, "data", "sample"), { recursive: true });
      };
      const reduced: { readonly [name: string]: Json } = {
        dataFolder: join(work, "data"),
        data: "sample",
        tracking: join(work, "mlruns"),
        reports: join(work, "reports"),
        trials: 3,
        rounds: 10,
        grid: "reduced",
      };
      const executed = (name: string): string => join(folder, `${project}-${name}`);
      const names = paths.filter((path) => dirname(path) === project).map((path) => basename(path));
      begin();
      for (const name of names) {
        const path = join(rootFolder, "notebooks", project, name);
        const declared = new Set(notebookParameters(await readNotebook(path), path).map((parameter) => parameter.name));
        const parameters = Object.fromEntries(Object.entries(reduced).filter(([own]) => declared.has(own)));
        const run = await runNotebook(path, { parameters, output: executed(name), cwd: work });
        expect(run.error?.message).toBe(undefined);
      }
      begin();
      const differences: string[] = [];
      for (const name of names) {
        // nbclient gives a kernel a minute to start, which a busy machine may need.
        const patience = "--ExecutePreprocessor.startup_timeout=300";
        const words = ["nbconvert", "--to", "notebook", "--execute", "--allow-errors", patience, executed(name)];
        execFileSync(jupyter ?? "", [...words, "--output-dir", work, "--output", "theirs.ipynb"], {
          cwd: work,
          env: { ...process.env, JUPYTER_PATH: folder },
          stdio: "pipe",
        });
        const [own, their] = [await readNotebook(executed(name)), await readNotebook(join(work, "theirs.ipynb"))];
        own.cells.forEach((cell, index) => {
          const other = their.cells[index];
          if (cell.cell_type !== "code" || other?.cell_type !== "code") return;
          for (const { message } of compareOutputs(other.outputs, cell.outputs)) {
            differences.push(`${name} cell-${index + 1}: ${message}`);
          }
        });
      }
      expect(differences).toEqual([]);
    });
  },
);
