import { type ComponentChild, h } from "preact";
import type { ComparedRun, HistoryReply } from "../page-data.js";
import { toHash, type withSettings } from "./address.js";
import { lineColor } from "./curve-chart.js";
import { toRunName } from "./format-value.js";
import { differs, getKeys, keyColumn, type RunColumn, type TableRun, toColumn, toTableRun } from "./run-columns.js";

/** Runs whose values are columns of the table. */
const maxColumns = 30;

/** Runs whose curves are drawn. */
export const maxCurves = 10;

/** Compared runs and the curves of the first ones. */
export interface CompareData {
  readonly runs: readonly ComparedRun[];
  readonly history: HistoryReply;
}

interface ComparisonProps {
  readonly data: CompareData;
  readonly all: boolean;
  change(changes: Parameters<typeof withSettings>[1]): void;
}

/** Values of the runs side by side: those that differ, or all. */
export function Comparison({ data: { runs: replies, history }, all, change }: ComparisonProps): ComponentChild {
  const runs = replies.map(({ run }) => toTableRun(run));
  const shown = runs.slice(0, maxColumns);
  const sections = comparedSections(runs);
  const remove = (id: string): void => change({ run: replies.map(({ run }) => run.id).filter((one) => one !== id) });
  return h(
    "section",
    { "aria-labelledby": "differences" },
    h("h2", { id: "differences" }, all ? "All values" : "What differs"),
    h(
      "div",
      { class: "tools" },
      h(
        "button",
        { type: "button", "aria-pressed": !all, title: "key d", onClick: () => change({ all: all ? undefined : "1" }) },
        "Only what differs",
      ),
    ),
    sections.every(([, columns]) => columns.every((column) => !differs(column, runs))) && !all
      ? h("p", { class: "muted" }, "The recorded values are equal.")
      : null,
    h(
      "div",
      { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Values of the runs" },
      h(
        "table",
        { class: "plain compared" },
        comparedHead(shown, remove),
        sections.map(([title, columns]) => {
          const rows = columns.filter((column) => all || differs(column, runs));
          if (rows.length === 0) return null;
          return h(
            "tbody",
            { key: title },
            h(
              "tr",
              { class: "section" },
              h("th", { scope: "rowgroup", colSpan: shown.length + 1 }, h("span", null, title)),
            ),
            rows.map((column) => comparedRow(column, shown, history)),
          );
        }),
        datasetRows(replies.slice(0, maxColumns), all),
      ),
    ),
    runs.length > maxColumns
      ? h("p", { class: "muted" }, `The first ${maxColumns} runs are shown here; the charts below have all.`)
      : null,
  );
}

/** Titles of the parts of the table, and their lines. */
function comparedSections(runs: readonly TableRun[]): readonly (readonly [string, readonly RunColumn[]])[] {
  return [
    ["Run", ["status", "start_time", "duration", "experiment"].flatMap((name) => toColumn(name) ?? [])],
    [
      "Parameters",
      getKeys(runs, "params")
        .sort()
        .map((key) => keyColumn("param", key)),
    ],
    [
      "Metrics, last value",
      getKeys(runs, "metrics")
        .sort()
        .map((key) => keyColumn("metric", key)),
    ],
    [
      "Tags",
      getKeys(runs, "tags")
        .filter((key) => !key.startsWith("mlflow.") || /^mlflow\.(source\.(name|git\.commit)|user)$/.test(key))
        .sort()
        .map((key) => keyColumn("tag", key)),
    ],
  ];
}

function comparedHead(runs: readonly TableRun[], remove: (id: string) => void): ComponentChild {
  const head = ({ record }: TableRun, index: number): ComponentChild => {
    const name = toRunName(record);
    const onClick = (): void => remove(record.id);
    return h(
      "th",
      { scope: "col", key: record.id },
      h(
        "span",
        { class: "run-head" },
        h("span", { class: "swatch", style: { background: index < maxCurves ? lineColor(index) : "none" } }),
        h(
          "a",
          { class: "clamp", href: toHash("run", record.id), title: `${name}, ${record.id}` },
          h("bdi", null, name),
        ),
        h("button", { type: "button", class: "remove", "aria-label": `Remove ${name}`, onClick }, "×"),
      ),
    );
  };
  return h("thead", null, h("tr", null, h("th", { scope: "col" }, "run"), runs.map(head)));
}

function comparedRow(column: RunColumn, runs: readonly TableRun[], history: HistoryReply): ComponentChild {
  const values = runs.map((run) => column.value(run));
  const isSame = !differs(column, runs);
  return h(
    "tr",
    { key: column.field, class: isSame ? "same" : undefined },
    h("th", { scope: "row" }, column.label),
    values.map((value, index) => {
      const series = history[runs[index]?.record.id ?? ""]?.[column.key];
      const range =
        column.kind === "metric" && series !== undefined && series.count > 1
          ? `smallest ${series.min}, largest ${series.max}`
          : undefined;
      const title = range ?? (value === undefined ? undefined : String(value));
      return h("td", { key: index, title }, h("span", { class: "clamp" }, column.format(value)));
    }),
  );
}

function datasetRows(replies: readonly ComparedRun[], all: boolean): ComponentChild {
  const toName = ({ name, context }: ComparedRun["inputs"][number]): string =>
    context === undefined ? name : `${name} (${context})`;
  const names = [...new Set(replies.flatMap(({ inputs }) => inputs.map(toName)))].sort();
  const rows = names
    .map((name) => ({
      name,
      digests: replies.map(({ inputs }) => inputs.find((input) => toName(input) === name)?.digest),
    }))
    .filter(({ digests }) => all || new Set(digests).size > 1);
  if (rows.length === 0) return null;
  return h(
    "tbody",
    null,
    h(
      "tr",
      { class: "section" },
      h("th", { scope: "rowgroup", colSpan: replies.length + 1 }, h("span", null, "Datasets")),
    ),
    rows.map(({ name, digests }) =>
      h(
        "tr",
        { key: name },
        h("th", { scope: "row" }, name),
        digests.map((digest, index) =>
          h("td", { key: index, title: digest }, h("code", null, digest?.slice(0, 12) ?? "")),
        ),
      ),
    ),
  );
}
