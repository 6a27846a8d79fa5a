import { formatDuration } from "../core/format-duration.js";
import type { Json } from "../core/json.js";
import { toPlainJson } from "../core/json-number.js";
import { explainFlow } from "../runner/flow/explain-flow.js";
import type { FlowEvent, FlowStepRun } from "../runner/flow/flow-execution.js";
import { readFlow } from "../runner/flow/read-flow.js";
import { type FlowRun, runFlow } from "../runner/flow/run-flow.js";
import type { CommandContext } from "./command.js";
import { parseTypecheck } from "./parse-typecheck.js";
import { runProgress } from "./run-progress.js";
import { textTable } from "./text-table.js";

/** The flags of `cuaderno run` that concern folders. */
export interface FlowFlags {
  readonly events?: boolean | undefined;
  readonly plan?: boolean | undefined;
  readonly explain?: boolean | undefined;
  readonly force?: boolean | undefined;
  readonly only: readonly string[];
  readonly from?: string | undefined;
  readonly keepGoing?: boolean | undefined;
  readonly resume?: boolean | string | undefined;
  readonly kernel?: string | undefined;
  readonly typecheck?: string | undefined;
  readonly reports?: string | undefined;
  readonly track?: boolean | string | undefined;
  readonly data?: string | undefined;
  readonly dataFolder?: string | undefined;
  readonly trackingUri?: string | undefined;
}

/** Values of parameters that a flow gets from the command line. */
export function flowValues(
  flags: Pick<FlowFlags, "data" | "dataFolder" | "trackingUri">,
  given: { readonly [name: string]: Json },
): { readonly [name: string]: Json } {
  const named = { data: flags.data, dataFolder: flags.dataFolder, tracking: flags.trackingUri };
  const set = Object.entries(named).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { ...given, ...Object.fromEntries(set) };
}

/** Runs folders as flows, one after the other; returns the exit code. */
export async function runFlows(
  folders: readonly string[],
  flags: FlowFlags,
  given: { readonly parameters: { readonly [name: string]: Json }; readonly concurrency: number },
  context: CommandContext,
): Promise<number> {
  const parameters = flowValues(flags, given.parameters);
  const options = {
    parameters,
    reports: flags.reports,
    concurrency: given.concurrency,
    force: flags.force,
    only: flags.only,
    from: flags.from,
    keepGoing: flags.keepGoing,
    resume: flags.resume !== undefined && flags.resume !== false,
    kernel: flags.kernel,
    typecheck: parseTypecheck(flags.typecheck),
    tracking: flags.track === false ? (false as const) : flags.trackingUri,
    signal: context.signal,
  };
  if (flags.plan || flags.explain) return await explain(folders, options, context);
  const results: FlowRun[] = [];
  for (const folder of folders) {
    if (context.signal.aborted) break;
    const flow = readFlow(folder, context.cwd);
    context.note(`${flow.title} (${flow.steps.length} notebooks)`);
    const progress = runProgress(context, flow.steps.length, flags.events);
    const result = await runFlow(folder, {
      ...options,
      onStep: (event) => report(event, context, progress.onEnd),
      onCell: (event, step) => progress.onCell(step, event),
      onProgress: (text, step) => progress.onProgress(step, text),
    });
    results.push(result);
    if (!context.json) for (const line of flowLines(result)) context.print(line);
  }
  const [only] = results;
  context.result(results.length === 1 && only !== undefined ? flowRecord(only) : { flows: results.map(flowRecord) });
  if (context.signal.aborted) return 130;
  return results.some(({ status }) => status !== "ok") ? 1 : 0;
}

function report(
  { step, status, reasons, durationMs }: FlowEvent,
  context: CommandContext,
  onEnd: (label: string) => void,
): void {
  const why = reasons.length === 0 ? "" : ` (${reasons.slice(0, 2).join("; ")}${reasons.length > 2 ? "; ..." : ""})`;
  if (status === "running") {
    context.note(`${step}: running${why}`);
    return;
  }
  onEnd(step);
  const took = durationMs > 0 ? ` in ${formatDuration(durationMs)}` : "";
  context.note(`${step}: ${status}${took}${["skipped", "not run", "failed"].includes(status) ? why : ""}`);
}

async function explain(
  folders: readonly string[],
  options: Parameters<typeof explainFlow>[1],
  context: CommandContext,
): Promise<number> {
  const all: { readonly flow: string; readonly steps: readonly FlowStepRun[] }[] = [];
  for (const folder of folders) {
    const flow = readFlow(folder, context.cwd);
    const steps = await explainFlow(folder, options);
    all.push({ flow: flow.name, steps });
    const rows = steps.map(({ name, status, reasons }, index) => [
      name,
      flow.steps[index]?.needs.join(", ") ?? "",
      status === "ok" ? "runs" : status,
      reasons.join("; "),
    ]);
    if (!context.json) for (const line of textTable([["notebook", "needs", "", "why"], ...rows])) context.print(line);
  }
  context.result(all.length === 1 ? all[0] : { flows: all });
  return 0;
}

/** The numbers of a flow, what failed, and a line that counts its notebooks. */
export function flowLines({ metrics, steps, reports, tags, wallMs }: FlowRun): readonly string[] {
  const rows = Object.entries(metrics).map(([name, value]) => [name, String(Number(value.toPrecision(6)))]);
  const failed = steps.flatMap(({ name, message, status }) =>
    status === "failed" ? [`${name}: ${message ?? status}`] : [],
  );
  const ran = steps.filter(({ status }) => status === "ok" || status === "stopped").length;
  const nothing =
    ran === 0 && failed.length === 0 ? "nothing changed, nothing ran" : `${ran} of ${steps.length} notebooks ran`;
  return [
    ...(rows.length === 0 ? [] : textTable([["metric", "value"], ...rows])),
    ...(tags.data === "sample" ? ["data: synthetic sample, not measurements"] : []),
    ...failed,
    `${nothing}; ${formatDuration(wallMs)}; ${reports[0] ?? ""}`,
  ];
}

/** For machines; `project` and `data` are the names of earlier versions. */
export function flowRecord(result: FlowRun): Json {
  return toPlainJson({ project: result.flow, data: result.tags.data, ...result });
}
