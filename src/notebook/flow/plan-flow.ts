import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, FormatError } from "../../core/errors.js";
import type { Flow, FlowStep } from "./flow.js";

/** The steps of a flow in an order in which each comes after those it needs. */
export interface FlowPlan extends Flow {
  readonly steps: readonly FlowStep[];
}

/** What a plan needs to know of the files. */
export interface PlanFlowOptions {
  /** Whether an input exists already, or is of a kind that cannot be looked up. */
  readonly exists: (uri: string) => boolean;
}

/**
 * The flow with its steps in order. A step needs also those that write one of its inputs.
 * @throws FormatError, before anything runs, for an unknown need, a cycle, two steps that write one output, and an
 * input that neither exists nor is the output of a step
 */
export function planFlow(flow: Flow, { exists }: PlanFlowOptions): FlowPlan {
  const names = flow.steps.map(({ name }) => name);
  const writers = new Map<string, FlowStep>();
  for (const step of flow.steps) {
    for (const output of step.outputs) {
      const other = writers.get(output);
      if (other !== undefined)
        throw new FormatError(
          `run: ${step.location}: ${step.name} and ${other.name} both write ${output}; keep one of the two outputs`,
        );
      writers.set(output, step);
    }
  }
  const steps = flow.steps.map((step) => {
    const unknown = step.needs.find((need) => !names.includes(need));
    if (unknown !== undefined) {
      throw new FormatError(
        `run: ${step.location}: ${step.name} needs "${unknown}", which is not a notebook of the flow${didYouMean(unknown, names) || `; found ${names.join(", ")}`}`,
      );
    }
    const fromInputs = step.inputs.flatMap((input) => {
      const writer = writers.get(input);
      if (writer !== undefined) return writer === step ? [] : [writer.name];
      if (exists(input)) return [];
      throw new FormatError(
        `run: ${step.location}: input ${input} of ${step.name} does not exist and no notebook of the flow writes it; correct the path or add it to an outputs list`,
      );
    });
    return { ...step, needs: [...new Set([...step.needs, ...fromInputs])] };
  });
  return { ...flow, steps: inOrder(steps) };
}

function inOrder(steps: readonly FlowStep[]): readonly FlowStep[] {
  const byName = new Map(steps.map((step) => [step.name, step]));
  const done = new Set<string>();
  const ordered: FlowStep[] = [];
  const visit = (step: FlowStep, trail: readonly string[]): void => {
    if (done.has(step.name)) return;
    if (trail.includes(step.name)) {
      const cycle = [...trail.slice(trail.indexOf(step.name)), step.name].join(" -> ");
      throw new FormatError(`run: ${step.location}: the notebooks need each other: ${cycle}; remove one of the needs`);
    }
    for (const need of step.needs) visit(byName.get(need) as FlowStep, [...trail, step.name]);
    done.add(step.name);
    ordered.push(step);
  };
  for (const step of steps) visit(step, []);
  return ordered;
}

/**
 * The chosen steps: `only` these, or `from` one on with all that need it, directly or not.
 * @throws ArgumentError for an unknown name
 */
export function chooseSteps(
  plan: FlowPlan,
  { only = [], from }: { readonly only?: readonly string[] | undefined; readonly from?: string | undefined },
): ReadonlySet<string> {
  const names = plan.steps.map(({ name }) => name);
  const find = (given: string): readonly string[] => {
    const stem = given.replace(/\.ipynb$/, "");
    const found = plan.steps.filter(({ name, notebook }) => [name, notebook.replace(/\.ipynb$/, "")].includes(stem));
    if (found.length > 0) return found.map(({ name }) => name);
    throw new ArgumentError(
      `run: no notebook "${given}" in the flow ${plan.name}${didYouMean(stem, names) || `; found ${names.join(", ")}`}`,
    );
  };
  if (only.length > 0) return new Set(only.flatMap(find));
  if (from === undefined) return new Set(names);
  const chosen = new Set(find(from));
  for (const step of plan.steps) if (step.needs.some((need) => chosen.has(need))) chosen.add(step.name);
  return chosen;
}
