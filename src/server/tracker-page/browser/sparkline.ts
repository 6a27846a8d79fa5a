import { type ComponentChild, h } from "preact";
import type { MetricSeries } from "../page-data.js";

const [width, height] = [56, 16];

/** A small line of a metric; undefined with fewer than two finite points. */
export function sparkline(series: MetricSeries | undefined): ComponentChild {
  const values = (series?.values ?? []).map(Number);
  const finite = values.filter(Number.isFinite);
  if (finite.length < 2) return undefined;
  const [min, max] = [Math.min(...finite), Math.max(...finite)];
  const points = values.flatMap((value, index) => {
    if (!Number.isFinite(value)) return [];
    const x = (index / (values.length - 1)) * (width - 2) + 1;
    const y = max === min ? height / 2 : height - 2 - ((value - min) / (max - min)) * (height - 4);
    return [`${x.toFixed(1)},${y.toFixed(1)}`];
  });
  return h(
    "svg",
    { class: "spark", viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" },
    h("polyline", { points: points.join(" ") }),
  );
}
