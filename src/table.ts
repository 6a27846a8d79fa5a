// cuaderno/table: tables: schemas, reading, writing, SQL

export { databaseFromEnvironment } from "./io/sql/database-from-environment.js";
export { SqlError } from "./sources/sql/sql-error-at.js";
export type { SqlSource } from "./io/sql/sql-source.js";
export type { SqlValue } from "./io/sql/sql-text.js";
export { type SqlOptions, type SqlQuery, type SqlTables, sql } from "./io/sql/sql.js";
export { type ReadChunksOptions, readChunks } from "./io/tables/read-chunks.js";
export { type ReadTableOptions, readTable, type TableFormat } from "./io/tables/read-table.js";
export { type ScanTableOptions, scanTable } from "./io/tables/scan-table.js";
export { type WriteTableOptions, writeTable } from "./io/tables/write-table.js";
export { type ArqueroTable, fromArquero, toArquero } from "./table/arquero-table.js";
export { type ColumnCorrelation, columnCorrelations } from "./table/column-correlations.js";
export { type Column, type Columns, columnsFromEntries } from "./table/columns.js";
export { getColumn } from "./table/get-column.js";
export { getNumbers } from "./table/get-numbers.js";
export { selectColumns } from "./table/select-columns.js";
export { takeValues } from "./table/take-values.js";
export { takeRows } from "./table/take-rows.js";
export { withColumns } from "./table/with-columns.js";
export type { TextEncoding } from "./table/csv/decode-text.js";
export { type InferredSchema, inferSchema } from "./table/csv/infer-schema.js";
export { type ParseCsvOptions, parseCsv } from "./table/csv/parse-csv.js";
export { formatTable } from "./table/format-table.js";
export { type ColumnDescription, describe, type FrameDescription, type NumberDescription } from "./table/describe.js";
export { countDuplicateRows } from "./table/count-duplicate-rows.js";
export { type ParseRecordsOptions, parseRecords } from "./table/formats/parse-records.js";
export {
  type FormattedCells,
  type FormattedColumn,
  type FormatCellsOptions,
  formatCells,
} from "./table/format-cells.js";
export { toColumns, type ToColumnsOptions } from "./table/to-columns.js";
export type { FrameLike, SeriesLike, TableSource } from "./table/frame-like.js";
export { toFrame } from "./table/to-frame.js";
export { type XYValues, type AxisValues, toXY } from "./table/to-xy.js";
export { loadPolars, type Polars } from "./table/load-polars.js";
export { type Matrix, toMatrix } from "./table/matrix.js";
export {
  type ViolationExample,
  type Violation,
  ValidationError,
  type ValidationMode,
} from "./table/schema/validation-error.js";
export {
  type ColumnKind,
  type ColumnOptions,
  type ColumnSpec,
  column,
  type DatetimeColumnOptions,
  type NumberColumnOptions,
  type StringColumnOptions,
  type ThousandsMark,
} from "./table/schema/column.js";
export {
  type DataDictionary,
  type DictionaryEntry,
  type DictionaryPage,
  dataDictionary,
} from "./table/schema/data-dictionary.js";
export type { SchemaFrame } from "./table/schema/schema-frame.js";
export { formatSchema } from "./table/schema/format-schema.js";
export {
  type SchemaRow,
  type SchemaColumns,
  type SchemaOptions,
  schema,
  type TableSchema,
} from "./table/schema/schema.js";
export type { OutOfRange, TableReport } from "./table/schema/table-report.js";
export { type ValidateOptions, validateFrame } from "./table/schema/validate-frame.js";
export { type Validation, validateTable } from "./table/schema/validate-table.js";
export { type Placeholders, type ZonePath, type Zones, type ZoneTemplates, zones } from "./table/zones.js";
