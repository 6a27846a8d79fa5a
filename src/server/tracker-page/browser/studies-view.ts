import { type ComponentChild, h } from "preact";
import type { ListedRun } from "../page-data.js";
import { toHash } from "./address.js";
import { formatTime, formatValue, toRunName } from "./format-value.js";
import { useLoaded } from "./hooks.js";
import type { PageSource } from "./page-source.js";
import { recordedDirections } from "./parse-study.js";
import { getKeys, toTableRun } from "./run-columns.js";
import { scrollTable } from "./scroll-table.js";
import { studyMetric } from "./study-of-runs.js";

/** Searches, newest first: runs with at least three nested ones. */
export function StudiesView({ source }: { readonly source: PageSource }): ComponentChild {
  const { value, error } = useLoaded(
    "studies",
    async () => findStudies((await source.runs({ experiments: [], filter: "", extra: [], deleted: false })).runs),
    () => (source.offline === undefined ? 10_000 : undefined),
  );
  if (value === undefined) {
    return h("p", { class: error === undefined ? "muted" : "error", role: "status" }, error ?? "Loading studies…");
  }
  return h(
    "article",
    null,
    h("h1", null, "Studies"),
    value.length === 0
      ? h("p", { class: "empty" }, "No searches yet.")
      : scrollTable(["study", "experiment", "status", "trials", "metric", "best", "started"], value.map(studyRow)),
  );
}

interface ListedStudy {
  readonly run: ListedRun;
  readonly trials: readonly ListedRun[];
}

function findStudies(runs: readonly ListedRun[]): readonly ListedStudy[] {
  const children = new Map<string, ListedRun[]>();
  for (const run of runs) {
    if (run.parentId === undefined) continue;
    const siblings = children.get(run.parentId);
    if (siblings === undefined) children.set(run.parentId, [run]);
    else siblings.push(run);
  }
  return runs.flatMap((run) => {
    const trials = children.get(run.id) ?? [];
    return trials.length < 3 ? [] : [{ run, trials }];
  });
}

function studyRow({ run, trials }: ListedStudy): readonly ComponentChild[] {
  const table = trials.map(toTableRun);
  const metric = studyMetric(toTableRun(run), table, getKeys(table, "metrics"));
  const directions = recordedDirections(run.tags);
  const values = table.flatMap(({ record }) => {
    const value = metric === undefined ? undefined : record.metrics[metric];
    return value === undefined || Number.isNaN(value) ? [] : [value];
  });
  const best = directions[metric ?? ""] === "maximize" ? Math.max(...values) : Math.min(...values);
  return [
    h("a", { href: toHash("run", run.id) }, toRunName(run)),
    run.experiment,
    run.status,
    String(trials.length),
    metric ?? "",
    values.length === 0 ? "" : formatValue(best),
    formatTime(run.startTime),
  ];
}
