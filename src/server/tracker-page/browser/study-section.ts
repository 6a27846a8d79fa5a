import { type ComponentChild, h } from "preact";
import { useMemo } from "preact/hooks";
import { paretoRanks } from "../../../search/pareto-ranks.js";
import type { Direction } from "../../../search/study-data.js";
import type { RunReply } from "../page-data.js";
import { type Address, toHash } from "./address.js";
import { chartFrame } from "./axes-frame.js";
import { chartScale } from "./chart-scale.js";
import { formatValue, toRunName } from "./format-value.js";
import { useWidth } from "./hooks.js";
import { recordedDirections } from "./parse-study.js";
import { getKeys, keyColumn, type TableRun, toTableRun } from "./run-columns.js";
import { runPoint, ScatterChart } from "./scatter-plot.js";
import { choice } from "./select-field.js";
import { type RunStudy, studyMetric, studyOfRuns } from "./study-of-runs.js";

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
  const larger = (name: string, key: string, value: Direction): ComponentChild =>
    h(
      "button",
      {
        type: "button",
        "aria-pressed": value === "maximize",
        onClick: () => change({ [name]: value === "maximize" ? "0" : "1" }),
      },
      `Larger ${key} is better`,
    );
  return h(
    "section",
    { "aria-label": title },
    h("h2", null, title),
    h(
      "div",
      { class: "tools" },
      choice(
        "Metric",
        metric,
        metrics.map((key) => [key]),
        (value) => change({ metric: value }),
      ),
      larger("larger", metric, direction),
      metrics.length < 2
        ? null
        : choice(
            "Against",
            second ?? "none",
            [["none"], ...metrics.filter((key) => key !== metric).map((key) => [key] as const)],
            (value) => change({ second: value }),
          ),
      second === undefined ? null : larger("secondLarger", second, secondDirection),
    ),
    best === undefined
      ? null
      : h(
          "p",
          null,
          `Best ${metric} of ${study.runs.length} finished trials: `,
          best.record.id === ""
            ? toRunName(best.record)
            : h("a", { href: toHash("run", best.record.id) }, toRunName(best.record)),
          `, ${formatValue(best.record.metrics[metric])}`,
        ),
    second === undefined ? null : paretoChart(study.runs, { metric, direction, second, secondDirection }),
    h("h3", null, "History"),
    h(HistoryChart, { study }),
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
    h(ScatterChart, {
      ...{ runs: both, x: keyColumn("metric", second), y: keyColumn("metric", metric), front, key: "chart" },
    }),
  ];
}

function HistoryChart({ study }: { readonly study: RunStudy }): ComponentChild {
  const [area, width] = useWidth();
  return h("div", { class: "chart-area", ref: area }, width && drawHistory(study, width));
}

const historyHeight = 260;

function drawHistory({ history, metric, runs }: RunStudy, width: number): ComponentChild {
  const y = chartScale(keyColumn("metric", metric), runs);
  const frame = chartFrame(width, historyHeight, y);
  const toX = (index: number): number => frame.toX(index / Math.max(history.length - 1, 1));
  const toY = (value: number): number => frame.toY(y.position(value) ?? 0);
  const steps = history.map(
    ({ best }, index) => `${index === 0 ? "M" : "H"}${toX(index)}${index === 0 ? " " : "V"}${toY(best)}`,
  );
  return h(
    "svg",
    {
      ...{ class: "chart", width, height: historyHeight, role: "group" },
      "aria-label": `${metric} by trial, ${history.length} trials`,
    },
    frame.axes({ y, labelX: "trial", labelY: `${metric}${y.isLog ? " (log)" : ""}` }),
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
      names.map((name) => h(ScatterChart, { key: name, runs, x: keyColumn("param", name), y, height: 240 })),
    ),
  ];
}
