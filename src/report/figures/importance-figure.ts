import { ArgumentError } from "../../core/errors.js";
import { barFigure } from "./bar-figure.js";
import type { Figure } from "./figure.js";
import type { Axis, FigureOptions } from "./figure-options.js";

/** Options of `importanceFigure`. */
export interface ImportanceOptions extends Pick<FigureOptions, "title" | "source" | "remark" | "height"> {
  /**
   * What the length of a bar means.
   * @default share of the gain in per cent, for shares that add up to 1
   */
  readonly measure?: Axis | undefined;
  /**
   * Number of features with a bar. Shares of the others are added up in one more bar; other measures, such as
   * distances, are not added up.
   * @default 15
   */
  readonly top?: number | undefined;
}

/**
 * A bar chart of feature importance, from most to least important; takes what `importance()` of a fitted model returns.
 *
 * @example importanceFigure({ hour: 0.8, rain: 0.2 }, { title: "The hour decides" }).data[0]?.y // ["hour", "rain"]
 */
export function importanceFigure(
  importance: ReadonlyMap<string, number> | Readonly<Record<string, number>>,
  options: ImportanceOptions,
): Figure {
  const entries = importance instanceof Map ? [...importance] : Object.entries(importance ?? {});
  if (entries.length === 0)
    throw new ArgumentError(
      "importanceFigure: expected the importance of at least one feature, got none; fit the model on one feature or more",
    );
  const wrong = entries.find(([, value]) => typeof value !== "number" || !Number.isFinite(value));
  if (wrong !== undefined) {
    throw new ArgumentError(
      `importanceFigure: feature "${wrong[0]}": expected a finite number, got ${wrong[1]}; leave the feature out`,
    );
  }
  const { measure, top = 15, ...rest } = options ?? {};
  const factor = measure === undefined ? 100 : 1;
  const sorted = (entries as [string, number][])
    .map(([name, value]): [string, number] => [name, value * factor])
    .sort((a, b) => Math.abs(b[1]) - Math.abs(a[1]));
  const others = sorted.slice(top);
  const bars = sorted.slice(0, top);
  const isShare = measure === undefined;
  if (others.length > 0 && isShare) {
    bars.push([`${others.length} others`, others.reduce((total, [, value]) => total + value, 0)]);
  }
  const left = others.length > 0 && !isShare ? `${others.length} smaller ones not shown` : "";
  const remark = [rest.remark ?? "", left].filter((text) => text !== "").join(" · ");
  return barFigure(
    { x: bars.map(([name]) => name), y: bars.map(([, value]) => value) },
    {
      ...rest,
      remark: remark === "" ? undefined : remark,
      x: { label: "feature" },
      y: measure ?? { label: "share of the gain", unit: "%" },
      direction: "right",
    },
  );
}
