import type { MetricDefinition } from "./metric-definition.js";

/** One measured model or baseline. */
export interface ScoredModel {
  readonly name: string;
  readonly kind: "baseline" | "model";
  readonly metrics: Readonly<Record<string, number>>;
}

/** One sentence that compares the best model with the best baseline by one metric. */
export function modelVerdict(rows: readonly ScoredModel[], metric: MetricDefinition | undefined): string {
  if (metric === undefined) return "";
  const [model, baseline] = (["model", "baseline"] as const).map((kind) => bestBy(rows, kind, metric));
  const value = (row: ScoredModel): string => String(Number((row.metrics[metric.name] ?? Number.NaN).toPrecision(4)));
  const ofBaseline = baseline && `the baseline "${baseline.name}" ${value(baseline)}`;
  if (model === undefined) return ofBaseline === undefined ? "" : `${metric.name}: ${ofBaseline}`;
  const start = `${metric.name}: "${model.name}" ${value(model)}`;
  if (baseline === undefined || ofBaseline === undefined) return start;
  const [own, naive] = [model.metrics[metric.name] ?? Number.NaN, baseline.metrics[metric.name] ?? Number.NaN];
  if (!(metric.better === "lower" ? own < naive : own > naive)) {
    return `${start}, ${ofBaseline}; the model is no better than the baseline`;
  }
  const gain = metric.better === "lower" && naive > 0 ? `; ${(100 * (1 - own / naive)).toFixed(1)} % lower` : "";
  return `${start}, ${ofBaseline}${gain}`;
}

/** The best row of a kind by a metric. */
export function bestBy<Row extends ScoredModel>(
  rows: readonly Row[],
  kind: "baseline" | "model",
  { name, better }: MetricDefinition,
): Row | undefined {
  const sign = better === "lower" ? 1 : -1;
  return rows
    .filter((row) => row.kind === kind && !Number.isNaN(row.metrics[name] ?? Number.NaN))
    .toSorted((a, b) => sign * ((a.metrics[name] ?? 0) - (b.metrics[name] ?? 0)))[0];
}
