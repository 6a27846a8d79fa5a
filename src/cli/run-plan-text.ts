import type { RunJob } from "../runner/run/plan-jobs.js";
import { textTable } from "./text-table.js";

/** The plan of a run, for `--dry-run`: values, the injected cell, the cells in order, the output. */
export function planLines({ label, plan, output }: RunJob): readonly string[] {
  if (plan === undefined) return [label];
  const parameters = Object.entries(plan.parameters).map(([name, value]) => [name, JSON.stringify(value)]);
  const injected = plan.steps.find((step) => step.label === "injected-parameters");
  const cells = plan.steps.map(({ label: cell, skip, shown, retries, timeoutMs }) => {
    const notes = [
      skip === undefined ? "run" : `skip: ${skip}`,
      ...(retries > 0 ? [`retries ${retries}`] : []),
      ...(timeoutMs === undefined ? [] : [`limit ${timeoutMs / 1_000} s`]),
    ];
    return [cell, notes.join(", "), (shown.split("\n")[0] ?? "").slice(0, 60)];
  });
  return [
    `${label} -> ${output ?? ""}`,
    ...(parameters.length === 0 ? [] : ["", ...textTable([["parameter", "value"], ...parameters])]),
    ...(injected === undefined ? [] : ["", "injected cell:", ...injected.shown.split("\n").map((line) => `  ${line}`)]),
    "",
    ...textTable([["cell", "plan", "first line"], ...cells]),
  ];
}

/** The plan of a run, for `--json`. */
export function planRecord({ notebook, output, plan }: RunJob): object {
  const cells = plan?.steps.map(({ label, skip }) => ({ cell: label, skip: skip ?? null })) ?? [];
  const injected = plan?.steps.find((step) => step.label === "injected-parameters")?.shown ?? null;
  return { notebook, output, parameters: plan?.parameters ?? {}, injected, cells };
}
