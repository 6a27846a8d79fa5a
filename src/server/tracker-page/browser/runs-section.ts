import { type ComponentChild, h } from "preact";
import { useMemo, useState } from "preact/hooks";
import { goTo, toHash } from "./address.js";
import { ColumnPicker } from "./column-picker.js";
import { compareHash } from "./compare-hash.js";
import { useKeys } from "./hooks.js";
import type { PageSource } from "./page-source.js";
import { differingColumns, type RunColumn, type TableRun } from "./run-columns.js";
import { GroupChoice, PointChoice } from "./runs-tools.js";
import { TableOfRuns } from "./table-of-runs.js";
import { type TableRow, tableRows } from "./table-rows.js";
import type { ChangeSettings, TableSettings } from "./table-settings.js";
import { useTrends } from "./use-trends.js";

interface RunsTableProps {
  readonly source: PageSource;
  readonly settings: TableSettings;
  readonly runs: readonly TableRun[];
  readonly columns: readonly RunColumn[];
  readonly isLoading: boolean;
  readonly change: ChangeSettings;
}

/** The table of runs below its tools. */
export function RunsTable(props: RunsTableProps): ComponentChild {
  const { source, settings, runs, isLoading, change } = props;
  const { sort, group, differs, selected, open } = settings;
  const [current, setCurrent] = useState(-1);
  const [isPicking, setPicking] = useState(false);
  const [visible, setVisible] = useState<readonly string[]>([]);
  const columns = useMemo(
    () => (differs ? differingColumns(runs, props.columns) : props.columns),
    [runs, props.columns, differs],
  );
  const rows = useMemo(
    () => tableRows(runs, { sort, group, open }),
    [runs, sort?.column.field, sort?.descending, group?.field, [...open].join("\n")],
  );
  const trends = useTrends(source, runs, visible, columns);
  const toggle = (key: string): void => change({ open: [...toggled(open, key)] });
  const select = (id: string): void => change({ run: [...toggled(selected, id)] });
  useTableKeys({ rows, current, setCurrent, settings, select, toggle, change, close: () => setPicking(false) });
  return h(
    "div",
    { "aria-busy": isLoading },
    h(
      "div",
      { class: "tools", role: "group", "aria-label": "Table" },
      h("span", { class: "count", role: "status" }, countText(runs.length)),
      toolButton("Only what differs", "d", differs, () => change({ differs: differs ? undefined : "1" })),
      h(PointChoice, { point: settings.point, onPoint: (point: string) => change({ point }) }),
      h(GroupChoice, {
        runs,
        group,
        onGroup: (field: string) => change({ group: field, open: undefined }, { push: true }),
      }),
      toolButton("Columns", undefined, isPicking, () => setPicking(!isPicking)),
      source.offline === undefined
        ? toolButton("Deleted", undefined, settings.deleted, () =>
            change({ deleted: settings.deleted ? undefined : "1" }, { push: true }),
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

function countText(count: number): string {
  return `${count.toLocaleString("en-US")} ${count === 1 ? "run" : "runs"}`;
}

interface TableKeys extends Pick<RunsTableProps, "settings" | "change"> {
  readonly rows: readonly TableRow[];
  readonly current: number;
  setCurrent(index: number): void;
  select(id: string): void;
  toggle(key: string): void;
  close(): void;
}

function useTableKeys({ rows, current, setCurrent, settings, select, toggle, change, close }: TableKeys): void {
  useKeys((key, event) => {
    const row = rows[current];
    const target = event.target as HTMLElement;
    const isInTable = target === document.body || target.matches("main, .table");
    if (key === "j" || (key === "ArrowDown" && isInTable)) setCurrent(Math.min(current + 1, rows.length - 1));
    else if (key === "k" || (key === "ArrowUp" && isInTable)) setCurrent(Math.max(current - 1, 0));
    else if (key === "d") change({ differs: settings.differs ? undefined : "1" });
    else if (key === "x" && row?.kind === "run") select(row.run.record.id);
    else if (key === "o" && row !== undefined) toggle(row.kind === "run" ? row.run.record.id : `group:${row.key}`);
    else if (key === "Enter" && row?.kind === "run" && isInTable) goTo(toHash("run", row.run.record.id));
    else if (key === "c" && settings.selected.size > 1) goTo(compareHash(settings.selected));
    else if (key === "Escape") close();
    else return;
    event.preventDefault();
  });
}

function emptyMessage({ filter, experiments }: TableSettings): string {
  if (filter !== "") return "No run matches the filter.";
  if (experiments.length > 0) return "The experiment has no runs.";
  return 'No runs yet: record one with withRun, "cuaderno run --track" or an MLflow client.';
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
