import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { formatParquet } from "../table/formats/format-parquet.js";
import type { Dataset, DatasetVersion } from "./dataset.js";
import { splitByPartition } from "./dataset-parts.js";
import { hiveFolder } from "./hive-folder.js";

/**
 * Copies a version of a dataset into an empty or formerly published folder in plain hive layout, one Parquet file a partition without the
 * partition columns, for engines that know no manifests (Athena, Spark). New files are written before old ones are removed, yet a reader
 * may see a mixture meanwhile. The result has the keys written.
 */
export async function publishDataset(
  from: Dataset,
  target: Store,
  { at }: { readonly at?: DatasetVersion } = {},
): Promise<readonly string[]> {
  const manifest = await from.manifest(at);
  if (manifest === undefined)
    throw new NotFoundError(`publishDataset: ${from.name} has no version yet; append to it first`);
  const before: string[] = [];
  for await (const { key } of target.list("")) before.push(key);
  const foreign = before.find((key) => !/(^|\/)published-\d+\.parquet$/.test(key));
  if (foreign !== undefined) {
    throw new ArgumentError(
      `publishDataset: ${target.name} holds ${foreign}, which was not published; name an empty folder`,
    );
  }
  const { partitionBy, number } = manifest;
  const written: string[] = [];
  for (const { partition, rows } of splitByPartition(await from.read({ at: number }), partitionBy)) {
    const key = `${hiveFolder(partition)}published-${number}.parquet`;
    await target.write(key, formatParquet(rows.select(...rows.columns.filter((name) => !partitionBy.includes(name)))));
    written.push(key);
  }
  for (const key of before) if (!written.includes(key)) await target.remove(key);
  return written;
}
