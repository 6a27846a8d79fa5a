import { type ComponentChild, h } from "preact";
import type { RunReply } from "../page-data.js";
import { toHash } from "./address.js";
import { compareHash } from "./compare-hash.js";
import { toRunName } from "./format-value.js";
import { recordedDirections } from "./parse-study.js";
import { differs, getKeys, keyColumn, rankMetrics, toTableRun } from "./run-columns.js";
import { scrollTable } from "./scroll-table.js";
import { studyMetric } from "./study-of-runs.js";
import { sortRuns } from "./table-rows.js";

/** Nested runs that are listed at first, and those that are compared at most. */
const [maxListed, maxCompared] = [10, 50];

export interface NestedRunsProps {
  readonly showAll: boolean;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** The nested runs of a run: those of a search best first, with what varies. */
export function nestedRuns({ run, children }: RunReply, { showAll, change }: NestedRunsProps): ComponentChild {
  if (children.length === 0) return null;
  const runs = children.map(toTableRun);
  const directions = recordedDirections(run.tags);
  const metric = Object.keys(directions)[0] ?? studyMetric(toTableRun(run), runs, rankMetrics(runs));
  const sort =
    metric === undefined
      ? undefined
      : { column: keyColumn("metric", metric), descending: directions[metric] === "maximize" };
  const sorted = sortRuns(runs, sort);
  const params = getKeys(runs, "params").map((key) => keyColumn("param", key));
  const columns = [
    ...rankMetrics(runs)
      .map((key) => keyColumn("metric", key))
      .slice(0, 4),
    ...params.filter((column) => differs(column, runs)).slice(0, 6),
  ];
  const compared = new Set(sorted.slice(0, maxCompared).map(({ record }) => record.id));
  return h(
    "section",
    { "aria-labelledby": "nested" },
    h("h2", { id: "nested" }, `Nested runs (${children.length})`),
    compared.size > 1
      ? h(
          "p",
          null,
          h(
            "a",
            { href: compareHash(compared) },
            compared.size === children.length ? "Compare them" : `Compare the first ${compared.size}`,
          ),
        )
      : null,
    scrollTable(
      ["run", "status", ...columns.map(({ label }) => label)],
      sorted
        .slice(0, showAll ? undefined : maxListed)
        .map((one) => [
          h("a", { href: toHash("run", one.record.id) }, h("bdi", null, toRunName(one.record))),
          h("span", { class: `status ${one.record.status}` }, one.record.status),
          ...columns.map((column) => column.format(column.value(one))),
        ]),
    ),
    sorted.length > maxListed && !showAll
      ? h(
          "button",
          { type: "button", onClick: () => change({ nested: "all" }) },
          `Show all ${sorted.length} nested runs`,
        )
      : null,
  );
}
