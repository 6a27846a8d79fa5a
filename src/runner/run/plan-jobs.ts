import { dirname, resolve } from "node:path";
import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { CellChoice } from "../../notebook/cells/choose-cells.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import { planRun, type RunPlan } from "../../notebook/run/plan-run.js";
import { executedPath } from "./executed-path.js";
import { environmentParameters, hasEnvironmentParameters } from "./given-parameters.js";
import { isUri } from "./is-uri.js";
import { knownSecrets } from "./known-secrets.js";
import { outputPath } from "./output-path.js";
import { readNotebook } from "./read-notebook.js";

/** One notebook to run with one set of values. */
export interface RunJob {
  readonly notebook: string;
  readonly content: Notebook | undefined;
  readonly parameters: { readonly [name: string]: Json };
  /** Undefined for the default path. */
  readonly output: string | undefined;
  /** The notebook, and the values that differ between jobs. */
  readonly label: string;
  /** Undefined for a single notebook, which is planned while its kernel starts. */
  readonly plan: RunPlan | undefined;
}

/** Options of `planJobs`. */
export interface PlanJobsOptions {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** From a file; they override the environment. */
  readonly fileParameters: { readonly [name: string]: Json };
  /** From the command line; they override all others. */
  readonly parameters: { readonly [name: string]: Json };
  /** Each notebook runs once per row. */
  readonly matrix: readonly { readonly [name: string]: Json }[];
  /** A template of paths; undefined for copies next to the notebooks. */
  readonly output: string | undefined;
  readonly inPlace: boolean;
  readonly choice: CellChoice;
  /** Plan a single notebook too. */
  readonly planSingle: boolean;
}

/**
 * All runs of notebooks with values, planned before the first starts. Of several notebooks each gets the values that it
 * declares.
 *
 * @throws ArgumentError for a value that no notebook declares and for two jobs with the same output.
 */
export async function planJobs(notebooks: readonly string[], options: PlanJobsOptions): Promise<readonly RunJob[]> {
  const [only] = notebooks;
  const simple = notebooks.length === 1 && Object.keys(options.matrix[0] ?? {}).length === 0 && !options.planSingle;
  if (only !== undefined && simple && !hasEnvironmentParameters(options.environment)) {
    const parameters = { ...options.fileParameters, ...options.parameters };
    const output = options.inPlace ? only : options.output;
    return [{ notebook: only, content: undefined, parameters, output, label: only, plan: undefined }];
  }
  const read = await Promise.all(
    notebooks.map(async (notebook) => {
      const content = await readNotebook(notebook);
      return { notebook, content, declared: notebookParameters(content, notebook).map(({ name }) => name) };
    }),
  );
  const known = [...new Set(read.flatMap(({ declared }) => declared))];
  const jobs = options.matrix.flatMap((row) => {
    const given = {
      ...environmentParameters(options.environment, known),
      ...options.fileParameters,
      ...options.parameters,
      ...row,
    };
    if (read.length > 1) refuseUnknown(Object.keys(given), known);
    return read.map(({ notebook, content, declared }): RunJob => {
      const chosen = Object.entries(given).filter(([name]) => read.length === 1 || declared.includes(name));
      const parameters = Object.fromEntries(chosen);
      const secrets = knownSecrets(options.environment, dirname(notebook));
      const plan = planRun(content, { path: notebook, parameters, ...secrets, choice: options.choice });
      const names = Object.keys(row).filter((name) => name in plan.parameters);
      const template = options.inPlace ? notebook : (options.output ?? defaultOutput(notebook, names));
      const output = options.inPlace ? notebook : outputPath(notebook, template, plan.parameters);
      const values = names.map((name) => `${name}=${shortValue(plan.parameters[name])}`);
      return { notebook, content, parameters, output, label: [notebook, ...values].join(" "), plan };
    });
  });
  refuseSharedOutputs(jobs);
  return jobs;
}

function defaultOutput(notebook: string, names: readonly string[]): string | undefined {
  if (names.length === 0 || notebook === "-") return undefined;
  const path = executedPath(notebook);
  const folder = isUri(path) ? path.slice(0, path.lastIndexOf("/") + 1) : `${dirname(path)}/`;
  return `${folder === "./" ? "" : folder}{notebook}-${names.map((name) => `{${name}}`).join("-")}.executed.ipynb`;
}

function shortValue(value: Json | undefined): string {
  const text = typeof value === "string" ? (value.split(/[\\/]/).at(-1) ?? value) : JSON.stringify(value);
  return text.length > 30 ? `${text.slice(0, 29)}…` : text;
}

function refuseUnknown(given: readonly string[], known: readonly string[]): void {
  const unknown = given.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const names = known.length === 0 ? "they declare none" : `they declare ${known.join(", ")}`;
  throw new ArgumentError(
    `run: no notebook declares parameter "${unknown}"${didYouMean(unknown, known) || `; ${names}`}`,
  );
}

function refuseSharedOutputs(jobs: readonly RunJob[]): void {
  const seen = new Map<string, RunJob>();
  for (const job of jobs) {
    const output = job.output ?? "";
    const path = output === "-" || isUri(output) ? output : resolve(output);
    const other = seen.get(path);
    if (other !== undefined) {
      throw new ArgumentError(
        `run: ${other.label} and ${job.label} would both write ${job.output}; use different paths in --output, for example out/{name}-{year}.ipynb`,
      );
    }
    seen.set(path, job);
  }
}
