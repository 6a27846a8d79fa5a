import { ArgumentError, FailedError, openStore } from "cuaderno";
import { loadProjectTables, openProjectFiles, openProjectTable, type ProjectTableLoad } from "cuaderno/notebook";
import { type DataOrigin, prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import { loadPolars, type TableReport } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { telecomSource, telecomTableNames, telecomTables } from "./data-source.js";
import type { IftTableName } from "./ift-schemas.js";

/** Which tables to read. */
export interface LoadOptions {
  /** `real`: only pulled files; `sample`: only the made-up ones; `auto`: the real ones where all are there, else the sample. Default: `auto`. */
  readonly data?: string;
  /** Last month to look at, as `2023-12`. Default: all. */
  readonly until?: string;
}

/** The four tables, and where they are from. */
export interface TelecomTables {
  readonly origin: DataOrigin;
  readonly frames: Readonly<Record<IftTableName, DataFrame>>;
  /** The version of each dataset. */
  readonly versions: Readonly<Record<IftTableName, number>>;
}

/** What loading did to each table, and what it found in them. */
export interface TelecomRefresh {
  readonly origin: DataOrigin;
  readonly loads: readonly ProjectTableLoad[];
  /** By table, for those that were read; an unchanged file is not. */
  readonly reports: ReadonlyMap<string, TableReport>;
}

/**
 * Brings the four tables up to date from the files that were pulled, or those of the sample. A table that cannot be read keeps its earlier
 * version; without one it is refused, after the others were loaded.
 */
export async function refreshTelecom(folder: string, { data = "auto" }: LoadOptions = {}): Promise<TelecomRefresh> {
  const { origin } = await openProjectFiles(telecomSource(), folder, { data });
  const reports = new Map<string, TableReport>();
  const loads = await loadProjectTables(telecomSource(), {
    folder,
    data: origin.data,
    onReport: (table, report) => reports.set(table, report),
  });
  const lacking = loads.filter(({ version }) => version === null);
  if (lacking.length === 0) return { origin, loads, reports };
  const reasons = lacking.map(({ name, reasons: [reason = "its file is not there"] }) => `${name}: ${reason}`);
  throw new FailedError(
    `refreshTelecom: ${lacking.length} of ${loads.length} tables could not be loaded: ${reasons.join("; ")}`,
  );
}

/** The four tables as they were last loaded; they are loaded first where they never were. */
export async function readTelecom(folder: string, { data = "auto", until }: LoadOptions = {}): Promise<TelecomTables> {
  const { origin } = await openProjectFiles(telecomSource(), folder, { data });
  const place = { folder, data: origin.data };
  const kept = await Promise.all(telecomTableNames.map((name) => openProjectTable(telecomTables[name], place)));
  const manifests = await Promise.all(kept.map((table) => table.manifest()));
  if (manifests.includes(undefined)) await refreshTelecom(folder, { data: origin.data });
  const frames: Partial<Record<IftTableName, DataFrame>> = {};
  const versions: Partial<Record<IftTableName, number>> = {};
  for (const [index, name] of telecomTableNames.entries()) {
    const table = kept[index];
    versions[name] = (await table?.manifest())?.number ?? 0;
    const frame = await table?.read();
    if (frame !== undefined) frames[name] = until ? untilMonth(frame, until, name) : frame;
  }
  return {
    origin,
    frames: frames as TelecomTables["frames"],
    versions: versions as TelecomTables["versions"],
  };
}

/** The zones of the project's folder, which may be a path or an address on a store. */
export async function openTelecomFolder(
  address: string,
): Promise<{ readonly raw: Store; readonly sample: Store; readonly refined: Store }> {
  const { store, key } = await openStore(address.endsWith("/") ? address : `${address}/`);
  const zone = (name: string): Store => prefixStore(store, `${key}${name}`);
  return { raw: zone("raw"), sample: zone("sample"), refined: zone("refined") };
}

function untilMonth(frame: DataFrame, until: string, table: string): DataFrame {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(until)) {
    throw new ArgumentError(`readTelecom: until must be a month like 2023-12, got ${JSON.stringify(until)}`);
  }
  const pl = loadPolars();
  const rows = frame.filter(pl.col("month").dt.strftime("%Y-%m").ltEq(pl.lit(until)));
  if (rows.height > 0) return rows;
  throw new ArgumentError(`readTelecom: ${table} has no month up to ${until}; the first is ${firstMonth(frame)}`);
}

function firstMonth(frame: DataFrame): string {
  return new Date(Number(frame.getColumn("month").min())).toISOString().slice(0, 7);
}
