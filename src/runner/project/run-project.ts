import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { FailedError, InterruptedError, NotFoundError } from "../../core/errors.js";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { ensureSourceData } from "../../io/datasets/source-data.js";
import { notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import type { CellEvent } from "../../notebook/run/execute-run.js";
import { exportNotebook } from "../export/export-notebook.js";
import { readNotebook } from "../run/read-notebook.js";
import { runNotebook } from "../run/run-notebook.js";
import type { Project, ProjectResults, ProjectSettings } from "./project.js";
import { recordProject } from "./record-project.js";
import { writeProjectIndex } from "./write-project-index.js";

/** How a project is run. */
export interface RunProjectOptions {
  /** The folder that gets `data/`, `mlruns/` and `reports/`. Default: the working folder. */
  readonly folder?: string | undefined;
  /** Default: real data where it is or can be had, else the sample. */
  readonly data?: "real" | "sample" | "auto" | undefined;
  readonly mirror?: string | undefined;
  readonly trackingUri?: string | undefined;
  readonly trials?: number | undefined;
  /** Train even when nothing has changed. Default: false. */
  readonly fresh?: boolean | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Called with a line per step. */
  readonly log?: ((line: string) => void) | undefined;
  /** Hears of every cell that begins or ends, and of which notebook. */
  readonly onCell?: ((event: CellEvent, notebook: string) => void) | undefined;
}

/** What a run of a project gives. */
export interface ProjectRun extends ProjectResults {
  readonly project: string;
  readonly data: "real" | "sample";
  /** Where the data is from, in words. */
  readonly label: string;
  /** Every page, the index first. */
  readonly reports: readonly string[];
  readonly wallMs: number;
}

/**
 * Runs a project from end to end: gets its data, runs its notebooks one after the other, writes each as a page into
 * `reports/<project>/`, and an index of all projects; metrics, executed notebooks and pages are also kept as a tracked
 * run. A notebook that fails ends the run, after its page is written.
 */
export async function runProject(project: Project, options: RunProjectOptions = {}): Promise<ProjectRun> {
  const started = Date.now();
  const { log = () => undefined, signal } = options;
  const folder = resolve(options.folder ?? ".");
  const dataFolder = join(folder, "data", project.name);
  const reportsFolder = join(folder, "reports", project.name);
  const origin = await ensureSourceData(project.source, {
    folder: dataFolder,
    mirror: options.mirror,
    data: options.data,
    log,
    signal,
  });
  log(`data: ${origin.label} (${origin.files.length} files)`);
  const settings: ProjectSettings = {
    dataFolder,
    reportsFolder,
    tracking: trackingPlace(options.trackingUri, folder),
    origin,
    trials: options.trials,
    fresh: options.fresh ?? false,
  };
  const pages: { readonly file: string; readonly title: string }[] = [];
  for (const name of project.notebooks) {
    if (signal?.aborted) throw new InterruptedError(`runProject: stopped before ${name}`);
    pages.push(await runOne(project, name, settings, options, folder));
  }
  const found = await project.results(settings);
  const all = [...pages, ...found.pages.filter(({ file }) => existsSync(join(reportsFolder, file)))];
  const reports = all.map(({ file }) => join(reportsFolder, file));
  const executed = project.notebooks.map((name) => join(reportsFolder, name));
  const { data, label } = origin;
  const record = { project: project.name, data, label, metrics: found.metrics, files: [...executed, ...reports] };
  await recordProject(settings.tracking, record, signal);
  const index = await writeProjectIndex(join(folder, "reports"), project, { origin, results: found, pages: all });
  return {
    ...found,
    project: project.name,
    data,
    label,
    reports: [index, ...reports],
    wallMs: Date.now() - started,
  };
}

/** Where runs are kept, such that it means the same in a notebook's own working folder. */
function trackingPlace(uri: string | undefined, folder: string): string {
  if (!uri) return join(folder, "mlruns");
  return /^[a-z][a-z0-9+.-]+:/i.test(uri) ? uri : resolve(folder, uri);
}

async function runOne(
  project: Project,
  name: string,
  settings: ProjectSettings,
  { signal, onCell }: RunProjectOptions,
  folder: string,
): Promise<{ readonly file: string; readonly title: string }> {
  const path = notebookPath(project.name, name, folder);
  const executed = join(settings.reportsFolder, name);
  const page = join(settings.reportsFolder, name.replace(/\.ipynb$/, ".html"));
  const result = await runNotebook(path, {
    output: executed,
    parameters: await declared(path, project, settings),
    signal,
    ...(onCell === undefined ? {} : { onCell: (event) => onCell(event, name) }),
  });
  const { title } = await exportNotebook(executed, { output: page });
  await linkPages(page, project.notebooks);
  if (result.status === "interrupted")
    throw new InterruptedError(`runProject: stopped in ${name}; what ran is in ${page}`);
  if (result.status !== "ok" && result.status !== "stopped")
    throw new FailedError(`${result.error?.message ?? `${name} failed`}; see ${page}`);
  return { file: name.replace(/\.ipynb$/, ".html"), title };
}

/** Where a notebook leads to another of the project, its page leads to the other's page. */
async function linkPages(page: string, notebooks: readonly string[]): Promise<void> {
  const html = await readFile(page, "utf8");
  const linked = notebooks.reduce(
    (text, name) => text.replaceAll(`href="${name}"`, `href="${name.replace(/\.ipynb$/, ".html")}"`),
    html,
  );
  if (linked !== html) await writeFileAtomically(page, linked, { caller: "runProject" });
}

/** The notebook in the working folder, else the one that comes with the package. */
function notebookPath(project: string, name: string, folder: string): string {
  const own = join("notebooks", project, name);
  const packaged = fileURLToPath(new URL(`../../../${own}`, import.meta.url));
  const found = [join(folder, own), packaged].find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new NotFoundError(`runProject: there is no ${own}, neither in ${folder} nor in the package`);
}

/** What a run is about, for those parameters that the notebook declares. */
async function declared(
  path: string,
  project: Project,
  settings: ProjectSettings,
): Promise<Readonly<Record<string, string | number | boolean>>> {
  const { dataFolder, reportsFolder: reports, tracking, origin, trials, fresh } = settings;
  const common = { dataFolder, reports, tracking, data: origin.data, trials, fresh };
  const values = { ...common, ...project.parameters?.(settings) };
  const names = new Set(notebookParameters(await readNotebook(path), path).map(({ name }) => name));
  return Object.fromEntries(
    Object.entries(values).filter(
      (entry): entry is [string, string | number | boolean] => names.has(entry[0]) && entry[1] !== undefined,
    ),
  );
}
