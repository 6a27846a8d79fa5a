import { FormatError, NotFoundError } from "cuaderno";
import { openProjectFiles } from "cuaderno/notebook";
import type { DataOrigin } from "cuaderno/sources";
import type { Store, StoredObject } from "cuaderno/store";
import { loadPolars, parseCsv, type TableReport } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { trafficSource } from "./data-source.js";
import { trafficSchema } from "./schema.js";

/** Which rows to read. */
export interface LoadOptions {
  /** `real`: only pulled files; `sample`: only the made-up ones; `auto`: the real ones where they are, else the sample. Default: `auto`. */
  readonly data?: string;
  /** Only these years. Default: all that are there. */
  readonly years?: readonly number[];
  /** `years`: files called `{prefix}_{year}.csv`, or the full table where there are none; `full`: the full table. Default: `years`. */
  readonly form?: "years" | "full";
}

/** The traffic rows as read, before anything is put right but impossible readings, and where they are from. */
export interface TrafficTable {
  readonly frame: DataFrame;
  readonly origin: DataOrigin;
  /** The files that were read, with their versions. */
  readonly objects: readonly StoredObject[];
  /** What reading found in each file. */
  readonly reports: readonly TableReport[];
}

const yearFile = /^(?<prefix>.+)_(?<year>\d{4})\.csv$/;
const fullFile = /^[A-Za-z_]+\.csv(\.gz)?$/;

/** Reads the traffic table from the project's data folder, which may be a path or an address on a store. */
export async function loadTraffic(folder: string, options: LoadOptions = {}): Promise<TrafficTable> {
  const { files: store, origin } = await openProjectFiles(trafficSource(), folder, { ...options, loose: true });
  const keys = await chosenKeys(store, folder, options);
  const objects = (await Promise.all(keys.map((key) => store.stat(key)))).filter((object) => object !== undefined);
  const reports: TableReport[] = [];
  const frames: DataFrame[] = [];
  for (const { key } of objects) {
    const place = `${store.name}/${key}`;
    const onReport = (report: TableReport): void => void reports.push(report);
    // The full table has one column more, the weather in more words.
    const extra = yearFile.test(key) ? "refuse" : "ignore";
    frames.push(parseCsv(await store.read(key), trafficSchema, { uri: place, extra, onReport }));
  }
  const [first, ...rest] = frames as [DataFrame, ...DataFrame[]];
  const frame = rest.length === 0 ? first : loadPolars().concat([first, ...rest]);
  return { frame: onlyYears(frame, options.years), origin, objects, reports };
}

async function chosenKeys(
  store: Store,
  folder: string,
  { years, form = "years" }: LoadOptions,
): Promise<readonly string[]> {
  const all: string[] = [];
  for await (const { key } of store.list("")) all.push(key);
  const full = all.filter((key) => fullFile.test(key));
  const byYear = all.filter((key) => yearFile.test(key));
  const prefixes = [...new Set(byYear.map((key) => yearFile.exec(key)?.groups?.prefix))];
  if (prefixes.length > 1) {
    throw new FormatError(
      `loadTraffic: ${folder} has year files of several tables (${prefixes.join(", ")}); keep one of them there`,
    );
  }
  if (form === "full" || byYear.length === 0) {
    const [table] = full;
    if (table !== undefined) return [table];
    throw new NotFoundError(`loadTraffic: no full table in ${folder}, only year files; leave form out`);
  }
  if (years === undefined) return byYear;
  return years.map((year) => {
    const found = byYear.find((key) => yearFile.exec(key)?.groups?.year === String(year));
    if (found !== undefined) return found;
    const known = byYear.map((key) => yearFile.exec(key)?.groups?.year);
    throw new NotFoundError(`loadTraffic: no file for ${year} in ${folder}; there are ${known.join(", ")}`);
  });
}

function onlyYears(frame: DataFrame, years: readonly number[] | undefined): DataFrame {
  if (years === undefined) return frame;
  const pl = loadPolars();
  const wanted = pl.lit(false);
  return frame.filter(years.reduce((any, year) => any.or(pl.col("time").dt.year().eq(year)), wanted));
}
