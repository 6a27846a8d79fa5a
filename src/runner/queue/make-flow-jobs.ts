import { isAbsolute, join, resolve } from "node:path";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { Json } from "../../core/json.js";
import type { Job } from "../../jobs/job.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import type { FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage } from "../../notebook/parameters/notebook-parameters.js";
import { planRun, type RunPlan } from "../../notebook/run/plan-run.js";
import { declaredInputs, type RunData } from "../../notebook/run/run-data.js";
import { runKeys } from "../../notebook/run/run-keys.js";
import { stepParameters } from "../flow/plan-step.js";
import { fileNames } from "../flow/run-step.js";
import { codeFiles } from "../run/code-files.js";
import { inputVersions } from "../run/input-versions.js";
import { isUri } from "../run/is-uri.js";
import { knownSecrets } from "../run/known-secrets.js";
import { chosenKernel } from "../run/notebook-kernel.js";
import { programVersions } from "../run/program-versions.js";
import { publicParameters, type SubmissionOptions, toJob } from "./make-jobs.js";

/** A flow that is submitted. */
export interface FlowSubmission extends SubmissionOptions {
  readonly folder: string;
  readonly flow: FlowPlan;
  readonly notebooks: ReadonlyMap<string, Notebook>;
  readonly chosen: ReadonlySet<string>;
  readonly parameters: { readonly [name: string]: Json };
  /** Folder or `s3://` prefix of the executed copies. */
  readonly reports: string;
  readonly keepGoing: boolean;
}

/**
 * The jobs of the chosen steps of a flow, in its order. The id of a step also depends on the ids of the steps it needs,
 * so that a step whose sources changed takes all that need it along.
 */
export async function makeFlowJobs(submission: FlowSubmission): Promise<readonly Job[]> {
  const { flow, folder, notebooks, chosen, code, reports } = submission;
  if (code.code.kind !== "folder" && !isUri(reports) && !isAbsolute(reports))
    throw new ArgumentError(
      `run: with --code ${code.code.kind} the folder ${reports} would stay on a worker; set --reports to s3://... or an absolute path that all machines share`,
    );
  const base = isUri(reports) ? reports.replace(/\/$/, "") : resolve(reports);
  const jobs = new Map<string, Job>();
  for (const step of flow.steps.filter(({ name }) => chosen.has(name))) {
    const content = notebooks.get(step.name) as Notebook;
    const path = join(folder, step.notebook);
    const values = stepParameters(flow, step, content, submission.parameters);
    const plan = planRun(content, { path, parameters: values, ...knownSecrets(process.env, folder) });
    const parameters = publicParameters({ parameters: values, notebook: path }, plan, content, submission);
    const needs = step.needs.flatMap((need) => jobs.get(need)?.id ?? []);
    const limits = {
      ...submission.limits,
      attempts: Math.max(step.retries + 1, submission.limits.attempts),
      timeoutMs: step.timeoutMs ?? submission.limits.timeoutMs,
    };
    const output = `${base}/${flow.name}/${fileNames(step).executed}`;
    const key = await stepKey(step, plan, content, submission);
    jobs.set(step.name, toJob({ label: step.name, target: path, parameters, output, key, needs, limits }, submission));
  }
  const ids = [...jobs.values()].map(({ id }) => id);
  return flow.steps.flatMap((step) => {
    const job = jobs.get(step.name);
    if (job === undefined) return [];
    const { name: step1, when } = step;
    return [{ ...job, flow: { name: flow.name, step: step1, jobs: ids, keepGoing: submission.keepGoing, when } }];
  });
}

/** The content key of a step without the inputs that other steps write: those follow from what it needs. */
async function stepKey(
  step: FlowStep,
  plan: RunPlan,
  content: Notebook,
  { flow, folder, kernel }: FlowSubmission,
): Promise<string> {
  const written = new Set(flow.steps.flatMap(({ outputs }) => outputs));
  const declared = [...step.inputs, ...declaredInputs(content, plan.parameters, plan.path)];
  const inputs = [...new Set(declared)].filter((uri) => !written.has(uri) && !uri.startsWith("models:"));
  const language = notebookLanguage(content);
  const { node: _, ...programs } = programVersions(language);
  const sources = plan.steps.map(({ source }) => source);
  const basis = {
    programs: { ...programs, kernel: chosenKernel(content, kernel) },
    files: codeFiles(sources, resolve(folder)),
    data: (await Promise.all(inputs.map((uri) => inputVersion(uri, step, folder)))).flat(),
  };
  return runKeys(plan, basis, language).key;
}

/** An input that a step before may write need not exist yet. */
async function inputVersion(uri: string, step: FlowStep, folder: string): Promise<readonly RunData[]> {
  try {
    return await inputVersions([uri], resolve(folder));
  } catch (thrown) {
    if (thrown instanceof NotFoundError && step.needs.length > 0) return [{ uri, kind: "input", hash: "" }];
    throw thrown;
  }
}
