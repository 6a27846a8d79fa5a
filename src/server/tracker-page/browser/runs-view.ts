import { type ComponentChild, h } from "preact";
import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { HistoryReply, RunsReply } from "../page-data.js";
import { type Address, goTo, toHash, withSettings } from "./address.js";
import { ColumnPicker } from "./column-picker.js";
import { useKeys, useLoaded } from "./hooks.js";
import type { PageSource } from "./page-source.js";
import {
  differingColumns,
  initialColumns,
  type RunColumn,
  type TableRun,
  toColumn,
  toTableRun,
} from "./run-columns.js";
import { ExperimentList, FilterForm, GroupChoice } from "./runs-tools.js";
import { TableOfRuns } from "./table-of-runs.js";
import { tableRows } from "./table-rows.js";

/** Points of a small line. */
const trendPoints = 24;

/** The settings of the table, as the address has them. */
interface TableSettings {
  readonly experiments: readonly string[];
  readonly filter: string;
  readonly columns: readonly RunColumn[];
  readonly sort?: { readonly column: RunColumn; readonly descending: boolean } | undefined;
  readonly group?: RunColumn | undefined;
  readonly differs: boolean;
  readonly deleted: boolean;
  readonly selected: ReadonlySet<string>;
}

function readSettings(query: URLSearchParams): TableSettings {
  const [, field = "", direction] = /^(.*?)(?: (asc|desc))?$/s.exec(query.get("sort") ?? "") ?? [];
  const column = toColumn(field);
  return {
    experiments: query.getAll("experiment"),
    filter: query.get("filter") ?? "",
    columns: query.getAll("column").flatMap((one) => toColumn(one) ?? []),
    sort: column === undefined ? undefined : { column, descending: direction === "desc" },
    group: toColumn(query.get("group") ?? ""),
    differs: query.get("differs") === "1",
    deleted: query.get("deleted") === "1",
    selected: new Set(query.getAll("run")),
  };
}

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
  const extra = extraFields(settings);
  const loaded = useLoaded<RunsReply>(
    JSON.stringify([experiments, filter, deleted, extra]),
    () => source.runs({ experiments, filter, deleted, extra }),
    (reply) => (source.offline !== undefined ? undefined : isWriting(reply) ? 3_000 : 15_000),
  );
  const runs = useMemo(() => (loaded.value?.runs ?? []).map(toTableRun), [loaded.value]);
  const change = (changes: Parameters<typeof withSettings>[1]): void =>
    goTo(toHash("runs", "", withSettings(address.query, changes)), { replace: true });
  return h(
    "div",
    { class: "runs-view" },
    h(FilterForm, { filter, error: loaded.error, onFilter: (text: string) => change({ filter: text }) }),
    h(ExperimentList, {
      experiments: loaded.value?.experiments ?? [],
      chosen: experiments,
      onChoose: (ids: readonly string[]) => change({ experiment: ids }),
    }),
    loaded.value === undefined
      ? h("p", { class: "muted", role: "status" }, loaded.error === undefined ? "Loading runs…" : "")
      : h(RunsTable, { source, settings, runs, change }),
    selected.size > 0 ? h(SelectionBar, { selected, onClear: () => change({ run: undefined }) }) : null,
  );
}

/** Fields that are not in the records of runs. */
function extraFields({ columns, sort, group }: TableSettings): string[] {
  const all = [...columns, ...(sort === undefined ? [] : [sort.column]), ...(group === undefined ? [] : [group])];
  return [...new Set(all.map(({ field }) => field).filter((field) => /^metrics\..*@/s.test(field)))].sort();
}

function isWriting(reply: RunsReply | undefined): boolean {
  return reply?.runs.some(({ status }) => status === "running") ?? false;
}

interface RunsTableProps {
  readonly source: PageSource;
  readonly settings: TableSettings;
  readonly runs: readonly TableRun[];
  change(changes: Parameters<typeof withSettings>[1]): void;
}

function RunsTable({ source, settings, runs, change }: RunsTableProps): ComponentChild {
  const { sort, group, differs, selected } = settings;
  const [open, setOpen] = useState<ReadonlySet<string>>(new Set());
  const [current, setCurrent] = useState(-1);
  const [isPicking, setPicking] = useState(false);
  const [visible, setVisible] = useState<readonly string[]>([]);
  const columns = useMemo(() => {
    const chosen = settings.columns.length > 0 ? settings.columns : initialColumns(runs);
    return differs ? differingColumns(runs, chosen) : chosen;
  }, [runs, settings.columns.map(({ field }) => field).join("\n"), differs]);
  const rows = useMemo(
    () => tableRows(runs, { sort, group, open }),
    [runs, sort?.column.field, sort?.descending, group?.field, open],
  );
  const trends = useTrends(source, runs, visible, columns);
  const toggle = (key: string): void => setOpen((before) => toggled(before, key));
  const select = (id: string): void => change({ run: [...toggled(selected, id)] });
  useKeys((key, event) => {
    const row = rows[current];
    if (key === "j" || key === "ArrowDown") setCurrent(Math.min(current + 1, rows.length - 1));
    else if (key === "k" || key === "ArrowUp") setCurrent(Math.max(current - 1, 0));
    else if (key === "d") change({ differs: differs ? undefined : "1" });
    else if (key === "x" && row?.kind === "run") select(row.run.record.id);
    else if (key === "o" && row !== undefined) toggle(row.kind === "run" ? row.run.record.id : `group:${row.key}`);
    else if (key === "Enter" && row?.kind === "run" && event.target === document.body)
      goTo(toHash("run", row.run.record.id));
    else if (key === "c" && selected.size > 1) goTo(compareHash(selected));
    else return;
    event.preventDefault();
  });
  return h(
    "div",
    null,
    h(
      "div",
      { class: "tools", role: "group", "aria-label": "Table" },
      h("span", { class: "count", role: "status" }, `${runs.length} ${runs.length === 1 ? "run" : "runs"}`),
      toolButton("Only what differs", "d", differs, () => change({ differs: differs ? undefined : "1" })),
      h(GroupChoice, { runs, group, onGroup: (field: string) => change({ group: field }) }),
      toolButton("Columns", undefined, isPicking, () => setPicking(!isPicking)),
      source.offline === undefined
        ? toolButton("Deleted", undefined, settings.deleted, () =>
            change({ deleted: settings.deleted ? undefined : "1" }),
          )
        : null,
    ),
    isPicking
      ? h(ColumnPicker, {
          runs,
          columns,
          onPick: (fields: readonly string[]) => change({ column: fields, differs: undefined }),
        })
      : null,
    runs.length === 0
      ? h("p", { class: "empty" }, emptyMessage(settings))
      : h(TableOfRuns, {
          rows,
          columns,
          sort: sort === undefined ? undefined : { field: sort.column.field, descending: sort.descending },
          selected,
          current,
          trends,
          onSort: (field: string) => change({ sort: nextSort(field, sort) }),
          onSelect: select,
          onToggle: toggle,
          onVisible: setVisible,
        }),
  );
}

function emptyMessage({ filter, experiments }: TableSettings): string {
  if (filter !== "") return "No run matches the filter.";
  if (experiments.length > 0) return "The experiment has no runs.";
  return 'No runs yet. Record one with withRun in a program, with "cuaderno run --track", or with an MLflow client.';
}

function toolButton(label: string, key: string | undefined, isOn: boolean, onClick: () => void): ComponentChild {
  return h(
    "button",
    { type: "button", "aria-pressed": isOn, onClick, title: key === undefined ? undefined : `key ${key}` },
    label,
  );
}

/** Ascending, descending, then the order of the server. */
function nextSort(field: string, sort: TableSettings["sort"]): string | undefined {
  if (sort?.column.field !== field) return `${field} asc`;
  return sort.descending ? undefined : `${field} desc`;
}

function toggled(set: ReadonlySet<string>, item: string): ReadonlySet<string> {
  const changed = new Set(set);
  if (!changed.delete(item)) changed.add(item);
  return changed;
}

export function compareHash(ids: ReadonlySet<string>): string {
  return toHash("compare", "", new URLSearchParams([...ids].map((id) => ["run", id])));
}

/** Small lines of the metrics of the visible runs; those of runs that write are loaded again. */
function useTrends(
  source: PageSource,
  runs: readonly TableRun[],
  visible: readonly string[],
  columns: readonly RunColumn[],
): HistoryReply {
  const [trends, setTrends] = useState<HistoryReply>({});
  const loadedStates = useRef(new Map<string, string>());
  const metrics = [...new Set(columns.filter(({ kind }) => kind === "metric").map(({ key }) => key))].slice(0, 12);
  useEffect(() => {
    const byId = new Map(runs.map((run) => [run.record.id, run.record]));
    const state = (id: string): string => `${metrics.join("\n")} ${JSON.stringify(byId.get(id)?.metrics)}`;
    const missing = visible.filter((id) => byId.has(id) && loadedStates.current.get(id) !== state(id));
    if (missing.length === 0 || metrics.length === 0) return;
    const timer = setTimeout(() => {
      for (const id of missing) loadedStates.current.set(id, state(id));
      source.history(missing, metrics, trendPoints).then(
        (reply) => setTrends((before) => ({ ...before, ...reply })),
        () => undefined,
      );
    }, 0);
    return () => clearTimeout(timer);
  }, [runs, visible.join(" "), metrics.join("\n")]);
  return trends;
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
