import { FormatError, NotFoundError } from "../../core/errors.js";
import { datasetSchema } from "../../io/datasets/append-dataset.js";
import { openDatasetFor } from "../../io/datasets/open-dataset.js";
import { sql } from "../../io/sql/sql.js";
import type { Column, Columns } from "../../table/columns.js";
import { toColumns } from "../../table/to-columns.js";
import type { HistoryDataset, HistoryOptions } from "./history-options.js";
import { getPeriods, type Periods } from "./periods.js";

/** The current rows of a dataset. */
export interface HistoryTable {
  readonly name: string;
  readonly version: number;
  readonly columns: Columns;
  /** Row of each period. */
  readonly rowByPeriod: ReadonlyMap<number, number>;
}

/** Tables of one moment. */
export interface HistoryTables {
  readonly tables: readonly HistoryTable[];
  readonly periods: Periods;
  readonly options: HistoryOptions;
}

/** The past of a series, read again when a dataset has another version. */
export interface SeriesHistory {
  readonly options: HistoryOptions;
  load(): Promise<HistoryTables>;
  /** The next `load` looks for new versions, however long ago the last one was. */
  expire(): void;
}

/** How long versions are not looked for again. */
const checkedMs = 1_000;

/**
 * The past of a series in datasets.
 *
 * @throws NotFoundError for a dataset without a version, ArgumentError for one without times.
 * @example (await openHistory({ datasets: { price: { uri: "data/price" } }, time: "month" })).load()
 */
export async function openHistory(
  options: HistoryOptions,
  now: () => number = () => performance.now(),
): Promise<SeriesHistory> {
  const periods = getPeriods(options.period ?? "month");
  const known = new Map<string, HistoryTable>();
  let current: HistoryTables = { tables: [], periods, options };
  let checkedAt = Number.NEGATIVE_INFINITY;
  let loading: Promise<HistoryTables> | undefined;
  const read = async (): Promise<HistoryTables> => {
    const before = current.tables;
    const tables: HistoryTable[] = [];
    for (const [name, dataset] of Object.entries(options.datasets)) {
      const table = await readHistoryTable(name, dataset, options.time, periods, known.get(name));
      known.set(name, table);
      tables.push(table);
    }
    if (tables.some((table, index) => table !== before[index])) current = { tables, periods, options };
    return current;
  };
  const history: SeriesHistory = {
    options,
    load() {
      if (loading !== undefined) return loading;
      if (now() - checkedAt < checkedMs) return Promise.resolve(current);
      checkedAt = now();
      loading = read().finally(() => {
        loading = undefined;
      });
      return loading;
    },
    expire() {
      checkedAt = Number.NEGATIVE_INFINITY;
    },
  };
  await history.load();
  return history;
}

async function readHistoryTable(
  name: string,
  { uri, time }: HistoryDataset,
  timeName: string,
  periods: Periods,
  known: HistoryTable | undefined,
): Promise<HistoryTable> {
  const schema = await datasetSchema(uri);
  if (schema === undefined) throw new NotFoundError(`serve: --history: ${uri} has no version yet; append rows first`);
  const dataset = await openDatasetFor("serve", uri, schema);
  const version = (await dataset.manifest())?.number ?? 0;
  if (known?.version === version) return known;
  const rows = await dataset.read({ at: version });
  const columns = toColumns(time === undefined ? rows : await withTime(rows, time, timeName));
  const times = columns.byName.get(timeName);
  if (times?.kind !== "time") {
    const got =
      times === undefined ? `has ${[...columns.byName.keys()].slice(0, 8).join(", ")}` : `has ${times.kind}s in it`;
    throw new FormatError(`serve: --history: dataset ${name} needs the time column "${timeName}", it ${got}`);
  }
  return { name, version, columns, rowByPeriod: indexPeriods(name, times, periods) };
}

async function withTime(rows: Parameters<typeof toColumns>[0], time: string, name: string) {
  const text = `select (${time})::timestamp as "${name.replaceAll('"', '""')}", * from rows`;
  return sql({ rows: rows as never })(Object.assign([text], { raw: [text] }));
}

function indexPeriods(
  name: string,
  { values }: Extract<Column, { readonly kind: "time" }>,
  periods: Periods,
): ReadonlyMap<number, number> {
  const rows = new Map<number, number>();
  values.forEach((time, row) => {
    if (Number.isNaN(time)) return;
    const period = periods.fromTime(time);
    if (rows.has(period)) {
      throw new FormatError(
        `serve: --history: dataset ${name} has several rows of ${periods.format(period)}; it needs one a ${periods.unit}`,
      );
    }
    rows.set(period, row);
  });
  return new Map([...rows].sort(([one], [other]) => one - other));
}
