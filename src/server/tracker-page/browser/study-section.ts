import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import type { Direction } from "../../../search/study-data.js";
import type { RunReply } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { formatValue, toRunName } from "./format-value.js";
import { getKeys, keyColumn, toTableRun } from "./run-columns.js";
import { scatterChart } from "./scatter-plot.js";
import { type RunStudy, studyMetric, studyOfRuns } from "./study-of-runs.js";

const [width, height, left, bottom, top, right] = [720, 260, 78, 34, 12, 14];

/** Slices that are drawn. */
const maxSlices = 6;

export interface StudySectionProps {
  readonly reply: RunReply;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** The search whose trials are the nested runs: its history, the importance of its parameters, and slices. */
export function StudySection({ reply, address, change }: StudySectionProps): ComponentChild {
  const trials = useMemo(() => reply.children.map(toTableRun), [reply.children]);
  const metrics = getKeys(trials, "metrics");
  const chosen = address.query.get("metric");
  const metric = metrics.find((key) => key === chosen) ?? studyMetric(toTableRun(reply.run), trials, metrics);
  const direction: Direction = address.query.get("larger") === "1" ? "maximize" : "minimize";
  const study = useMemo(
    () => (metric === undefined ? undefined : studyOfRuns(trials, metric, direction)),
    [trials, metric, direction],
  );
  if (study === undefined || metric === undefined) return null;
  const best = study.runs.find(({ record }) => record.metrics[metric] === study.history.at(-1)?.best);
  return h(
    "section",
    { "aria-labelledby": "study" },
    h("h2", { id: "study" }, "Study"),
    h(
      "div",
      { class: "tools" },
      h(
        "label",
        { class: "choice" },
        "Metric ",
        h(
          "select",
          { value: metric, onChange: (event: Event) => change({ metric: (event.target as HTMLSelectElement).value }) },
          metrics.map((key) => h("option", { key, value: key }, key)),
        ),
      ),
      h(
        "button",
        {
          type: "button",
          "aria-pressed": direction === "maximize",
          onClick: () => change({ larger: direction === "maximize" ? undefined : "1" }),
        },
        "Larger is better",
      ),
    ),
    best === undefined
      ? null
      : h(
          "p",
          null,
          `Best of ${study.runs.length} finished trials: `,
          h("a", { href: toHash("run", best.record.id) }, toRunName(best.record)),
          ` with ${metric} ${formatValue(best.record.metrics[metric])}`,
        ),
    h("h3", null, "History"),
    h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "History" }, historyChart(study)),
    study.importance.size === 0
      ? null
      : [h("h3", { key: "title" }, "Importance of the parameters"), importanceList(study)],
    slices(study),
  );
}

function historyChart({ history, metric, runs }: RunStudy): ComponentChild {
  const values = history.map(({ value }) => value);
  const [min, max] = [Math.min(...values), Math.max(...values)];
  const toX = (index: number): number => left + (index / Math.max(history.length - 1, 1)) * (width - left - right);
  const toY = (value: number): number =>
    height - bottom - (max === min ? 0.5 : (value - min) / (max - min)) * (height - top - bottom);
  const steps = history.map(
    ({ best }, index) => `${index === 0 ? "M" : "H"}${toX(index)}${index === 0 ? " " : "V"}${toY(best)}`,
  );
  return h(
    "svg",
    {
      class: "chart",
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": `${metric} by trial, ${history.length} trials`,
    },
    [min, (min + max) / 2, max].map((value) => [
      h("line", { key: `line ${value}`, x1: left, x2: width - right, y1: toY(value), y2: toY(value) }),
      h(
        "text",
        { key: `text ${value}`, x: left - 8, y: toY(value) + 4, "text-anchor": "end" },
        formatValue(Number(value.toPrecision(4))),
      ),
    ]),
    h("text", { class: "axis", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" }, "trial"),
    h("path", { class: "best", d: steps.join("") }),
    history.map(({ value }, index) => {
      const record = runs[index]?.record;
      const name = record === undefined ? "" : `${toRunName(record)}: ${metric} ${formatValue(value)}`;
      return h(
        "a",
        { key: index, href: toHash("run", record?.id ?? ""), "aria-label": name },
        h("circle", { cx: toX(index), cy: toY(value), r: 3.5 }, h("title", null, name)),
      );
    }),
  );
}

function importanceList({ importance }: RunStudy): ComponentChild {
  return h(
    "ul",
    { class: "bars", key: "list" },
    [...importance]
      .slice(0, 12)
      .map(([name, share]) =>
        h(
          "li",
          { key: name },
          h("span", { class: "bar-name" }, name),
          h("span", { class: "bar" }, h("span", { style: { width: `${(share * 100).toFixed(1)}%` } })),
          h("span", { class: "number" }, `${Math.round(share * 100)} %`),
        ),
      ),
  );
}

function slices({ importance, metric, runs }: RunStudy): ComponentChild {
  const names = [...importance.keys()].slice(0, maxSlices);
  if (names.length === 0) return null;
  const y = keyColumn("metric", metric);
  return [
    h("h3", { key: "title" }, "Slices"),
    h(
      "div",
      { class: "curves", key: "slices" },
      names.map((name) => h("div", { key: name }, scatterChart(runs, keyColumn("param", name), y))),
    ),
  ];
}
