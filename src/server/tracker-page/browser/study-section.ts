import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import { paretoRanks } from "../../../search/pareto-ranks.js";
import type { Direction } from "../../../search/study-data.js";
import type { RunReply } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { formatValue, toRunName } from "./format-value.js";
import { recordedDirections } from "./parse-study.js";
import { getKeys, keyColumn, type TableRun, toTableRun } from "./run-columns.js";
import { runPoint, scatterChart } from "./scatter-plot.js";
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
  const parent = toTableRun(reply.run);
  const initial = studyMetric(parent, trials, getKeys(trials, "metrics"));
  return h(StudyCharts, {
    ...{ trials, initial, address, change, title: "Study" },
    directions: recordedDirections(reply.run.tags),
  });
}

export interface StudyChartsProps {
  readonly title: string;
  readonly trials: readonly TableRun[];
  /** The metric that is shown first. */
  readonly initial: string | undefined;
  readonly directions: Readonly<Record<string, Direction>>;
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** Charts of the trials of a search; nothing with fewer than three finished ones. */
export function StudyCharts({ title, trials, initial, directions, address, change }: StudyChartsProps): ComponentChild {
  const metrics = getKeys(trials, "metrics");
  const objectives = Object.keys(directions).filter((key) => metrics.includes(key));
  const chosen = address.query.get("metric");
  const metric = metrics.find((key) => key === chosen) ?? objectives[0] ?? initial;
  const secondChoice = address.query.get("second") ?? objectives.find((key) => key !== metric);
  const second = metrics.find((key) => key === secondChoice && key !== metric);
  const direction = getDirection(address.query.get("larger"), metric, directions);
  const secondDirection = getDirection(address.query.get("secondLarger"), second, directions);
  const study = useMemo(
    () => (metric === undefined ? undefined : studyOfRuns(trials, metric, direction)),
    [trials, metric, direction],
  );
  if (study === undefined || metric === undefined) return null;
  const best = study.runs.find(({ record }) => record.metrics[metric] === study.history.at(-1)?.best);
  const larger = (name: string, value: Direction): ComponentChild =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": value === "maximize",
        onClick: () => change({ [name]: value === "maximize" ? "0" : "1" }),
      },
      "Larger is better",
    );
  return h(
    "section",
    { "aria-labelledby": "study" },
    h("h2", { id: "study" }, title),
    h(
      "div",
      { class: "tools" },
      metricChoice("Metric", metric, metrics, (value) => change({ metric: value })),
      larger("larger", direction),
      metrics.length < 2
        ? null
        : metricChoice("Against", second ?? "", ["", ...metrics.filter((key) => key !== metric)], (value) =>
            change({ second: value === "" ? "none" : value }),
          ),
      second === undefined ? null : larger("secondLarger", secondDirection),
    ),
    best === undefined
      ? null
      : h(
          "p",
          null,
          `Best of ${study.runs.length} finished trials: `,
          best.record.id === ""
            ? toRunName(best.record)
            : h("a", { href: toHash("run", best.record.id) }, toRunName(best.record)),
          ` with ${metric} ${formatValue(best.record.metrics[metric])}`,
        ),
    second === undefined ? null : paretoChart(study.runs, { metric, direction, second, secondDirection }),
    h("h3", null, "History"),
    h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "History" }, historyChart(study)),
    study.importance.size === 0
      ? null
      : [h("h3", { key: "title" }, "Importance of the parameters"), importanceList(study)],
    slices(study),
  );
}

function getDirection(
  chosen: string | null,
  metric: string | undefined,
  directions: Readonly<Record<string, Direction>>,
): Direction {
  if (chosen === "1") return "maximize";
  return chosen === "0" ? "minimize" : (directions[metric ?? ""] ?? "minimize");
}

function metricChoice(
  label: string,
  value: string,
  metrics: readonly string[],
  onChoose: (value: string) => void,
): ComponentChild {
  return h(
    "label",
    { class: "choice" },
    `${label} `,
    h(
      "select",
      { value, onChange: (event: Event) => onChoose((event.target as HTMLSelectElement).value) },
      metrics.map((key) => h("option", { key, value: key }, key === "" ? "none" : key)),
    ),
  );
}

interface Objectives {
  readonly metric: string;
  readonly direction: Direction;
  readonly second: string;
  readonly secondDirection: Direction;
}

/** Two metrics against each other, with the trials that no other dominates. */
function paretoChart(runs: readonly TableRun[], objectives: Objectives): ComponentChild {
  const { metric, direction, second, secondDirection } = objectives;
  const both = runs.filter(({ record }) => Number.isFinite(record.metrics[second]));
  const toLoss = (value: number | undefined, goal: Direction): number => (goal === "maximize" ? -1 : 1) * Number(value);
  const ranks = paretoRanks(
    both.map(({ record: { metrics } }) => [
      toLoss(metrics[metric], direction),
      toLoss(metrics[second], secondDirection),
    ]),
  );
  const front = new Set(both.filter((_, index) => ranks[index] === 0));
  return [
    h("h3", { key: "title" }, `Pareto front: ${front.size} of ${both.length} trials`),
    h(
      "div",
      { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Pareto front", key: "chart" },
      scatterChart(both, keyColumn("metric", second), keyColumn("metric", metric), front),
    ),
  ];
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
      const run = runs[index];
      if (run === undefined) return null;
      const name = `${toRunName(run.record)}: ${metric} ${formatValue(value)}`;
      const circle = h("circle", { cx: toX(index), cy: toY(value), r: 3.5 }, h("title", null, name));
      return runPoint(run, { key: index, name, circle });
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
