import { type ComponentChild, h } from "preact";
import { type ChartScale, cutLabel } from "./chart-scale.js";

const [top, bottom, right] = [10, 44, 14];

/** Average width of a character in pixels. */
const characterWidth = 6.6;

/** The area of a chart within its axes, in pixels. */
export interface ChartFrame {
  /** Of a position from 0 to 1. */
  toX(position: number): number;
  toY(position: number): number;
  axes(labels: ChartAxes): ComponentChild;
}

interface ChartAxes {
  /** Undefined for an axis without labels. */
  readonly x?: ChartScale | undefined;
  readonly y: ChartScale;
  readonly labelX: string;
  readonly labelY: string;
}

/** The frame of a chart whose vertical axis is as wide as the labels of a scale. */
export function chartFrame(width: number, height: number, { ticks }: Pick<ChartScale, "ticks">): ChartFrame {
  const longest = Math.max(...ticks.map(({ label }) => label.length), 3);
  const left = 28 + Math.min(longest * characterWidth, width / 3);
  const toX = (position: number): number => left + position * (width - left - right);
  const toY = (position: number): number => height - bottom - position * (height - top - bottom);
  return {
    toX,
    toY,
    axes: ({ x, y, labelX, labelY }) => [
      x?.ticks.map(({ position, label }, index) => {
        const characters = (width - left - right) / Math.max(x.ticks.length - 1, 1) / characterWidth - 1;
        const at = toX(position);
        const isLast = at + (label.length * characterWidth) / 2 > width;
        return [
          h("line", { key: `x${index}`, x1: at, x2: at, y1: top, y2: height - bottom }),
          h(
            "text",
            {
              key: `tx${index}`,
              x: isLast ? width : at,
              y: height - bottom + 16,
              "text-anchor": isLast ? "end" : "middle",
            },
            cutLabel(label, characters),
          ),
        ];
      }),
      y.ticks.map(({ position, label }, index) => [
        h("line", { key: `y${index}`, x1: left, x2: width - right, y1: toY(position), y2: toY(position) }),
        h(
          "text",
          { key: `ty${index}`, x: left - 6, y: toY(position) + 4, "text-anchor": "end" },
          cutLabel(label, (left - 28) / characterWidth + 1),
        ),
      ]),
      h("text", { class: "axis", x: (left + width - right) / 2, y: height - 8, "text-anchor": "middle" }, labelX),
      h(
        "text",
        {
          ...{ class: "axis", x: 12, y: toY(0.5), "text-anchor": "middle" },
          transform: `rotate(-90 12 ${toY(0.5)})`,
        },
        cutLabel(labelY, (height - bottom) / characterWidth),
      ),
    ],
  };
}
