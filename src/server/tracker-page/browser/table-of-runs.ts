import { type ComponentChild, h } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { HistoryReply } from "../page-data.js";
import { toHash } from "./address.js";
import { formatTime, formatValue, toRunName } from "./format-value.js";
import type { RunColumn } from "./run-columns.js";
import { sparkline } from "./sparkline.js";
import { summarizeColumn, type TableRow } from "./table-rows.js";

/** Height of a line in pixels, as the style sheet has it. */
const lineHeight = 34;

/** Lines above and below the visible ones that are in the document. */
const spareLines = 8;

export interface TableProps {
  readonly rows: readonly TableRow[];
  readonly columns: readonly RunColumn[];
  readonly sort?: { readonly field: string; readonly descending: boolean } | undefined;
  readonly selected: ReadonlySet<string>;
  /** Index of the line that keys act on. */
  readonly current: number;
  readonly trends: HistoryReply;
  onSort(field: string): void;
  onSelect(id: string): void;
  onToggle(key: string): void;
  /** Called with the ids of the runs that are visible. */
  onVisible(ids: readonly string[]): void;
}

/** The table of runs; only the visible lines are in the document. */
export function TableOfRuns(props: TableProps): ComponentChild {
  const { rows, columns, sort, current, onSort, onVisible } = props;
  const area = useRef<HTMLDivElement>(null);
  const [window, setWindow] = useState({ start: 0, end: 40 });
  const measure = (): void => {
    const element = area.current;
    if (element === null) return;
    // The window moves by several lines at once: most steps of scrolling render nothing.
    const first = Math.floor(element.scrollTop / lineHeight / spareLines) * spareLines;
    const start = Math.max(0, first - spareLines);
    const end = first + Math.ceil(element.clientHeight / lineHeight) + 2 * spareLines;
    setWindow((before) => (before.start === start && before.end === end ? before : { start, end }));
  };
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
  const after = Math.max(0, rows.length - window.end) * lineHeight;
  return h(
    "div",
    { class: "table", ref: area, onScroll: measure, tabIndex: 0, role: "region", "aria-label": "Runs" },
    h(
      "table",
      { "aria-rowcount": rows.length + 1 },
      h(
        "thead",
        null,
        h(
          "tr",
          null,
          h("th", { scope: "col", class: "name" }, sortButton("run_name", "run", sort, onSort)),
          columns.map((column) =>
            h(
              "th",
              {
                scope: "col",
                key: column.field,
                class: column.isNumber ? "number" : undefined,
                "aria-sort": sort?.field === column.field ? (sort.descending ? "descending" : "ascending") : undefined,
              },
              sortButton(column.field, column.label, sort, onSort, column.kind),
            ),
          ),
        ),
      ),
      h(
        "tbody",
        null,
        window.start > 0 ? spacer(window.start * lineHeight) : null,
        shown.map((row, index) => line(row, window.start + index, props)),
        after > 0 ? spacer(after) : null,
      ),
    ),
  );
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

function sortButton(
  field: string,
  label: string,
  sort: TableProps["sort"],
  onSort: TableProps["onSort"],
  kind = "attribute",
): ComponentChild {
  const mark = sort?.field === field ? (sort.descending ? " ↓" : " ↑") : "";
  return h(
    "button",
    { type: "button", class: "sort", title: `${field}: sort`, onClick: () => onSort(field) },
    h("span", { class: `kind ${kind}` }, label),
    mark,
  );
}

function spacer(height: number): ComponentChild {
  return h("tr", { class: "spacer", "aria-hidden": "true" }, h("td", { style: { height: `${height}px` } }));
}

function line(row: TableRow, index: number, props: TableProps): ComponentChild {
  const isCurrent = index === props.current;
  if (row.kind === "group") return groupLine(row, index, isCurrent, props);
  const { record } = row.run;
  const isSelected = props.selected.has(record.id);
  const classes = ["run", isCurrent ? "current" : "", isSelected ? "selected" : "", record.status].filter(Boolean);
  return h(
    "tr",
    { key: record.id, class: classes.join(" "), "aria-rowindex": index + 2 },
    h(
      "th",
      { scope: "row", class: "name" },
      h(
        "span",
        { class: "lead", style: { paddingLeft: `${row.depth * 16}px` } },
        h("input", {
          type: "checkbox",
          checked: isSelected,
          "aria-label": `Select ${toRunName(record)}`,
          onClick: () => props.onSelect(record.id),
        }),
        row.nested > 0
          ? h(
              "button",
              {
                type: "button",
                class: "fold",
                "aria-expanded": row.isOpen,
                "aria-label": `${row.nested} nested runs of ${toRunName(record)}`,
                onClick: () => props.onToggle(record.id),
              },
              row.isOpen ? "▾" : "▸",
            )
          : null,
        h("a", { href: toHash("run", record.id), title: `${toRunName(record)}, ${record.id}` }, toRunName(record)),
        row.nested > 0
          ? h(
              "span",
              { class: "muted" },
              ` ${row.nested}${row.best === undefined ? "" : `, best ${formatValue(row.best)}`}`,
            )
          : null,
      ),
    ),
    props.columns.map((column) => cell(row, column, props.trends)),
  );
}

function cell(row: TableRow & { readonly kind: "run" }, column: RunColumn, trends: HistoryReply): ComponentChild {
  const value = column.value(row.run);
  const text = column.format(value);
  if (column.field === "status") {
    return h(
      "td",
      { key: column.field },
      h("span", { class: `status ${row.run.record.status}` }, row.run.record.status),
    );
  }
  const trend = column.kind === "metric" ? sparkline(trends[row.run.record.id]?.[column.key]) : undefined;
  const title = value === undefined || String(value) === text ? undefined : getCellTitle(column, value);
  return h(
    "td",
    { key: column.field, class: column.isNumber ? "number" : undefined, title },
    trend,
    h("span", null, text),
  );
}

function getCellTitle(column: RunColumn, value: string | number): string {
  return column.field.endsWith("_time")
    ? `${formatTime(Number(value))} (${new Date(Number(value)).toISOString()})`
    : String(value);
}

function groupLine(
  { key, runs, isOpen }: TableRow & { readonly kind: "group" },
  index: number,
  isCurrent: boolean,
  { columns, onToggle }: TableProps,
): ComponentChild {
  return h(
    "tr",
    { key: `group:${key}`, class: isCurrent ? "group current" : "group", "aria-rowindex": index + 2 },
    h(
      "th",
      { scope: "row", class: "name" },
      h(
        "button",
        { type: "button", class: "fold wide", "aria-expanded": isOpen, onClick: () => onToggle(`group:${key}`) },
        isOpen ? "▾ " : "▸ ",
        key,
        h("span", { class: "muted" }, ` ${runs.length} ${runs.length === 1 ? "run" : "runs"}`),
      ),
    ),
    columns.map((column) => {
      const summary = column.kind === "metric" ? summarizeColumn(runs, column) : undefined;
      if (summary === undefined) return h("td", { key: column.field });
      const { mean, deviation } = summary;
      return h(
        "td",
        { key: column.field, class: "number", title: "mean ± standard deviation" },
        `${formatValue(mean)}${deviation === undefined ? "" : ` ± ${formatValue(Number(deviation.toPrecision(2)))}`}`,
      );
    }),
  );
}
