import type { JsonObject } from "../../core/json.js";
import type { Figure } from "../../report/figures/figure.js";
import { figureLayout } from "../../report/figures/figure-layout.js";
import { axisText, checkFigureOptions } from "../../report/figures/figure-options.js";
import { figureText, shortText } from "../../report/figures/figure-text.js";
import { roundedNumbers } from "../../report/figures/figure-values.js";
import { neutralText } from "../../report/figures/palette.js";
import { toNumber } from "../samplers/parameter-scale.js";
import { flatSpace } from "../space/active-parameters.js";
import type { Params } from "../space/space.js";
import type { Parameter } from "../space/space-parameter.js";
import { bestTrial, type StudyData } from "../study-data.js";
import { type CompleteTrial, isComplete } from "../trial.js";
import { noTrials, type SearchFigureOptions, titleNumber, titleStart } from "./search-figure-options.js";
import { parameterText } from "./slice-figure.js";

/** Colors from best to worst, for light and dark backgrounds. */
const bestToWorst: readonly (readonly [number, string])[] = [
  [0, "#d9730d"],
  [0.15, "#b9589b"],
  [0.4, "#7267c9"],
  [1, "#9aa0a8"],
];

const labelSize = 12;
const tickSize = 11;

/** An axis of the figure. */
interface Axis extends JsonObject {
  readonly label: string;
  readonly values: readonly (number | null)[];
  readonly ticktext: readonly string[];
}

/**
 * A parallel-coordinates figure of the complete trials: one axis per parameter and one for the value, the best trial in
 * orange. Parameters that are the same in every trial are left out; logarithmic parameters have a logarithmic axis.
 * Where a trial does not have a parameter (another branch), its line passes at "none".
 *
 * @throws ArgumentError without a complete trial
 *
 * @example show(parallelCoordinatesFigure(study, { value: { label: "RMSE" } }))
 */
export function parallelCoordinatesFigure<Point>(study: StudyData<Point>, options: SearchFigureOptions = {}): Figure {
  const { value = { label: "value" }, title, source, height = 460 } = options;
  const trials = study.trials.filter(isComplete).filter((trial) => Number.isFinite(trial.value));
  const best = bestTrial({ ...study, trials });
  if (best === undefined) throw noTrials("parallelCoordinatesFigure", study.trials.length);
  const varying = Object.entries(flatSpace(study.space)).filter(([name]) => varies(name, trials));
  const point = varying.map(([name]) => name).filter((name) => name in (best.params as Params));
  const finding = `${titleStart(value.label)} ${titleNumber(best.value)} comes with ${point
    .slice(0, 3)
    .map((name) => `${name} ${parameterText((best.params as Params)[name])}`)
    .join(", ")}${point.length > 3 ? ", …" : ""}`;
  const frame = {
    title: title ?? (point.length === 0 ? `${titleStart(value.label)} is best at ${titleNumber(best.value)}` : finding),
    x: { label: "parameter" },
    y: value,
    height,
    source,
  };
  checkFigureOptions("parallelCoordinatesFigure", frame);
  // The best trial is drawn last, on top.
  const sign = study.direction === "minimize" ? 1 : -1;
  const ordered = trials.toSorted((a, b) => sign * (b.value - a.value) || b.number - a.number);
  const values = ordered.map((trial) => trial.value);
  const { xaxis: _x, yaxis: _y, margin, ...layout } = figureLayout(frame, { height });
  const dimensions: readonly Axis[] = [
    ...varying.map(([name, parameter]) => parameterAxis(name, parameter, ordered)),
    { label: figureText(shortText(axisText(value), 24)), values: roundedNumbers(values), ticktext: [] },
  ];
  const trace: JsonObject = {
    type: "parcoords",
    dimensions,
    line: {
      color: roundedNumbers(values),
      colorscale: study.direction === "minimize" ? bestToWorst : reversedScale(bestToWorst),
      ...colorRange(values, study.direction === "minimize"),
    },
    labelside: "bottom",
    labelfont: { size: labelSize, color: neutralText },
    tickfont: { size: tickSize, color: neutralText },
    rangefont: { size: 1, color: "rgba(0,0,0,0)" },
  };
  return {
    kind: "figure",
    data: [trace],
    layout: { ...layout, margin: { ...(margin as JsonObject), ...sideMargins(dimensions), b: 44 } },
  };
}

/** Tick labels are left of their axis, the labels of axes centered below. */
function sideMargins(axes: readonly Axis[]): { readonly l: number; readonly r: number } {
  const ticks = labelWidth(axes[0]?.ticktext ?? [], tickSize);
  const [first = 0, last = 0] = [axes[0], axes.at(-1)].map((axis) => labelWidth([axis?.label ?? ""], labelSize) / 2);
  return { l: Math.ceil(Math.max(64, ticks + 16, first + 8)), r: Math.ceil(Math.max(72, last + 8)) };
}

/** An upper estimate of the width of the longest label in pixels. */
function labelWidth(labels: readonly string[], fontSize: number): number {
  return 0.62 * fontSize * Math.max(0, ...labels.map((label) => label.length));
}

function reversedScale(scale: typeof bestToWorst): typeof bestToWorst {
  return scale.toReversed().map(([at, color]) => [1 - at, color] as const);
}

function varies<Point>(name: string, trials: readonly CompleteTrial<Point>[]): boolean {
  const seen = new Set(trials.map(({ params }) => (params as Params)[name]));
  return seen.size > 1;
}

/** The color range is from the best value to the 90 % quantile, so that a few bad trials do not dominate it. */
function colorRange(values: readonly number[], isMinimized: boolean): JsonObject {
  const sorted = values.toSorted((a, b) => (isMinimized ? a - b : b - a));
  const [first = 0] = sorted;
  const last = sorted[Math.floor(0.9 * (sorted.length - 1))] ?? first;
  const [low, high] = isMinimized ? [first, last] : [last, first];
  return low === high ? {} : { cmin: low, cmax: high };
}

function parameterAxis<Point>(name: string, parameter: Parameter, trials: readonly CompleteTrial<Point>[]): Axis {
  const isLog = parameter.kind !== "choice" && parameter.log;
  const position = (number: number): number => (isLog ? Math.log10(number) : number);
  const positions = trials.map(({ params }) => {
    const value = (params as Params)[name];
    return value === undefined ? undefined : position(toNumber(parameter, value));
  });
  const known = positions.filter((number) => number !== undefined);
  const ends =
    parameter.kind === "choice"
      ? [0, parameter.choices.length - 1]
      : [position(parameter.low), position(parameter.high)];
  const [low = 0, high = 1] = ends;
  const isPartial = known.length < positions.length;
  const none = low - 0.12 * (high - low || 1);
  const ticks = [...(isPartial ? [none] : []), ...axisTicks(parameter, low, high)];
  return {
    label: figureText(shortText(name, 24)),
    values: roundedNumbers(positions.map((number) => number ?? none)),
    range: [isPartial ? none : low, high === low ? low + 1 : high],
    tickvals: ticks,
    ticktext: ticks.map((tick) => (isPartial && tick === none ? "none" : figureText(tickText(parameter, isLog, tick)))),
  };
}

function tickText(parameter: Parameter, isLog: boolean, tick: number): string {
  if (parameter.kind === "choice") return shortText(parameterText(parameter.choices[tick]), 16);
  return String(Number((isLog ? 10 ** tick : tick).toPrecision(3)));
}

/** A tick per choice; for numbers about seven round values. `low` and `high` are positions on the axis. */
function axisTicks(parameter: Parameter, low: number, high: number): readonly number[] {
  if (parameter.kind === "choice") return Array.from(parameter.choices.keys());
  if (parameter.log) {
    const first = Math.floor(low);
    const decades = Array.from({ length: Math.ceil(high) - first + 1 }, (_, index) => first + index);
    const mantissas = high - low > 2.5 ? [0] : [0, Math.log10(2), Math.log10(5)];
    return decades
      .flatMap((decade) => mantissas.map((mantissa) => decade + mantissa))
      .filter((tick) => tick >= low - 1e-9 && tick <= high + 1e-9);
  }
  const rough = (high - low || 1) / 6;
  const power = 10 ** Math.floor(Math.log10(rough));
  const width = ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10) * power;
  const step = parameter.kind === "integer" ? Math.max(1, Math.ceil(width)) : width;
  const first = Math.ceil(low / step - 1e-9);
  const count = Math.floor(high / step + 1e-9) - first + 1;
  return Array.from({ length: count }, (_, index) => Number(((first + index) * step).toPrecision(12)));
}
