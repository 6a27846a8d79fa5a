import { createHash } from "node:crypto";
import type { DataFrame } from "nodejs-polars";
import { FormatError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { formatParquet } from "../table/formats/format-parquet.js";
import { parseParquet } from "../table/formats/parse-parquet.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { hiveFolder } from "./hive-folder.js";
import type { ManifestFile } from "./manifest.js";

/** Prefix of the parts, relative to the dataset's folder. */
export const partPrefix = "data/";

/** Names of new parts: the time at which they were begun, and an identifier that nobody else has. */
export interface PartNames {
  readonly now: () => Date;
  readonly newId: () => string;
}

/** Layout of rows in parts. */
export interface PartLayout extends PartNames {
  readonly partitionBy: readonly string[];
  readonly rowsPerFile: number;
  /** The method that the user called, for errors. */
  readonly caller: string;
  /** Called after each part. */
  readonly onPart?: (() => Promise<void>) | undefined;
}

/** Writes the rows as new parts, at least one for each partition. */
export async function writeParts(
  store: Store,
  frame: DataFrame,
  { partitionBy, rowsPerFile, now, newId, caller, onPart }: PartLayout,
): Promise<readonly ManifestFile[]> {
  const files: ManifestFile[] = [];
  for (const { partition, rows } of splitByPartition(frame, partitionBy)) {
    for (let start = 0; start < rows.height; start += rowsPerFile) {
      const part = rows.slice(start, Math.min(rowsPerFile, rows.height - start));
      const folder = hiveFolder(partition, caller);
      const key = `${partPrefix}${folder}part-${now().getTime().toString(36)}-${newId()}.parquet`;
      const bytes = formatParquet(part);
      await store.write(key, bytes);
      files.push({ key, rows: part.height, size: bytes.length, sha256: sha256(bytes), partition });
      await onPart?.();
    }
  }
  return files;
}

/** Rows of a part, its bytes checked against the manifest. */
export async function readPart(
  store: Store,
  file: ManifestFile,
  schema: TableSchema,
  caller: string,
): Promise<DataFrame> {
  const bytes = await store.read(file.key);
  if (sha256(bytes) !== file.sha256) {
    throw new FormatError(
      `${caller}: ${file.key} in ${store.name} was changed after it was written (its SHA-256 differs); restore it from a copy`,
    );
  }
  return parseParquet(bytes, schema, { uri: `${store.name}/${file.key}` });
}

/** A part that was read. */
export interface DatasetPart {
  readonly file: ManifestFile;
  readonly rows: DataFrame;
}

/** Time at which a part was begun, read from its name; undefined for other files. */
export function toPartTime(key: string): number | undefined {
  const digits = /(?:^|\/)part-([0-9a-z]+)-[^/]+\.parquet$/.exec(key)?.[1];
  return digits === undefined ? undefined : Number.parseInt(digits, 36);
}

interface PartitionRows {
  readonly partition: Readonly<Record<string, string | null>>;
  readonly rows: DataFrame;
}

/** Rows grouped by the values of the partition columns, in their order. */
export function splitByPartition(frame: DataFrame, partitionBy: readonly string[]): readonly PartitionRows[] {
  if (partitionBy.length === 0) return [{ partition: {}, rows: frame }];
  const pl = loadPolars();
  const values = frame.select(pl.col([...partitionBy]).cast(pl.Utf8));
  const distinct = values.unique().sort([...partitionBy]);
  const marked = frame.withColumns(...partitionBy.map((name) => values.getColumn(name).alias(`\u0000${name}`)));
  const parts: PartitionRows[] = [];
  for (let row = 0; row < distinct.height; row++) {
    const cells = distinct.row(row) as (string | null)[];
    const partition = Object.fromEntries(partitionBy.map((name, index) => [name, cells[index] ?? null]));
    const rows = partitionBy.reduce((rest, name) => {
      const value = partition[name] ?? null;
      const column = pl.col(`\u0000${name}`);
      return rest.filter(value === null ? column.isNull() : column.eq(pl.lit(value)));
    }, marked);
    parts.push({ partition, rows: rows.select(...frame.columns) });
  }
  return parts;
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
