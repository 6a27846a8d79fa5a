import { type ComponentChild, h } from "preact";
import type { HistoryReply } from "../page-data.js";
import { toHash } from "./address.js";
import { formatTime, formatValue, toRunName } from "./format-value.js";
import { differs, type RunColumn } from "./run-columns.js";
import { sparkline } from "./sparkline.js";
import { summarizeColumn, type TableRow } from "./table-rows.js";

/** What a line of the table does. */
export interface LineActions {
  onSelect(id: string): void;
  onToggle(key: string): void;
}

interface LineProps {
  readonly index: number;
  readonly isCurrent: boolean;
  readonly columns: readonly RunColumn[];
  readonly actions: { readonly current: LineActions };
}

interface RunLineProps extends LineProps {
  readonly isSelected: boolean;
  /** Series of the run by metric. */
  readonly trends: HistoryReply[string] | undefined;
}

/** A run of the table. */
export function runLine(row: TableRow & { readonly kind: "run" }, props: RunLineProps): ComponentChild {
  const { index, isCurrent, isSelected, columns, trends, actions } = props;
  const { record } = row.run;
  const name = toRunName(record);
  const classes = ["run", isCurrent ? "current" : "", isSelected ? "selected" : "", record.status].filter(Boolean);
  const fold = h(
    "button",
    {
      type: "button",
      class: "fold",
      "aria-expanded": row.isOpen,
      "aria-label": `${row.nested} nested runs of ${name}`,
      onClick: () => actions.current.onToggle(record.id),
    },
    row.isOpen ? "▾" : "▸",
  );
  const best = row.best === undefined ? "" : `, best ${formatValue(row.best)}`;
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
          "aria-label": `Select ${name}`,
          onClick: () => actions.current.onSelect(record.id),
        }),
        row.nested > 0 ? fold : null,
        h("a", { href: toHash("run", record.id), title: `${name}, ${record.id}` }, h("bdi", null, name)),
        row.nested > 0 ? h("span", { class: "muted" }, ` ${row.nested}${best}`) : null,
      ),
    ),
    columns.map((column) => cell(row, column, trends)),
  );
}

function cell(
  row: TableRow & { readonly kind: "run" },
  column: RunColumn,
  trends: RunLineProps["trends"],
): ComponentChild {
  const value = column.value(row.run);
  const text = column.format(value);
  if (column.field === "status") {
    return h("td", { key: column.field }, h("span", { class: `status ${text}` }, text));
  }
  const trend = column.kind === "metric" ? sparkline(trends?.[column.key]) : undefined;
  return h(
    "td",
    { key: column.field, class: column.isNumber ? "number" : undefined, title: getCellTitle(column, value, text) },
    trend,
    text,
  );
}

function getCellTitle(column: RunColumn, value: string | number | undefined, text: string): string | undefined {
  if (value === undefined) return undefined;
  if (column.field.endsWith("_time")) return `${formatTime(Number(value))} (${new Date(Number(value)).toISOString()})`;
  return String(value) === text && text.length < 12 ? undefined : String(value);
}

/** A group of the table: mean and deviation of metrics, and values that all its runs have. */
export function groupLine(
  { key, runs, isOpen }: TableRow & { readonly kind: "group" },
  { index, isCurrent, columns, actions }: LineProps,
): ComponentChild {
  return h(
    "tr",
    { key: `group:${key}`, class: isCurrent ? "group current" : "group", "aria-rowindex": index + 2 },
    h(
      "th",
      { scope: "row", class: "name" },
      h(
        "button",
        {
          type: "button",
          class: "fold wide",
          "aria-expanded": isOpen,
          title: key,
          onClick: () => actions.current.onToggle(`group:${key}`),
        },
        isOpen ? "▾ " : "▸ ",
        key,
        h("span", { class: "muted" }, ` ${runs.length.toLocaleString("en-US")} ${runs.length === 1 ? "run" : "runs"}`),
      ),
    ),
    columns.map((column) => groupCell(column, runs)),
  );
}

function groupCell(column: RunColumn, runs: (TableRow & { readonly kind: "group" })["runs"]): ComponentChild {
  const isMeasured = column.kind === "metric" || column.field === "duration";
  const summary = isMeasured ? summarizeColumn(runs, column) : undefined;
  if (summary !== undefined) {
    const { mean, deviation } = summary;
    // Two durations are too wide for the column.
    const isShown = column.kind === "metric" && deviation !== undefined && deviation >= 0;
    const spread = isShown ? ` ± ${column.format(Number(deviation.toPrecision(2)))}` : "";
    return h(
      "td",
      { key: column.field, class: "number", title: "mean ± standard deviation" },
      column.format(mean) + spread,
    );
  }
  const common = differs(column, runs) ? undefined : runs[0];
  return h(
    "td",
    { key: column.field, class: (common === undefined ? "muted " : "") + (column.isNumber ? "number" : "") },
    common !== undefined ? column.format(column.value(common)) : isMeasured ? "" : "varies",
  );
}
