/** Where the dashboard reads the rows of `driftRows`. */
export interface DriftDashboardOptions {
  /** The table that `writeSql` wrote to, also as `schema.table`. @default "drift" */
  readonly table?: string | undefined;
  /** Uid of the PostgreSQL data source in Grafana. @default the dashboard has a variable for it */
  readonly datasource?: string | undefined;
  /** @default "Drift" */
  readonly title?: string | undefined;
}

/** A dashboard of Grafana as data, to be written as JSON and imported or provisioned. */
export type DriftDashboard = Readonly<Record<string, unknown>>;

const levels = [
  { value: null, color: "green" },
  { value: 1, color: "orange" },
  { value: 2, color: "red" },
];

/**
 * A Grafana dashboard (schema version 39, Grafana 11 and later) over the rows that `driftRows` makes and `writeSql`
 * writes to PostgreSQL: level now, columns by score, share of drifted columns, scores and accuracy over time. A
 * variable chooses the subject.
 *
 * @example JSON.stringify(driftDashboard({ table: "drift" }))
 */
export function driftDashboard({
  table = "drift",
  datasource,
  title = "Drift",
}: DriftDashboardOptions = {}): DriftDashboard {
  const source = { type: "grafana-postgresql-datasource", uid: datasource ?? "$source" };
  const from = table
    .split(".")
    .map((name) => `"${name.replaceAll('"', '""')}"`)
    .join(".");
  // Grafana quotes the variable as a string of SQL.
  const chosen = `subject = $\{subject:sqlstring}`;
  const latest = `measured_at = (select max(measured_at) from ${from} where ${chosen})`;
  const panel = panels(source);
  const overTime = (what: string, where: string): string =>
    `select window_start as time, ${what}, value from ${from} where ${chosen} and window_start is not null and ${latest} and ${where} order by 1`;
  return {
    title,
    tags: ["cuaderno", "drift"],
    timezone: "utc",
    schemaVersion: 39,
    editable: true,
    time: { from: "now-1y", to: "now" },
    annotations: { list: [] },
    templating: { list: variables(source, from, datasource) },
    panels: [
      panel(
        { id: 1, type: "stat", title: "Level (0 none, 1 warn, 2 fail)", at: [0, 0, 6, 6] },
        `select measured_at as time, value from ${from} where ${chosen} and metric = 'severity' and "column" = '' and window_start is null order by 1`,
      ),
      panel(
        { id: 2, type: "table", title: "Columns now", at: [6, 0, 18, 6] },
        `select "column", level, max(value) filter (where metric = 'score') as score, max(value) filter (where metric = 'missing_share') as missing from ${from} where ${chosen} and ${latest} and "column" <> '' and window_start is null group by 1, 2 order by score desc nulls last`,
      ),
      panel(
        { id: 3, type: "timeseries", title: "Share of drifted columns by window", at: [0, 6, 12, 8] },
        overTime("'drifted columns' as metric", `metric = 'drifted_share' and "column" = ''`),
      ),
      panel(
        { id: 4, type: "timeseries", title: "Score of each column by window", at: [12, 6, 12, 8] },
        overTime(`"column" as metric`, `metric = 'score' and "column" <> ''`),
      ),
      panel(
        { id: 5, type: "timeseries", title: "Accuracy of the model by window", at: [0, 14, 12, 8] },
        overTime("metric", `metric not in ('severity', 'drifted_share', 'rows', 'score')`),
      ),
      panel(
        { id: 6, type: "timeseries", title: "Rows by window", at: [12, 14, 12, 8] },
        overTime("'rows' as metric", "metric = 'rows'"),
      ),
    ],
  };
}

interface Source {
  readonly type: string;
  readonly uid: string;
}

function variables(source: Source, from: string, datasource: string | undefined): readonly DriftDashboard[] {
  const requested = { name: "source", label: "Database", type: "datasource", query: source.type };
  return [
    ...(datasource === undefined ? [requested] : []),
    {
      name: "subject",
      label: "Subject",
      type: "query",
      datasource: source,
      query: `select distinct subject from ${from} order by 1`,
      refresh: 1,
    },
  ];
}

function panels(source: Source) {
  return (
    {
      id,
      type,
      title,
      at: [x, y, w, h],
    }: {
      readonly id: number;
      readonly type: "stat" | "table" | "timeseries";
      readonly title: string;
      readonly at: readonly [number, number, number, number];
    },
    query: string,
  ): DriftDashboard => ({
    id,
    type,
    title,
    datasource: source,
    gridPos: { x, y, w, h },
    fieldConfig: {
      defaults: type === "stat" ? { thresholds: { mode: "absolute", steps: levels } } : {},
      overrides: [],
    },
    options: type === "stat" ? { reduceOptions: { calcs: ["lastNotNull"], fields: "", values: false } } : {},
    targets: [
      {
        refId: "A",
        datasource: source,
        format: type === "table" ? "table" : "time_series",
        rawQuery: true,
        rawSql: query,
      },
    ],
  });
}
