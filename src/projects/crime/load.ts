import { ArgumentError, FormatError, NotFoundError } from "cuaderno";
import { loadProjectTables, openProjectFiles, openProjectTable, type ProjectTableLoad } from "cuaderno/notebook";
import { type DataOrigin, trailingMonths } from "cuaderno/sources";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { crimeSource, crimesTable, stationsFile } from "./data-source.js";
import { readStations, type Station } from "./stations.js";

/** Which crimes to read. */
export interface LoadCrimeOptions {
  /** `real`: only pulled files; `sample`: only the made-up ones; `auto`: the real ones where they are, else the sample. Default: `auto`. */
  readonly data?: string;
  /** Last month of the window that models learn from, or `auto`: the third month from the end, so that two are left to watch. */
  readonly until?: string;
  /** Months in the window. Default: 12, or as many as there are. */
  readonly months?: number;
}

/** A rolling window of crimes, the months after it, and the stations. */
export interface CrimeTable {
  readonly origin: DataOrigin;
  /** The window, every row of it. */
  readonly frame: DataFrame;
  /** What came after the window. */
  readonly later: DataFrame;
  readonly stations: readonly Station[];
  /** The stations with headquarters, which is no district, among them. */
  readonly withHeadquarters: readonly Station[];
  /** Months of the window, oldest first, and those after it. */
  readonly months: readonly string[];
  readonly laterMonths: readonly string[];
  /** Version of the trusted table, and what bringing it up to date did. */
  readonly version: number;
  readonly load: ProjectTableLoad;
}

/** The window of crimes in the project's data folder, a path or an address on a store; month files that are new go into the trusted table first. */
export async function loadCrimes(folder: string, options: LoadCrimeOptions = {}): Promise<CrimeTable> {
  const { until = "auto", months = 12 } = options;
  const { origin, files } = await openProjectFiles(crimeSource(), folder, options);
  const place = { folder, data: origin.data };
  const load = (await loadProjectTables(crimeSource(), place)).find(({ name }) => name === crimesTable.name);
  const [reason] = load?.reasons ?? [];
  if (reason !== undefined) throw new FormatError(`loadCrimes: ${reason}`);
  if (load?.version === null || load === undefined) {
    throw new NotFoundError(
      `loadCrimes: no month file like crimes_2017-01.csv in ${folder}; run "cuaderno data pull crime"`,
    );
  }
  const pl = loadPolars();
  const all = await (await openProjectTable(crimesTable, place)).read();
  const there = (all.getColumn("month").unique().toArray() as string[]).sort();
  const window = windowOf(there, until, months);
  const last = window.at(-1) ?? "";
  const month = pl.col("month");
  const inOrder = (frame: DataFrame): DataFrame => frame.sort(["time", "id"]);
  const bytes = await files.read(stationsFile);
  const stations = { place: `${files.name}/${stationsFile}` };
  return {
    origin,
    frame: inOrder(all.filter(month.gtEq(pl.lit(window[0] ?? "")).and(month.ltEq(pl.lit(last))))),
    later: inOrder(all.filter(month.gt(pl.lit(last)))),
    stations: readStations(bytes, stations),
    withHeadquarters: readStations(bytes, { ...stations, headquarters: true }),
    months: window,
    laterMonths: there.filter((one) => one > last),
    version: load.version,
    load,
  };
}

function windowOf(there: readonly string[], until: string, count: number): readonly string[] {
  if (!Number.isInteger(count) || count < 1) {
    throw new ArgumentError(`loadCrimes: months must be a whole number from 1 on, got ${count}`);
  }
  const last = until === "auto" ? there[Math.max(0, there.length - 3)] : until;
  if (last === undefined || !there.includes(last)) {
    throw new NotFoundError(`loadCrimes: no crimes of ${until}; there are ${there[0]} to ${there.at(-1)}`);
  }
  const wanted = new Set(trailingMonths(last, count));
  const window = there.filter((month) => wanted.has(month));
  const gap = [...wanted].find((month) => month > (there[0] ?? "") && !window.includes(month));
  if (gap === undefined) return window;
  throw new NotFoundError(
    `loadCrimes: ${gap} is missing between ${there[0]} and ${last}; run "cuaderno data pull crime"`,
  );
}
