import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import type { HistoryReply, RunReply } from "../page-data.js";
import { type Address, goTo, toHash, withSettings } from "./address.js";
import { CurveChart, lineColor } from "./curve-chart.js";
import { CurveTools, readCurveSettings } from "./curve-tools.js";
import { toRunName } from "./format-value.js";
import { useKeys, useLoaded } from "./hooks.js";
import { type PageSource, toPoints } from "./page-source.js";
import { ParallelCoordinates } from "./parallel-coordinates.js";
import { differs, getKeys, keyColumn, type RunColumn, type TableRun, toColumn, toTableRun } from "./run-columns.js";
import { ScatterSection } from "./scatter-plot.js";

/** Runs whose values are columns of the table, and those whose curves are drawn. */
const [maxColumns, maxCurves] = [30, 10];

interface CompareData {
  readonly replies: readonly RunReply[];
  readonly history: HistoryReply;
}

/** Chosen runs side by side: differences first, then curves, scatter and parallel coordinates. */
export function CompareView({
  source,
  address,
}: {
  readonly source: PageSource;
  readonly address: Address;
}): ComponentChild {
  const ids = [...new Set(address.query.getAll("run"))];
  const { value, error } = useLoaded<CompareData>(
    `compare ${ids.join(" ")}`,
    async () => {
      const replies = await Promise.all(ids.map((id) => source.run(id)));
      const metrics = [...new Set(replies.flatMap(({ run }) => Object.keys(run.metrics)))];
      const drawn = replies.slice(0, maxCurves).map(({ run }) => run.id);
      return { replies, history: await source.history(drawn, metrics.slice(0, 200), 1_000) };
    },
    (data) =>
      source.offline === undefined && data?.replies.some(({ run }) => run.status === "running") ? 3_000 : undefined,
  );
  const change = (changes: Parameters<typeof withSettings>[1]): void =>
    goTo(toHash("compare", "", withSettings(address.query, changes)), { replace: true });
  const all = address.query.get("all") === "1";
  useKeys((key) => {
    if (key === "d") change({ all: all ? undefined : "1" });
  });
  if (ids.length < 2) return h("p", { class: "empty" }, "Select two or more runs in the table, then compare them.");
  if (value === undefined) {
    return h("p", { class: error === undefined ? "muted" : "error", role: "status" }, error ?? "Loading the runs…");
  }
  return h(
    "article",
    { class: "compare-view" },
    h("h1", null, `${ids.length} runs compared`),
    h(Comparison, { data: value, all, change }),
    h(OverlaidCurves, { data: value, address, change }),
    h(VaryingCharts, { replies: value.replies, address, change }),
  );
}

interface ComparisonProps {
  readonly data: CompareData;
  readonly all: boolean;
  change(changes: Parameters<typeof withSettings>[1]): void;
}

/** Values of the runs side by side: those that differ, or all. */
function Comparison({ data: { replies, history }, all, change }: ComparisonProps): ComponentChild {
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
            h("tr", { class: "section" }, h("th", { scope: "rowgroup", colSpan: shown.length + 1 }, title)),
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
      h("span", { class: "swatch", style: { background: index < maxCurves ? lineColor(index) : "none" } }),
      h("a", { href: toHash("run", record.id), title: record.id }, name),
      h("button", { type: "button", class: "remove", "aria-label": `Remove ${name}`, onClick }, "×"),
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
      return h("td", { key: index, class: column.isNumber ? "number" : undefined, title }, column.format(value));
    }),
  );
}

function datasetRows(replies: readonly RunReply[], all: boolean): ComponentChild {
  const toName = ({ name, context }: RunReply["inputs"][number]): string =>
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
    h("tr", { class: "section" }, h("th", { scope: "rowgroup", colSpan: replies.length + 1 }, "Datasets")),
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

interface OverlaidProps {
  readonly data: CompareData;
  readonly address: Address;
  change(changes: Parameters<typeof withSettings>[1]): void;
}

function OverlaidCurves({ data: { replies, history }, address, change }: OverlaidProps): ComponentChild {
  const settings = readCurveSettings(address.query);
  const drawn = replies.slice(0, maxCurves);
  const names = toUniqueNames(drawn);
  const keys = [...new Set(drawn.flatMap(({ run }) => Object.keys(history[run.id] ?? {})))].sort();
  const curves = keys.filter((key) => drawn.some(({ run }) => (history[run.id]?.[key]?.count ?? 0) > 1));
  if (curves.length === 0) return null;
  const shown = address.query.get("curves") === "all" ? curves : curves.slice(0, 12);
  return h(
    "section",
    { "aria-labelledby": "curves" },
    h("h2", { id: "curves" }, "Curves"),
    h(CurveTools, { settings, change }),
    replies.length > maxCurves ? h("p", { class: "muted" }, `Curves of the first ${maxCurves} runs.`) : null,
    h(
      "ul",
      { class: "legend" },
      drawn.map(({ run }, index) =>
        h("li", { key: run.id }, h("span", { class: "swatch", style: { background: lineColor(index) } }), names[index]),
      ),
    ),
    h(
      "div",
      { class: "curves" },
      shown.map((key) =>
        h(CurveChart, {
          key,
          title: key,
          settings,
          height: 240,
          curves: drawn.flatMap(({ run }, index) => {
            const series = history[run.id]?.[key];
            if (series === undefined) return [];
            return [{ label: names[index] ?? "", color: index, points: toPoints(series), startTime: run.startTime }];
          }),
        }),
      ),
    ),
    shown.length < curves.length
      ? h("button", { type: "button", onClick: () => change({ curves: "all" }) }, `Show all ${curves.length} curves`)
      : null,
  );
}

/** Names of runs; those with the name of another have a part of their id. */
function toUniqueNames(replies: readonly RunReply[]): string[] {
  const names = replies.map(({ run }) => toRunName(run));
  return names.map((name, index) =>
    names.indexOf(name) === names.lastIndexOf(name) ? name : `${name} ${replies[index]?.run.id.slice(0, 6)}`,
  );
}

interface VaryingProps {
  readonly replies: readonly RunReply[];
  readonly address: Address;
  change(changes: Parameters<typeof withSettings>[1]): void;
}

/** Scatter and parallel coordinates over the parameters and metrics that vary. */
function VaryingCharts({ replies, address, change }: VaryingProps): ComponentChild {
  const runs = useMemo(() => replies.map(({ run }) => toTableRun(run)), [replies]);
  const varying = useMemo(() => {
    const of = (kind: "param" | "metric", keys: readonly string[]) =>
      keys.map((key) => keyColumn(kind, key)).filter((column) => differs(column, runs));
    return { params: of("param", getKeys(runs, "params")), metrics: of("metric", getKeys(runs, "metrics")) };
  }, [runs]);
  const columns = [...varying.params, ...varying.metrics];
  if (columns.length < 2) return null;
  return h(
    "div",
    null,
    h(ScatterSection, { runs, columns, address, change }),
    h(ParallelCoordinates, { runs, params: varying.params, metrics: varying.metrics, address, change }),
  );
}
