/** Counts of requests and rows in Prometheus' text format. */
export interface ServerMetrics {
  request(labels: { readonly route: string; readonly method: string; readonly status: number }, seconds: number): void;
  rows(model: string, verdict: "predicted" | "refused" | "unusual", count: number): void;
  /** A model's version, after it was loaded. */
  loaded(model: string, version: string): void;
  /** The text of `/metrics`. */
  text(): string;
}

const buckets = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

interface Histogram {
  readonly counts: number[];
  sum: number;
  count: number;
}

/**
 * Metrics of one server process.
 *
 * @param startedAt seconds since 1970
 */
export function serverMetrics(startedAt: number): ServerMetrics {
  const requests = new Map<string, number>();
  const durations = new Map<string, Histogram>();
  const rows = new Map<string, number>();
  const versions = new Map<string, string>();
  const names = new Map<string, string>();
  const cached = (key: string, values: Readonly<Record<string, string>>): string => {
    const known = names.get(key) ?? labels(values);
    if (names.size < 10_000) names.set(key, known);
    return known;
  };
  return {
    request({ route, method, status }, seconds) {
      increase(requests, cached(`${method} ${status} ${route}`, { method, route, status: String(status) }), 1);
      const key = cached(route, { route });
      const histogram = durations.get(key) ?? { counts: buckets.map(() => 0), sum: 0, count: 0 };
      const bucket = buckets.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) histogram.counts[bucket] = (histogram.counts[bucket] ?? 0) + 1;
      histogram.sum += seconds;
      histogram.count += 1;
      if (histogram.count === 1) durations.set(key, histogram);
    },
    rows: (model, verdict, count) => increase(rows, cached(`${verdict} ${model}`, { model, verdict }), count),
    loaded: (model, version) => void versions.set(model, version),
    text: () =>
      [
        ...family("cuaderno_requests_total", "counter", "Requests by route, method and status.", requests),
        ...histogramLines(durations),
        ...family("cuaderno_rows_total", "counter", "Rows by model and verdict.", rows),
        ...family(
          "cuaderno_model_info",
          "gauge",
          "The version that is served.",
          new Map([...versions].map(([model, version]) => [labels({ model, version }), 1])),
        ),
        ...family("process_start_time_seconds", "gauge", "Start of the process.", new Map([["", startedAt]])),
        ...family(
          "process_resident_memory_bytes",
          "gauge",
          "Memory in use.",
          new Map([["", process.memoryUsage.rss()]]),
        ),
        "",
      ].join("\n"),
  };
}

function increase(counts: Map<string, number>, key: string, by: number): void {
  counts.set(key, (counts.get(key) ?? 0) + by);
}

function family(name: string, type: string, help: string, values: ReadonlyMap<string, number>): readonly string[] {
  return [
    `# HELP ${name} ${help}`,
    `# TYPE ${name} ${type}`,
    ...[...values].map(([key, value]) => `${name}${key} ${value}`),
  ];
}

function histogramLines(durations: ReadonlyMap<string, Histogram>): readonly string[] {
  const name = "cuaderno_request_duration_seconds";
  const lines = [...durations].flatMap(([key, { counts, sum, count }]) => {
    const inner = key.slice(1, -1);
    let total = 0;
    const below = buckets.map((bound, index) => {
      total += counts[index] ?? 0;
      return `${name}_bucket{${inner},le="${bound}"} ${total}`;
    });
    return [
      ...below,
      `${name}_bucket{${inner},le="+Inf"} ${count}`,
      `${name}_sum${key} ${sum}`,
      `${name}_count${key} ${count}`,
    ];
  });
  return [`# HELP ${name} Time from request to response.`, `# TYPE ${name} histogram`, ...lines];
}

function labels(values: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(values).map(([key, value]) => `${key}="${escapeLabel(value)}"`);
  return `{${pairs.join(",")}}`;
}

function escapeLabel(value: string): string {
  if (!/["\\\n]/.test(value)) return value;
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
