import type { Dataset } from "../../datasets/dataset.js";
import { type DataTable, loadDataTable } from "../../sources/pull/load-data-table.js";
import type { DataSource } from "../../sources/pull/pull-data.js";
import type { PieceStatus } from "../../sources/pull/pull-pieces.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { TableReport } from "../../table/schema/table-report.js";
import { openStore } from "../stores/open-store.js";
import { openDataset } from "./open-dataset.js";

/** What is known of one table of a project. */
export interface ProjectTableState {
  readonly name: string;
  /** Absent when it was never loaded. */
  readonly version: number | null;
  readonly rows: number;
  /** First and last day of its column of times. */
  readonly span: readonly [string, string] | null;
  readonly watermark: string | null;
  /** When its current version was made. */
  readonly updatedAt: string | null;
}

/** A table after a load: what became of its pieces, and the table. */
export interface ProjectTableLoad extends ProjectTableState {
  /** "loaded": there is a new version. "failed": a piece could not be taken; what was there before still is. */
  readonly state: "loaded" | "unchanged" | "failed";
  /** Why pieces failed. */
  readonly reasons: readonly string[];
  readonly pieces: readonly PieceStatus[];
}

/** Where a project's tables are stored. */
export interface ProjectTablesOptions {
  /** `data/<project>`, or an address on a store. */
  readonly folder: string;
  /** Tables made of real files and of the sample stand apart. */
  readonly data: "real" | "sample";
}

/**
 * A table of a project as a dataset, in `trusted/<real or sample>/<table>` below the project's folder.
 *
 * @example const prices = await openProjectTable(milkSource().tables[0], { folder: "data/milk", data: "sample" });
 */
export async function openProjectTable(table: DataTable, { folder, data }: ProjectTablesOptions): Promise<Dataset> {
  const { name, schema, partitionBy = [] } = table;
  return openDataset(`${folder.replace(/\/$/, "")}/trusted/${data}/${name}`, schema, { partitionBy });
}

/**
 * Brings every table of a project up to date from its raw files (or the sample's) and says what became of each. A table
 * that fails does not stop the others; files that have not changed since are not read, and make no version.
 *
 * @example const loads = await loadProjectTables(milkSource(), { folder: "data/milk", data: "sample" });
 */
export async function loadProjectTables(
  source: DataSource,
  {
    log,
    signal,
    onReport,
    ...location
  }: ProjectTablesOptions & {
    readonly log?: (line: string) => void;
    readonly signal?: AbortSignal | undefined;
    readonly onReport?: (table: string, report: TableReport) => void;
  },
): Promise<readonly ProjectTableLoad[]> {
  const { store, key } = await openStore(`${location.folder.replace(/\/$/, "")}/`);
  const files = prefixStore(store, `${key}${location.data === "real" ? "raw" : "sample"}`);
  const loads: ProjectTableLoad[] = [];
  for (const table of source.tables ?? []) {
    const pieces = await loadDataTable(
      await openProjectTable(table, location),
      table,
      selectFiles(files, source.files),
      {
        log: log ? (line) => log(`${table.name}: ${line}`) : undefined,
        signal,
        onReport: onReport ? (report) => onReport(table.name, report) : undefined,
      },
    );
    const reasons = pieces.flatMap((piece) => (piece.state === "failed" ? [piece.reason] : []));
    const isLoaded = pieces.some(({ state }) => state === "loaded");
    loads.push({
      ...(await projectTableState(table, location)),
      state: reasons.length > 0 ? "failed" : isLoaded ? "loaded" : "unchanged",
      reasons,
      pieces,
    });
  }
  return loads;
}

/**
 * The state of every table of a project.
 *
 * @example const states = await projectTablesStatus(milkSource(), { folder: "data/milk", data: "sample" });
 */
export async function projectTablesStatus(
  source: DataSource,
  location: ProjectTablesOptions,
): Promise<readonly ProjectTableState[]> {
  const states: ProjectTableState[] = [];
  for (const table of source.tables ?? []) states.push(await projectTableState(table, location));
  return states;
}

async function projectTableState(table: DataTable, location: ProjectTablesOptions): Promise<ProjectTableState> {
  const dataset = await openProjectTable(table, location);
  const manifest = await dataset.manifest();
  const { name, time } = table;
  if (manifest === undefined) return { name, version: null, rows: 0, span: null, watermark: null, updatedAt: null };
  const { number: version, rows, watermark, createdAt: updatedAt } = manifest;
  return { name, version, rows, span: await readSpan(dataset, time), watermark, updatedAt };
}

async function readSpan(dataset: Dataset, time: string | undefined): Promise<readonly [string, string] | null> {
  if (time === undefined) return null;
  const column = (await dataset.read()).getColumn(time);
  const [first, last] = [column.min(), column.max()].map((value: unknown) => Number(value));
  if (first === undefined || last === undefined || Number.isNaN(first) || column.length === column.nullCount())
    return null;
  return [toDay(first), toDay(last)];
}

function toDay(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

function selectFiles(store: ReturnType<typeof prefixStore>, files: RegExp): ReturnType<typeof prefixStore> {
  return {
    ...store,
    list: async function* (prefix) {
      for await (const object of store.list(prefix)) if (files.test(object.key)) yield object;
    },
  };
}
