import { type ComponentChild, h } from "preact";
import { type Address, toHash } from "./address.js";
import { chartScale } from "./chart-scale.js";
import { toRunName } from "./format-value.js";
import type { RunColumn, TableRun } from "./run-columns.js";

const [width, height, left, bottom, top, right] = [720, 360, 78, 44, 14, 18];

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
  const x = find("across") ?? columns.find((column) => column !== y);
  if (x === undefined || y === undefined) return null;
  const choice = (name: string, label: string, chosen: RunColumn): ComponentChild =>
    h(
      "label",
      { class: "choice" },
      `${label} `,
      h(
        "select",
        {
          value: chosen.field,
          onChange: (event: Event) => change({ [name]: (event.target as HTMLSelectElement).value }),
        },
        columns.map((column) => h("option", { key: column.field, value: column.field }, column.label)),
      ),
    );
  return h(
    "section",
    { "aria-labelledby": "scatter" },
    h("h2", { id: "scatter" }, "Scatter"),
    h("div", { class: "tools" }, choice("across", "Across", x), choice("y", "Up", y)),
    h("div", { class: "scroll", tabIndex: 0, role: "region", "aria-label": "Scatter plot" }, scatterChart(runs, x, y)),
  );
}

/** Two columns of runs against each other; a point is a link to its run. Those of `front` are marked. */
export function scatterChart(
  runs: readonly TableRun[],
  x: RunColumn,
  y: RunColumn,
  front: ReadonlySet<TableRun> = new Set(),
): ComponentChild {
  const [scaleX, scaleY] = [chartScale(x, runs), chartScale(y, runs)];
  const toX = (position: number): number => left + position * (width - left - right);
  const toY = (position: number): number => height - bottom - position * (height - top - bottom);
  const points = runs.flatMap((run) => {
    const [a, b] = [scaleX.position(x.value(run)), scaleY.position(y.value(run))];
    return a === undefined || b === undefined ? [] : [{ run, cx: toX(a), cy: toY(b) }];
  });
  return h(
    "svg",
    {
      class: "chart",
      viewBox: `0 0 ${width} ${height}`,
      role: "group",
      "aria-label": `${y.label} by ${x.label}, ${points.length} runs`,
    },
    scaleX.ticks.map(({ position, label }) => [
      h("line", { key: `x${label}`, x1: toX(position), x2: toX(position), y1: top, y2: height - bottom }),
      h("text", { key: `tx${label}`, x: toX(position), y: height - bottom + 16, "text-anchor": "middle" }, label),
    ]),
    scaleY.ticks.map(({ position, label }) => [
      h("line", { key: `y${label}`, x1: left, x2: width - right, y1: toY(position), y2: toY(position) }),
      h("text", { key: `ty${label}`, x: left - 8, y: toY(position) + 4, "text-anchor": "end" }, label),
    ]),
    h(
      "text",
      { class: "axis", x: (left + width - right) / 2, y: height - 6, "text-anchor": "middle" },
      `${x.label}${scaleX.isLog ? " (log)" : ""}`,
    ),
    h(
      "text",
      {
        class: "axis",
        x: 14,
        y: (height - bottom) / 2,
        "text-anchor": "middle",
        transform: `rotate(-90 14 ${(height - bottom) / 2})`,
      },
      `${y.label}${scaleY.isLog ? " (log)" : ""}`,
    ),
    points.map(({ run, cx, cy }, index) => {
      const isFront = front.has(run);
      const name = `${toRunName(run.record)}${isFront ? " (Pareto front)" : ""}: ${x.label} ${x.format(x.value(run))}, ${y.label} ${y.format(y.value(run))}`;
      const circle = h(
        "circle",
        { cx, cy, r: isFront ? 6 : 5, class: isFront ? "front" : undefined },
        h("title", null, name),
      );
      return runPoint(run, { key: index, name, circle });
    }),
  );
}

/** A point of a chart, which is a link when its run has a page; a trial of a file has none. */
export function runPoint(
  { record }: TableRun,
  { key, name, circle }: { readonly key: number; readonly name: string; readonly circle: ComponentChild },
): ComponentChild {
  if (record.id === "") return h("g", { key, role: "img", "aria-label": name }, circle);
  return h("a", { key, href: toHash("run", record.id), "aria-label": name }, circle);
}
