import { type ComponentChild, h } from "preact";
import { useState } from "preact/hooks";
import { type Address, goTo, toHash } from "./address.js";
import { chartScale, cutLabel } from "./chart-scale.js";
import { toRunName } from "./format-value.js";
import { useWidth } from "./hooks.js";
import type { RunColumn, TableRun } from "./run-columns.js";
import { choice } from "./select-field.js";

const [axisGap, height, top, bottom, side] = [124, 320, 34, 12, 64];

/** Most parameters that have an axis. */
const maxParams = 10;

export interface ParallelProps {
  readonly runs: readonly TableRun[];
  readonly params: readonly RunColumn[];
  readonly metrics: readonly RunColumn[];
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** A line for each run through its parameters to a metric, whose value is its colour. */
export function ParallelCoordinates({ runs, params, metrics, address, change }: ParallelProps): ComponentChild {
  const [active, setActive] = useState<TableRun | undefined>();
  const [area, available] = useWidth();
  const metric = metrics.find(({ field }) => field === address.query.get("metric")) ?? metrics[0];
  const columns = [...params.slice(0, maxParams), ...(metric === undefined ? [] : [metric])];
  if (columns.length < 2) return null;
  const scales = columns.map((column) => chartScale(column, runs));
  const width = Math.max(available ?? 0, side * 2 + axisGap * (columns.length - 1));
  const toX = (index: number): number => side + (index * (width - 2 * side)) / (columns.length - 1);
  const toY = (position: number): number => height - bottom - position * (height - top - bottom);
  const lines = runs.map((run) => {
    const points = columns.flatMap((column, index) => {
      const position = scales[index]?.position(column.value(run));
      return position === undefined ? [] : [`${toX(index)},${toY(position).toFixed(1)}`];
    });
    return { run, points, shade: scales.at(-1)?.position(columns.at(-1)?.value(run)) };
  });
  const shown = lines.filter(({ points }) => points.length > 1);
  return h(
    "section",
    { "aria-labelledby": "parallel" },
    h("h2", { id: "parallel" }, "Parallel coordinates"),
    metrics.length < 2
      ? null
      : choice(
          "Metric",
          metric?.field ?? "",
          metrics.map(({ field, label }) => [field, label]),
          (value) => change({ metric: value }),
        ),
    h(
      "p",
      { class: "muted", "aria-live": "polite" },
      active === undefined ? "Point at a line to see its run; select it to open it." : describe(active, columns),
    ),
    h(
      "div",
      { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Lines of the runs", ref: area },
      h(
        "svg",
        {
          ...{ class: "chart parallel", width, height, role: "img" },
          "aria-label": `${shown.length} runs over ${columns.map(({ label }) => label).join(", ")}`,
        },
        shown.map(({ run, points, shade }) =>
          h(
            "polyline",
            {
              key: run.record.id,
              points: points.join(" "),
              class: active === run ? "active" : active === undefined ? undefined : "faint",
              style: { "--share": `${Math.round((shade ?? 0) * 100)}%` },
              onMouseEnter: () => setActive(run),
              onMouseLeave: () => setActive(undefined),
              onClick: () => goTo(toHash("run", run.record.id)),
            },
            h("title", null, toRunName(run.record)),
          ),
        ),
        columns.map(({ field, label }, index) => [
          h("line", { key: field, x1: toX(index), x2: toX(index), y1: top, y2: height - bottom }),
          h(
            "text",
            { key: `${field} label`, class: "axis", x: toX(index), y: 18, "text-anchor": "middle" },
            cutLabel(label, (width - 2 * side) / Math.max(columns.length - 1, 1) / 7),
          ),
          (scales[index]?.ticks ?? []).map((tick) =>
            h("text", { key: `${field} ${tick.label}`, x: toX(index) + 6, y: toY(tick.position) + 4 }, tick.label),
          ),
        ]),
      ),
    ),
  );
}

function describe(run: TableRun, columns: readonly RunColumn[]): string {
  const values = columns.map((column) => `${column.label} ${column.format(column.value(run)) || "none"}`);
  return `${toRunName(run.record)}: ${values.join(", ")}`;
}
