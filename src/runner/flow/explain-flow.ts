import { join, resolve } from "node:path";
import { errorMessage } from "../../core/error-message.js";
import { chooseSteps } from "../../notebook/flow/plan-flow.js";
import type { Notebook } from "../../notebook/format/notebook.js";
import { readNotebook } from "../run/read-notebook.js";
import type { FlowStepRun, RunFlowOptions } from "./flow-execution.js";
import { readFlowState } from "./flow-state.js";
import { reasonsToRun, stepKeys, stepParameters } from "./plan-step.js";
import { readFlow } from "./read-flow.js";
import { checkFlowParameters } from "./run-flow.js";

/**
 * Every step as it would run, with the reasons; nothing is run or written.
 *
 * @throws ArgumentError for parameters that `runFlow` refuses
 * @example const steps = await explainFlow("notebooks/traffic");
 */
export async function explainFlow(folder: string, options: RunFlowOptions = {}): Promise<readonly FlowStepRun[]> {
  const flow = readFlow(folder, process.cwd());
  const reports = join(resolve(options.reports ?? "reports"), flow.name);
  const state = await readFlowState(reports);
  const chosen = chooseSteps(flow, options);
  const notebooks = new Map<string, Notebook>();
  for (const step of flow.steps) notebooks.set(step.name, await readNotebook(join(folder, step.notebook)));
  checkFlowParameters(flow, folder, notebooks, options.parameters ?? {});
  const pending = new Set<string>();
  const explained: FlowStepRun[] = [];
  for (const step of flow.steps) {
    const notebook = notebooks.get(step.name) as Notebook;
    const parameters = stepParameters(flow, step, notebook, options.parameters ?? {});
    const keys = await stepKeys(folder, step, notebook, parameters).catch((cause: unknown) => errorMessage(cause));
    const after = step.needs.filter((need) => pending.has(need)).map((need) => `${need} runs before`);
    const own =
      typeof keys === "string"
        ? [keys]
        : reasonsToRun(step, keys, state?.steps ?? {}, { reports, force: options.force ?? false });
    const reasons = [...new Set([...after, ...own])];
    const runs = chosen.has(step.name) && reasons.length > 0;
    if (runs) pending.add(step.name);
    explained.push({
      name: step.name,
      status: runs ? "ok" : chosen.has(step.name) ? "up to date" : "not run",
      reasons,
      durationMs: state?.steps[step.name]?.durationMs ?? 0,
      message: undefined,
      page: state?.steps[step.name]?.page,
    });
  }
  return explained;
}
