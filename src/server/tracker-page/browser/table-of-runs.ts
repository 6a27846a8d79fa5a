import { type ComponentChild, h } from "preact";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "preact/hooks";
import type { HistoryReply } from "../page-data.js";
import { useLatest } from "./hooks.js";
import type { RunColumn } from "./run-columns.js";
import { groupLine, type LineActions, runLine } from "./run-line.js";
import type { TableRow } from "./table-rows.js";

/** Height of a line in pixels, as the style sheet has it. */
const lineHeight = 34;

/** Lines above and below the visible ones that are in the document. */
const spareLines = 8;

export interface TableProps extends LineActions {
  readonly rows: readonly TableRow[];
  readonly columns: readonly RunColumn[];
  readonly sort?: { readonly field: string; readonly descending: boolean } | undefined;
  readonly selected: ReadonlySet<string>;
  /** Index of the line that keys act on. */
  readonly current: number;
  readonly trends: HistoryReply;
  onSort(field: string): void;
  /** Called with the ids of the runs that are visible. */
  onVisible(ids: readonly string[]): void;
}

/** Where the table was scrolled to under an address, for the way back to it. */
const left = { hash: "", top: 0 };

/** The table of runs; only the visible lines are in the document. */
export function TableOfRuns(props: TableProps): ComponentChild {
  const { rows, columns, current, trends, onVisible } = props;
  const area = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ start: 0, end: 40 });
  const measure = (): void => {
    const element = area.current;
    if (element === null) return;
    left.top = element.scrollTop;
    // The window moves by several lines at once: most steps of scrolling render nothing.
    const first = Math.floor(element.scrollTop / lineHeight / spareLines) * spareLines;
    const start = Math.max(0, first - spareLines);
    const end = first + Math.ceil(element.clientHeight / lineHeight) + 2 * spareLines;
    setWindow((before) => (before.start === start && before.end === end ? before : { start, end }));
  };
  useLayoutEffect(() => {
    if (left.hash === location.hash && area.current !== null) area.current.scrollTop = left.top;
  }, []);
  useEffect(() => {
    left.hash = location.hash;
  });
  useEffect(() => {
    measure();
    addEventListener("resize", measure);
    return () => removeEventListener("resize", measure);
  }, [rows.length]);
  useEffect(() => scrollTo(area.current, current), [current]);
  const shown = rows.slice(window.start, window.end);
  const ids = shown.flatMap((row) => (row.kind === "run" ? [row.run.record.id] : []));
  useEffect(() => {
    // What is passed by in scrolling is not reported.
    const timer = setTimeout(() => onVisible(ids), 100);
    return () => clearTimeout(timer);
  }, [ids.join(" ")]);
  const line = useLines(props);
  const hasTrend = columns.map(({ kind, key }) => kind === "metric" && hasCurve(trends, key));
  const widths = useMemo(() => columnWidths(rows, columns), [rows, columns]);
  const after = Math.max(0, rows.length - window.end) * lineHeight;
  return h(
    "div",
    { class: "table", ref: area, onScroll: measure, tabIndex: 0, role: "region", "aria-label": "Runs" },
    h(
      "table",
      { "aria-rowcount": rows.length + 1 },
      h(
        "colgroup",
        null,
        h("col", { class: "name" }),
        columns.map(({ field }, index) =>
          h("col", { key: field, style: { width: `${(widths[index] ?? 0) + (hasTrend[index] ? 64 : 0)}px` } }),
        ),
      ),
      tableHead(props),
      h(
        "tbody",
        null,
        window.start > 0 ? spacer(window.start * lineHeight) : null,
        shown.map((row, index) => line(row, window.start + index)),
        after > 0 ? spacer(after) : null,
      ),
    ),
  );
}

/** Lines of the table; one that is as before is not rendered again. */
function useLines(props: TableProps): (row: TableRow, index: number) => ComponentChild {
  const actions = useLatest<LineActions>(props);
  const lines = useRef(new Map<TableRow, { readonly state: readonly unknown[]; readonly line: ComponentChild }>());
  const { rows, columns, selected, current, trends } = props;
  useEffect(() => lines.current.clear(), [rows]);
  return (row, index) => {
    const id = row.kind === "run" ? row.run.record.id : "";
    const state = [index === current, selected.has(id), columns, trends[id]];
    const known = lines.current.get(row);
    if (known?.state.every((value, position) => value === state[position])) return known.line;
    const common = { index, isCurrent: index === current, columns, actions };
    const line =
      row.kind === "group"
        ? groupLine(row, common)
        : runLine(row, { ...common, isSelected: selected.has(id), trends: trends[id] });
    if (lines.current.size > 500) lines.current.clear();
    lines.current.set(row, { state, line });
    return line;
  };
}

function hasCurve(trends: HistoryReply, key: string): boolean {
  return Object.values(trends).some((series) => (series[key]?.count ?? 0) > 1);
}

/** Most rows whose values decide the widths of the columns. */
const maxMeasured = 200;

/** Widths in pixels of what the columns hold, so that they do not move when other lines become visible. */
function columnWidths(rows: readonly TableRow[], columns: readonly RunColumn[]): number[] {
  const step = Math.ceil(rows.length / maxMeasured);
  const measured = rows.filter((_, index) => index % step === 0);
  return columns.map((column) => {
    const lengths = measured.map((row) => {
      if (row.kind === "run") return column.format(column.value(row.run)).length;
      return column.kind === "metric" ? 17 : 9;
    });
    const characters = Math.max(column.label.length + 2, ...lengths);
    return Math.min(Math.round(characters * 8.2) + 32, 280);
  });
}

function scrollTo(element: HTMLDivElement | null, index: number): void {
  if (element === null || index < 0) return;
  const top = index * lineHeight;
  const head = element.querySelector("thead")?.clientHeight ?? 0;
  if (top < element.scrollTop) element.scrollTop = top;
  else if (top + lineHeight + head > element.scrollTop + element.clientHeight) {
    element.scrollTop = top + lineHeight + head - element.clientHeight;
  }
}

function tableHead({ columns, sort, onSort }: TableProps): ComponentChild {
  const head = (field: string, label: string, kind: string, classes?: string): ComponentChild => {
    const isSorted = sort?.field === field;
    const mark = isSorted ? (sort.descending ? " ↓" : " ↑") : "";
    return h(
      "th",
      {
        ...{ scope: "col", key: field, class: classes },
        "aria-sort": isSorted ? (sort.descending ? "descending" : "ascending") : undefined,
      },
      h(
        "button",
        { type: "button", class: "sort", title: `${field}: sort`, onClick: () => onSort(field) },
        h("span", { class: `kind ${kind}` }, label),
        mark,
      ),
    );
  };
  return h(
    "thead",
    null,
    h(
      "tr",
      null,
      head("run_name", "run", "attribute", "name"),
      columns.map(({ field, label, kind, isNumber }) => head(field, label, kind, isNumber ? "number" : undefined)),
    ),
  );
}

function spacer(height: number): ComponentChild {
  return h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { style: { height: `${height}px` } }));
}
