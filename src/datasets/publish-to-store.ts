import { ArgumentError, NotFoundError } from "../core/errors.js";
import type { Store } from "../store/store.js";
import { formatParquet } from "../table/formats/format-parquet.js";
import type { Dataset, DatasetVersion } from "./dataset.js";
import { splitByPartition } from "./dataset-parts.js";
import { hiveFolder } from "./hive-folder.js";

/**
 * Copies a version of a dataset into an empty or previously published folder in plain Hive layout, one Parquet file per
 * partition without the partition columns, for engines that do not read manifests (Athena, Spark), and returns the keys
 * written. New files are written before old ones are removed, so a reader may see both meanwhile.
 */
export async function publishToStore(
  from: Dataset,
  target: Store,
  { at }: { readonly at?: DatasetVersion | undefined } = {},
): Promise<readonly string[]> {
  const manifest = await from.manifest(at);
  if (manifest === undefined) {
    throw new NotFoundError(`publishDataset: ${from.name} has no version yet; append rows first`);
  }
  const before: string[] = [];
  for await (const { key } of target.list("")) before.push(key);
  const foreign = before.find((key) => !/(^|\/)published-\d+\.parquet$/.test(key));
  if (foreign !== undefined) {
    throw new ArgumentError(
      `publishDataset: ${target.name} has a file that was not published: ${foreign}; pass an empty folder`,
    );
  }
  const { partitionBy, number } = manifest;
  const written: string[] = [];
  for (const { partition, rows } of splitByPartition(await from.read({ at: number }), partitionBy)) {
    const key = `${hiveFolder(partition, "publishDataset")}published-${number}.parquet`;
    await target.write(key, formatParquet(rows.select(...rows.columns.filter((name) => !partitionBy.includes(name)))));
    written.push(key);
  }
  for (const key of before) if (!written.includes(key)) await target.remove(key);
  return written;
}
