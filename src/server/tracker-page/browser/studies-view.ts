import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import type { ListedRun } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { formatTime, formatValue, toRunName } from "./format-value.js";
import { useLoaded, useSame } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";
import { recordedDirections } from "./parse-study.js";
import { getKeys, toTableRun } from "./run-columns.js";
import { scrollTable } from "./scroll-table.js";
import { studyMetric } from "./study-of-runs.js";

/** Studies that are listed at first. */
const maxListed = 100;

/** Searches, newest first: runs with at least three nested ones. */
export function StudiesView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const same = useSame<ListedRuns>();
  const { value, error } = useLoaded(
    "studies",
    async () => same({ runs: (await source.runs({ experiments: [], filter: "", extra: [], deleted: false })).runs }),
    () => (source.offline === undefined ? 10_000 : undefined),
  );
  const studies = useMemo(() => findStudies(value?.runs ?? []), [value]);
  const showAll = address.query.get("studies") === "all";
  const rows = useMemo(() => studies.slice(0, showAll ? undefined : maxListed).map(studyRow), [studies, showAll]);
  if (value === undefined) {
    return loadingText(error);
  }
  return h(
    "article",
    null,
    h("h1", null, "Studies"),
    studies.length === 0
      ? h("p", { class: "empty" }, "No searches yet: runs with three or more nested runs are listed here.")
      : scrollTable(["study", "experiment", "status", "trials", "metric", "best", "started"], rows),
    rows.length < studies.length
      ? h("p", null, h("a", { href: "#/studies?studies=all" }, `Show all ${studies.length} studies`))
      : null,
  );
}

interface ListedRuns {
  readonly runs: readonly ListedRun[];
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
    h("a", { href: toHash("run", run.id) }, h("bdi", null, toRunName(run))),
    run.experiment,
    h("span", { class: `status ${run.status}` }, run.status),
    String(trials.length),
    metric ?? "",
    values.length === 0 ? "" : formatValue(best),
    h("span", { class: "short" }, formatTime(run.startTime)),
  ];
}
