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
  socrata,
  trailingMonths,
} from "cuaderno/sources";
import { readCrimeFile } from "./read-crime-file.js";
import { crimeSample } from "./sample.js";
import { incidentFileSchema, incidentSchema } from "./schema.js";

/** The file of the police stations. */
export const stationsFile = "police_stations.csv";

const monthFile = /^crimes_(\d{4}-\d{2})\.csv(\.gz)?$/;

/** Where to ask, and for how much. */
export interface CrimeSourceOptions {
  /** Address of the portal. Default: https://data.cityofchicago.org */
  readonly portal?: string;
  /** Application token; without one the portal is slower. It is never shown. */
  readonly token?: string | undefined;
  /** Months that the first pull asks for; default 12. */
  readonly window?: number;
  /** Months before the new ones that are asked again, since reports come late and are changed; default 1. */
  readonly lookback?: number;
}

/** The trusted table: a partition a month; a file whose rows are of another month is refused. */
export const crimesTable: DataTable = {
  name: "crimes",
  schema: incidentSchema,
  partitionBy: ["month"],
  pieceColumn: "month",
  time: "time",
  pieceOf: (file) => monthFile.exec(file)?.[1] ?? null,
  parse: readCrimeFile,
};

/**
 * Where Chicago's reported crimes and police stations come from: month files in a mirror, the city's portal (data sets ijzp-q8t2 and
 * z8bn-74gv; the last twelve whole months at first, then month by month), or the sample.
 */
export function crimeSource(options: CrimeSourceOptions = {}): DataSource {
  return {
    name: "crime",
    files: /^(crimes_\d{4}-\d{2}\.csv(\.gz)?|police_stations\.csv)$/,
    required: [stationsFile],
    tables: [crimesTable],
    publisher: { name: "City of Chicago data portal", fetch: (asked) => fromPortal(options, asked) },
    sample: () => {
      const encoder = new TextEncoder();
      return new Map([...crimeSample()].map(([name, text]) => [name, encoder.encode(text)]));
    },
  };
}

async function fromPortal(
  { portal = "https://data.cityofchicago.org", token, window = 12, lookback = 1 }: CrimeSourceOptions,
  options: FetchOptions,
): Promise<ReadonlyMap<string, Uint8Array | FileOutcome>> {
  const { known, log, quick, signal } = options;
  const folder = join(tmpdir(), `cuaderno-crime-${randomUUID()}`);
  try {
    await mkdir(folder);
    const until = await lastWholeMonth(portal, join(folder, "last.json"), options);
    const had = [...known.keys()].flatMap((file) => monthFile.exec(file)?.[1] ?? []).sort();
    const files = new Map<string, Uint8Array | FileOutcome>(
      await fetchFiles({ [stationsFile]: `${portal}/api/views/z8bn-74gv/rows.csv?accessType=DOWNLOAD` }, options),
    );
    const last = had.at(-1);
    const months = last !== undefined && last > until ? [] : monthsToPull({ until, last, window, lookback });
    for (const month of months) {
      const name = `crimes_${month}.csv.gz`;
      const source = socrata({
        domain: portal,
        dataset: "ijzp-q8t2",
        schema: incidentFileSchema,
        select: portalNames(),
        where: `date >= '${month}-01T00:00:00' AND date < '${addMonths(month, 1)}-01T00:00:00'`,
        watermarkField: "updated_on",
        ...(token ? { token } : {}),
        ...(quick ? { retries: 0, timeoutMs: 10_000 } : {}),
      });
      const asking = { log, ...(signal && { signal }) };
      const before = known.get(name)?.mark;
      const news = await source.fetch({ ...asking, ...(before === undefined ? {} : { watermark: before }) });
      if (news.kind === "unchanged") {
        files.set(name, { state: "unchanged" });
        continue;
      }
      // What has changed says that the month must be read again, whole.
      const whole = before === undefined ? news : await source.fetch(asking);
      if (whole.kind === "unchanged") continue;
      const file = join(folder, name);
      await writeTable(file, whole.frame, { schema: incidentFileSchema });
      files.set(name, {
        state: "loaded",
        bytes: await readFile(file),
        ...(whole.watermark === null ? {} : { mark: whole.watermark }),
      });
    }
    return files;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function portalNames(): readonly string[] {
  return Object.entries(incidentFileSchema.columns).map(([name, { otherSources }]) => otherSources?.[0] ?? name);
}

/** The month before that of the newest report: the newest is still growing. */
async function lastWholeMonth(portal: string, file: string, { quick, signal }: FetchOptions): Promise<string> {
  const address = `${portal}/resource/ijzp-q8t2.json?${new URLSearchParams({ $select: "max(date) as last" })}`;
  await downloadFile(address, file, {
    timeoutMs: quick ? 5_000 : 30_000,
    retries: quick ? 0 : 3,
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await readFile(file, "utf8");
  const month = /"last"\s*:\s*"(\d{4}-\d{2})/.exec(text)?.[1];
  if (month === undefined) {
    throw new FormatError(`crimeSource: ${portal} does not say when its last report is from: ${text.slice(0, 80)}`);
  }
  return trailingMonths(month, 2)[0] ?? month;
}
