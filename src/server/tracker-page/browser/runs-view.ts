import { type ComponentChild, h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RunsReply } from "../page-data.js";
import { type Address, goTo, toHash, withSettings } from "./address.js";
import { compareHash } from "./compare-hash.js";
import { useLoaded } from "./hooks.js";
import { loadingText } from "./loading-text.js";
import type { PageSource } from "./page-source.js";
import { atPoint, initialColumns, type RunColumn, toTableRun } from "./run-columns.js";
import { RunsTable } from "./runs-section.js";
import { ExperimentList, FilterForm } from "./runs-tools.js";
import { type ChangeSettings, readSettings, type TableSettings } from "./table-settings.js";

/** The table of runs with its filter and tools. */
export function RunsView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const settings = readSettings(address.query);
  const { experiments, filter, deleted, selected } = settings;
  const lastColumns = useRef<readonly RunColumn[]>([]);
  const extra = extraFields(settings, lastColumns.current);
  const loaded = useLoaded<RunsReply>(
    JSON.stringify(["runs", experiments, filter, deleted, extra]),
    () => source.runs({ experiments, filter, deleted, extra }),
    (reply) => (source.offline !== undefined ? undefined : isWriting(reply) ? 3_000 : 15_000),
  );
  const runs = useMemo(() => (loaded.value?.runs ?? []).map(toTableRun), [loaded.value]);
  const chosen = settings.columns.map(({ field }) => field).join("\n");
  const columns = useMemo(() => {
    const first = settings.columns.length > 0 ? settings.columns : initialColumns(runs);
    return first.map((column) => atPoint(column, settings.point));
  }, [runs, chosen, settings.point]);
  const [, render] = useState(0);
  useEffect(() => {
    // Values that are not in the records are loaded when the columns are known.
    lastColumns.current = columns;
    if (extraFields(settings, columns).join() !== extra.join()) render((before) => before + 1);
  });
  const change: ChangeSettings = (changes, { push = false } = {}) =>
    goTo(toHash("runs", "", withSettings(address.query, changes)), { replace: !push });
  return h(
    "div",
    { class: "runs-view" },
    h("h1", { class: "unseen" }, "Runs"),
    h(FilterForm, {
      filter,
      error: loaded.error,
      onFilter: (text: string) => change({ filter: text }, { push: true }),
    }),
    h(ExperimentList, {
      experiments: loaded.value?.experiments ?? [],
      chosen: experiments,
      onChoose: (ids: readonly string[]) => change({ experiment: ids, open: undefined }, { push: true }),
    }),
    loaded.error !== undefined
      ? null
      : loaded.value === undefined
        ? loadingText(undefined)
        : h(RunsTable, { source, settings, runs, columns, isLoading: loaded.isLoading, change }),
    selected.size > 0 ? h(SelectionBar, { selected, onClear: () => change({ run: undefined }) }) : null,
  );
}

/** Fields that are not in the records of runs. */
function extraFields({ columns, sort, group }: TableSettings, shown: readonly RunColumn[]): string[] {
  const all = [...columns, ...shown, ...(sort === undefined ? [] : [sort.column]), ...(group ? [group] : [])];
  return [...new Set(all.map(({ field }) => field).filter((field) => /^metrics\..*@/s.test(field)))].sort();
}

function isWriting(reply: RunsReply | undefined): boolean {
  return reply?.runs.some(({ status }) => status === "running") ?? false;
}

function SelectionBar({
  selected,
  onClear,
}: {
  readonly selected: ReadonlySet<string>;
  onClear(): void;
}): ComponentChild {
  return h(
    "div",
    { class: "selection", role: "region", "aria-label": "Selected runs" },
    h("span", null, `${selected.size} selected`),
    selected.size > 1 ? h("a", { class: "button", href: compareHash(selected), title: "key c" }, "Compare") : null,
    h("button", { type: "button", onClick: onClear }, "Clear"),
  );
}
