import { randomUUID } from "node:crypto";
import { mkdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { FormatError, writeTable } from "cuaderno";
import {
  addMonths,
  type DataSource,
  type DataTable,
  downloadFile,
  type FetchOptions,
  type FileOutcome,
  fetchFiles,
  monthsToPull,
  readSampleFolder,
  socrata,
  trailingMonths,
} from "cuaderno/sources";
import { crimeFileSchema, crimeSchema } from "./crime-schema.js";
import { parseCrimeFile } from "./read-crime-file.js";

/** Names of the month files, such as `crimes_2017-01.csv.gz`; the first group is the month. */
export const monthFiles: RegExp = /^crimes_(\d{4}-\d{2})\.csv(?:\.gz)?$/;

const stationsFile = "police_stations.csv";

/** Where the reports are requested from, and how many of them. */
export interface CrimeSourceOptions {
  /** @default "https://data.cityofchicago.org" */
  readonly portal?: string | undefined;
  /** Application token of the portal, which limits requests without one. It is sent as a header and never shown. */
  readonly token?: string | undefined;
  /** Number of months of the first pull. @default 12 */
  readonly window?: number | undefined;
  /** Number of months before the new ones that are requested again, for late reports and changes. @default 1 */
  readonly lookback?: number | undefined;
}

/** The trusted table, with a partition per month; a file with rows of another month is refused. */
const crimesTable: DataTable = {
  name: "crimes",
  schema: crimeSchema,
  partitionBy: ["month"],
  pieceColumn: "month",
  time: "time",
  pieceOf: (file) => monthFiles.exec(file)?.[1] ?? null,
  parse: parseCrimeFile,
};

/**
 * The files of Chicago's reported crimes, one per month, and of its police stations: from a mirror, from the city's
 * portal (datasets ijzp-q8t2 and z8bn-74gv), or the sample. The first pull gets the last complete months, later ones
 * only new and changed months.
 *
 * @example crimeSource().name // "crime"
 */
export function crimeSource(options: CrimeSourceOptions = {}): DataSource {
  return {
    name: "crime",
    files: new RegExp(`${monthFiles.source}|^police_stations\\.csv$`),
    required: [stationsFile],
    tables: [crimesTable],
    publisher: { name: "City of Chicago data portal", fetch: (request) => fetchFromPortal(options, request) },
    sample: () => readSampleFolder(new URL("../../../data/crime/sample/", import.meta.url)),
  };
}

async function fetchFromPortal(
  { portal = "https://data.cityofchicago.org", token, window = 12, lookback = 1 }: CrimeSourceOptions,
  request: FetchOptions,
): Promise<ReadonlyMap<string, FileOutcome>> {
  const folder = join(tmpdir(), `cuaderno-crime-${randomUUID()}`);
  try {
    await mkdir(folder);
    const until = await fetchLastMonth(portal, join(folder, "last.json"), request);
    const stations = { [stationsFile]: `${portal}/api/views/z8bn-74gv/rows.csv?accessType=DOWNLOAD` };
    const files = new Map<string, FileOutcome>(await fetchFiles(stations, request));
    const last = [...request.known.keys()]
      .flatMap((file) => monthFiles.exec(file)?.[1] ?? [])
      .toSorted()
      .at(-1);
    const months = last !== undefined && last > until ? [] : monthsToPull({ until, last, window, lookback });
    for (const month of months) {
      const name = `crimes_${month}.csv.gz`;
      files.set(name, await fetchMonth({ portal, token, month, path: join(folder, name) }, request));
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface MonthRequest {
  readonly portal: string;
  readonly token: string | undefined;
  readonly month: string;
  /** Where the file is written. */
  readonly path: string;
}

/** A month, in full, when a report in it is new or changed. */
async function fetchMonth(
  { portal, token, month, path }: MonthRequest,
  { known, log, quick, signal }: FetchOptions,
): Promise<FileOutcome> {
  const columns = Object.entries(crimeFileSchema.columns);
  const source = socrata({
    domain: portal,
    dataset: "ijzp-q8t2",
    schema: crimeFileSchema,
    select: columns.map(([name, { otherSources }]) => otherSources?.[0] ?? name),
    where: `date >= '${month}-01T00:00:00' AND date < '${addMonths(month, 1)}-01T00:00:00'`,
    watermarkField: "updated_on",
    token: token || undefined,
    ...(quick && { retries: 0, timeoutMs: 10_000 }),
  });
  const options = { log, signal };
  const mark = known.get(`crimes_${month}.csv.gz`)?.mark;
  const changes = await source.fetch({ ...options, watermark: mark });
  if (changes.kind === "unchanged") return { state: "unchanged" };
  const complete = mark === undefined ? changes : await source.fetch(options);
  if (complete.kind === "unchanged") return { state: "unchanged" };
  await writeTable(path, complete.frame, { schema: crimeFileSchema });
  const { watermark } = complete;
  return { state: "loaded", bytes: await readFile(path), ...(watermark !== null && { mark: watermark }) };
}

/** The month before that of the newest report, because the newest month is incomplete. */
async function fetchLastMonth(portal: string, path: string, { quick, signal }: FetchOptions): Promise<string> {
  const address = `${portal}/resource/ijzp-q8t2.json?${new URLSearchParams({ $select: "max(date) as last" })}`;
  const limits = quick ? { timeoutMs: 5_000, retries: 0 } : { timeoutMs: 30_000, retries: 3 };
  await downloadFile(address, path, { ...limits, signal });
  const body = await readFile(path, "utf8");
  const month = /"last"\s*:\s*"(\d{4}-\d{2})/.exec(body)?.[1];
  if (month === undefined) {
    throw new FormatError(
      `crimeSource: ${portal}: expected the date of the last report, got ${body.slice(0, 80)}; try again later or read the mirror`,
    );
  }
  return trailingMonths(month, 2)[0] ?? month;
}
