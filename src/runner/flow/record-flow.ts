import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { openTracker } from "../../io/tracker/open-tracker.js";
import { withRun } from "../../io/tracker/with-run.js";
import type { FlowPlan } from "../../notebook/flow/plan-flow.js";
import { logNotebook } from "../run/log-notebook.js";
import { type FlowState, stateMetrics } from "./flow-state.js";

/**
 * Records a run of a flow in the tracker: its metrics and tags, executed notebooks and pages as artifacts; returns the
 * run's id.
 */
export async function recordFlow(
  flow: FlowPlan,
  state: FlowState,
  reports: string,
  { tracking, signal }: { readonly tracking?: string | false | undefined; readonly signal?: AbortSignal | undefined },
): Promise<string> {
  const uri = tracking === false ? undefined : tracking;
  const tracker = await openTracker({ uri, source: `flow ${flow.name}` });
  const steps = flow.steps.flatMap(({ name }) => state.steps[name] ?? []);
  const tags = Object.assign({}, ...steps.map(({ results }) => results.tags)) as { readonly [name: string]: string };
  return await withRun(
    tracker,
    {
      experiment: flow.name,
      name: "flow",
      tags: Object.fromEntries(Object.entries(tags).map(([k, v]) => [`cuaderno.${k}`, v])),
    },
    async (run) => {
      await run.logMetrics(
        stateMetrics(
          state,
          flow.steps.map(({ name }) => name),
        ),
      );
      for (const { executed } of steps) {
        const text = await readFile(join(reports, executed), "utf8");
        await logNotebook(run, "reports", executed.replace(/\.ipynb$/, ""), text);
      }
      return run.id;
    },
    signal === undefined ? {} : { signal },
  );
}
