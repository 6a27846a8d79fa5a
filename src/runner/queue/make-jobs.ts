import { hostname, userInfo } from "node:os";
import { dirname, isAbsolute, resolve } from "node:path";
import { contentHash } from "../../core/content-hash.js";
import { ArgumentError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import { packageVersion } from "../../host/package-version.js";
import type { Job, JobLimits } from "../../jobs/job.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage, notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import type { RunPlan } from "../../notebook/run/plan-run.js";
import { declaredInputs } from "../../notebook/run/run-data.js";
import { runKeys } from "../../notebook/run/run-keys.js";
import { codeFiles } from "../run/code-files.js";
import { inputVersions } from "../run/input-versions.js";
import { isUri } from "../run/is-uri.js";
import { chosenKernel } from "../run/notebook-kernel.js";
import type { RunJob } from "../run/plan-jobs.js";
import { programVersions } from "../run/program-versions.js";
import type { SubmittedCode } from "./job-code.js";

/** What all jobs of a submission have in common. */
export interface SubmissionOptions {
  readonly code: SubmittedCode;
  readonly tags: readonly string[];
  readonly limits: JobLimits;
  /** Arguments of `cuaderno run` that a worker passes on. */
  readonly args: readonly string[];
  readonly kernel?: string | undefined;
  /** Working folder of the kernels. */
  readonly cwd?: string | undefined;
  /** Names of parameters that the user set explicitly. */
  readonly given: readonly string[];
  readonly log: (line: string) => void;
}

/**
 * The jobs of planned runs. Their ids are made of all that their outputs depend on, so that the same submission is the
 * same job.
 *
 * @throws ArgumentError for a secret parameter, whose value would be in the queue, and for an output that the
 * submitting machine cannot share.
 */
export async function makeJobs(runs: readonly RunJob[], options: SubmissionOptions): Promise<readonly Job[]> {
  return await Promise.all(
    runs.map(async (run) => {
      const { plan, content, notebook, output } = run;
      if (plan === undefined || content === undefined || output === undefined || notebook === "-" || output === "-")
        throw new ArgumentError("run: --queue needs notebooks in files or at URIs; save standard input to a file");
      const parameters = publicParameters(run, plan, content, options);
      checkOutput(output, options);
      const key = await contentKey(plan, content, notebook, options);
      return toJob({ label: run.label, target: notebook, parameters, output, key }, options);
    }),
  );
}

/** A job with the id that its content gives. */
export function toJob(
  one: Pick<Job, "label" | "target" | "parameters" | "output"> &
    Partial<Pick<Job, "needs" | "flow" | "limits" | "kind" | "schedule">> & { readonly key: string },
  { code, tags, limits, args }: Pick<SubmissionOptions, "code" | "tags" | "limits" | "args">,
): Job {
  const { key, ...rest } = one;
  const required = [...new Set([...tags, ...code.tags])];
  const basis = [key, rest.target, rest.output ?? "", args, code.code, code.folder, required, rest.needs ?? []];
  const id = `n${contentHash(JSON.stringify(basis)).slice(0, 23)}`;
  const submitted = { by: submitter(), at: new Date().toISOString(), version: packageVersion() };
  const plain = { kind: "notebook" as const, args, limits, needs: [], tags: required, submitted };
  return { ...plain, ...rest, id, code: code.code, folder: code.folder };
}

/** Everything that the outputs of a planned run depend on, as one hash; not the machine that it is planned on. */
export async function contentKey(
  plan: RunPlan,
  content: Notebook,
  notebook: string,
  { kernel, cwd }: Pick<SubmissionOptions, "kernel" | "cwd">,
): Promise<string> {
  const folder = resolve(cwd ?? (isUri(notebook) ? "." : dirname(notebook)));
  const language = notebookLanguage(content);
  const { node: _, ...programs } = programVersions(language);
  const sources = plan.steps.map(({ source }) => source);
  const basis = {
    programs: { ...programs, kernel: chosenKernel(content, kernel) },
    files: codeFiles(sources, folder),
    data: await inputVersions(declaredInputs(content, plan.parameters, plan.path), folder),
  };
  return runKeys(plan, basis, language).key;
}

/** The values without secrets: a worker takes those from its own environment. */
export function publicParameters(
  { parameters, notebook }: Pick<RunJob, "parameters" | "notebook">,
  plan: RunPlan,
  content: Notebook,
  { given, log }: SubmissionOptions,
): { readonly [name: string]: Json } {
  const declared = new Map(notebookParameters(content, notebook).map((parameter) => [parameter.name, parameter]));
  const shown = Object.entries(parameters).filter(([name, value]) => {
    const hidden =
      declared.get(name)?.secret === true || JSON.stringify(plan.mask(value as never)) !== JSON.stringify(value);
    if (!hidden) return true;
    const variable = `CUADERNO_PARAM_${name.toUpperCase()}`;
    if (given.includes(name))
      throw new ArgumentError(
        `run: parameter "${name}" is a secret and would be stored in the queue; set ${variable} on the workers instead`,
      );
    log(`parameter ${name} is a secret and is not sent; the workers need ${variable}`);
    return false;
  });
  return Object.fromEntries(shown);
}

/** Code that is fetched has a working folder of its own: outputs go to a shared path or a store. */
function checkOutput(output: string, { code }: SubmissionOptions): void {
  if (code.code.kind === "folder" || isUri(output) || isAbsolute(output)) return;
  throw new ArgumentError(
    `run: with --code ${code.code.kind} the output ${output} would stay on a worker; set --output to s3://... or an absolute path that all machines share`,
  );
}

function submitter(): string {
  try {
    return `${userInfo().username}@${hostname()}`;
  } catch {
    return hostname();
  }
}
