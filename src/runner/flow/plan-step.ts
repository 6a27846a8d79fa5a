import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Json } from "../../core/json.js";
import type { FlowStep } from "../../notebook/flow/flow.js";
import type { FlowPlan } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { notebookLanguage, notebookParameters } from "../../notebook/parameters/notebook-parameters.js";
import { planRun } from "../../notebook/run/plan-run.js";
import { declaredInputs } from "../../notebook/run/run-data.js";
import { keyDifferences, type RunKeys, runKeys } from "../../notebook/run/run-keys.js";
import { codeFiles } from "../run/code-files.js";
import { inputVersions } from "../run/input-versions.js";
import { knownSecrets } from "../run/known-secrets.js";
import { programVersions } from "../run/program-versions.js";
import type { FlowState } from "./flow-state.js";

/** The values a step's notebook gets: those of the flow and the command line that it declares, and its own. */
export function stepParameters(
  flow: FlowPlan,
  step: FlowStep,
  notebook: Notebook,
  given: { readonly [name: string]: Json },
): { readonly [name: string]: Json } {
  const declared = new Set(notebookParameters(notebook, step.notebook).map(({ name }) => name));
  const shared = Object.entries({ ...flow.parameters, ...given }).filter(([name]) => declared.has(name));
  const own = Object.entries(step.parameters).filter(([name]) => !(name in given));
  return { ...Object.fromEntries(shared), ...Object.fromEntries(own) };
}

/** What the outputs of a step depend on: its code, parameters, modules, programs and inputs. */
export async function stepKeys(
  folder: string,
  step: FlowStep,
  notebook: Notebook,
  parameters: { readonly [name: string]: Json },
): Promise<RunKeys> {
  const path = join(folder, step.notebook);
  const plan = planRun(notebook, { path, parameters, ...knownSecrets(process.env, folder) });
  const inputs = [...new Set([...step.inputs.filter(isData), ...declaredInputs(notebook, plan.parameters, path)])];
  const language = notebookLanguage(notebook);
  const sources = plan.steps.map(({ source }) => source);
  return runKeys(
    plan,
    {
      programs: programVersions(language),
      files: codeFiles(sources, resolve(folder)),
      data: await inputVersions(inputs, resolve(folder)),
    },
    language,
  );
}

/** `models:/...` is a name in the registry, not data with a version. */
function isData(uri: string): boolean {
  return !uri.startsWith("models:");
}

/** Why a step has to run, in words; empty when its last run still holds. */
export function reasonsToRun(
  step: FlowStep,
  keys: RunKeys,
  steps: FlowState["steps"],
  { reports, force }: { readonly reports: string; readonly force: boolean },
): readonly string[] {
  const before = steps[step.name];
  if (force) return ["--force"];
  if (before === undefined) return ["first run"];
  if (before.status !== "ok" && before.status !== "stopped") return [`last run: ${before.status}`];
  const needed = step.needs.filter((need) => steps[need]?.stamp !== before.needs[need]);
  const differences = before.keys === undefined ? ["last run left no record"] : keyDifferences(keys, before.keys);
  const missing = [before.executed, before.page].filter((name) => !existsSync(join(reports, name)));
  const added = step.outputs.filter((uri) => isData(uri) && before.outputs[uri] === undefined);
  return [
    ...added.map((uri) => `output ${uri} is new`),
    ...needed.map((need) => `${need} produced something new`),
    ...differences,
    ...missing.map((name) => `${name} is missing`),
  ];
}
