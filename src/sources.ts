// cuaderno/sources: datasets and sources

export { addMonths, monthStart, monthsBetween, toMonth } from "./core/months.js";
export type { PartNames } from "./datasets/dataset-parts.js";
export {
  type CommitOptions,
  type Dataset,
  type DatasetOptions,
  type DatasetVersion,
  dataset,
} from "./datasets/dataset.js";
export type { Manifest, ManifestFile } from "./datasets/manifest.js";
export { type DownloadOptions, downloadFile } from "./store/download-file.js";
export {
  type Catalogue,
  type CatalogueEntries,
  type CatalogueEntry,
  type CatalogueReadOptions,
  catalogue,
} from "./io/datasets/catalogue.js";
export { type AppendDatasetOptions, appendDataset, type DatasetAppend } from "./io/datasets/append-dataset.js";
export { type DatasetReplay, type ReplayDatasetOptions, replayDataset } from "./io/datasets/replay-dataset.js";
export { type OpenDatasetOptions, openDataset, readDataset } from "./io/datasets/open-dataset.js";
export { publishDataset } from "./io/datasets/publish-dataset.js";
export { type CsvFileOptions, csvFile } from "./sources/connectors/csv-file.js";
export { type DataBankOptions, dataBank } from "./sources/connectors/data-bank.js";
export { type SocrataOptions, socrata } from "./sources/connectors/socrata.js";
export type {
  SourceFetchOptions,
  SourceRetryOptions,
  SourceResult,
  TableSource,
} from "./sources/connectors/table-source.js";
export { type WorldBankOptions, worldBank } from "./sources/connectors/world-bank.js";
export { type DataTable, loadDataTable, type ParseFileOptions } from "./sources/pull/load-data-table.js";
export { fetchFiles } from "./sources/pull/fetch-files.js";
export { type MonthsToPullOptions, monthsToPull } from "./sources/pull/months-to-pull.js";
export { trailingMonths } from "./sources/pull/trailing-months.js";
export { readPublishedTables } from "./sources/pull/read-published-tables.js";
export {
  type DataSource,
  type FetchOptions,
  type FileOutcome,
  type PullOptions,
  pullData,
} from "./sources/pull/pull-data.js";
export {
  type DataFiles,
  type DataOrigin,
  type FileStatus,
  type PulledFile,
  readDataOrigin,
} from "./sources/pull/read-data-origin.js";
export { type PullIntoResult, type PullIntoOptions, pullInto } from "./sources/pull/pull-into.js";
export { type PieceStatus, type PullPiecesOptions, pullPieces } from "./sources/pull/pull-pieces.js";
export { type PullTablesOptions, pullTables, type TableStatus } from "./sources/pull/pull-tables.js";
export { prefixStore } from "./store/prefix-store.js";
export type { WorkLimits } from "./sources/pull/work-by-host.js";
export { unzipEntry } from "./sources/pull/unzip-entry.js";
export { createTableSql } from "./sources/sql/create-table-sql.js";
export { type DatabaseUrl, parseDatabaseUrl } from "./sources/sql/parse-database-url.js";
export { type ReadSqlOptions, readSql } from "./sources/sql/read-sql.js";
export { sqlBatches } from "./sources/sql/sql-batches.js";
export type { SqlTypeOptions } from "./sources/sql/sql-frame.js";
export type { SqlReadOptions } from "./sources/sql/sql-frames.js";
export type { SqlParameter, SqlProgress } from "./sources/sql/sql-session.js";
export { type SqlTableOptions, sqlTable } from "./sources/sql/sql-table.js";
export { type PulledFiles, type PullFilesOptions, pullFiles } from "./io/datasets/pull-files.js";
export { type RemoteTable, type RemoteTableOptions, remoteTable } from "./io/sql/remote-table.js";
export { readSampleFolder } from "./io/datasets/read-sample-folder.js";
export { type WriteSqlOptions, writeSql } from "./sources/sql/write-sql.js";
