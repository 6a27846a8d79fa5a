import { type ComponentChild, h } from "preact";
import { type Address, toHash } from "./address.js";
import { chartFrame } from "./axes-frame.js";
import { type ChartScale, chartScale } from "./chart-scale.js";
import { toRunName } from "./format-value.js";
import { useWidth } from "./hooks.js";
import type { RunColumn, TableRun } from "./run-columns.js";
import { choice } from "./select-field.js";

export interface ScatterProps {
  readonly runs: readonly TableRun[];
  readonly columns: readonly RunColumn[];
  readonly address: Address;
  change(changes: Readonly<Record<string, string | undefined>>): void;
}

/** Two parameters or metrics of the runs against each other; a point is a link to its run. */
export function ScatterSection({ runs, columns, address, change }: ScatterProps): ComponentChild {
  const find = (name: string): RunColumn | undefined => columns.find(({ field }) => field === address.query.get(name));
  const y = find("y") ?? columns.find(({ kind }) => kind === "metric") ?? columns[1];
  const x =
    find("across") ??
    columns.find((column) => column !== y && column.kind === "param") ??
    columns.find((column) => column !== y);
  if (x === undefined || y === undefined) return null;
  const choose = (name: string, label: string, chosen: RunColumn): ComponentChild =>
    choice(
      label,
      chosen.field,
      columns.map((column) => [column.field, column.label]),
      (value) => change({ [name]: value }),
    );
  return h(
    "section",
    { "aria-labelledby": "scatter" },
    h("h2", { id: "scatter" }, "Scatter"),
    h("div", { class: "tools" }, choose("across", "Horizontal", x), choose("y", "Vertical", y)),
    h(ScatterChart, { runs, x, y }),
  );
}

export interface ScatterChartProps {
  readonly runs: readonly TableRun[];
  readonly x: RunColumn;
  readonly y: RunColumn;
  /** Runs that are marked. */
  readonly front?: ReadonlySet<TableRun> | undefined;
  readonly height?: number | undefined;
}

/** Two columns of runs against each other; a point is a link to its run. */
export function ScatterChart({ runs, x, y, front, height = 340 }: ScatterChartProps): ComponentChild {
  const [area, width] = useWidth();
  return h("div", { class: "chart-area", ref: area }, width && drawScatter({ runs, x, y, front, height }, width));
}

function drawScatter({ runs, x, y, front = new Set(), height = 0 }: ScatterChartProps, width: number): ComponentChild {
  const [scaleX, scaleY] = [chartScale(x, runs), chartScale(y, runs)];
  const frame = chartFrame(width, height, scaleY);
  const points = runs.flatMap((run) => {
    const [a, b] = [scaleX.position(x.value(run)), scaleY.position(y.value(run))];
    return a === undefined || b === undefined ? [] : [{ run, cx: frame.toX(a), cy: frame.toY(b) }];
  });
  return h(
    "svg",
    {
      ...{ class: "chart", width, height, role: "group" },
      "aria-label": `${y.label} by ${x.label}, ${points.length} runs`,
    },
    frame.axes({ x: scaleX, y: scaleY, labelX: toAxisLabel(x, scaleX), labelY: toAxisLabel(y, scaleY) }),
    points.map(({ run, cx, cy }, index) => {
      const isFront = front.has(run);
      const name = `${toRunName(run.record)}${isFront ? " (Pareto front)" : ""}: ${x.label} ${x.format(x.value(run))}, ${y.label} ${y.format(y.value(run))}`;
      const circle = h(
        "circle",
        { cx, cy, r: isFront ? 5.5 : 4.5, class: isFront ? "front" : undefined },
        h("title", null, name),
      );
      return runPoint(run, { key: index, name, circle });
    }),
  );
}

function toAxisLabel({ label }: RunColumn, { isLog }: ChartScale): string {
  return `${label}${isLog ? " (log)" : ""}`;
}

/** A point of a chart, which is a link when its run has a page; a trial of a file has none. */
export function runPoint(
  { record }: TableRun,
  { key, name, circle }: { readonly key: number; readonly name: string; readonly circle: ComponentChild },
): ComponentChild {
  if (record.id === "") return h("g", { key, role: "img", "aria-label": name }, circle);
  return h("a", { key, href: toHash("run", record.id), "aria-label": name }, circle);
}
