import { readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { makeTemporaryFolder } from "../../files/make-temporary-folder.js";
import type { Run } from "../../tracking/tracker.js";
import { exportNotebook } from "../export/export-notebook.js";

/** Logs an executed notebook, and its page without Plotly and data, in a folder of a run's artifacts. */
export async function logNotebook(run: Run, folder: string, name: string, executed: string): Promise<void> {
  const temporary = makeTemporaryFolder(join(tmpdir(), "cuaderno-track-"), "runNotebook");
  try {
    const notebook = join(temporary, `${name}.ipynb`);
    const page = join(temporary, `${name}.html`);
    await writeFile(notebook, executed);
    // Plotly is 0.7 to 2 MB in each page, and the notebook has the data of live pages; reports, and an export of the
    // saved notebook, draw the figures and compute.
    await exportNotebook(notebook, { output: page, plotly: "none", live: "none" });
    await run.logArtifact(`${folder}/${name}.ipynb`, executed);
    await run.logArtifact(`${folder}/${name}.html`, await readFile(page));
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
