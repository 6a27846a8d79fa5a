import type { Dataset, DatasetVersion } from "../../datasets/dataset.js";
import { publishToStore } from "../../datasets/publish-to-store.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { Store } from "../../store/store.js";
import { openStore } from "../stores/open-store.js";

/**
 * Copies a version of a dataset into an empty or previously published folder (`s3://lake/plain/sales`) in plain Hive
 * layout, one Parquet file per partition without the partition columns, for engines that do not read manifests (Athena,
 * Spark), and returns the keys written. `createTableSql` writes the statement for them. New files are written before
 * old ones are removed, so a reader may see both meanwhile.
 *
 * @throws ArgumentError when the folder has other files.
 * @example await publishDataset(table, "s3://lake/plain/sales") // ["month=2026-01/published-2.parquet"]
 */
export async function publishDataset(
  from: Dataset,
  target: Store | string,
  options: { readonly at?: DatasetVersion | undefined } = {},
): Promise<readonly string[]> {
  if (typeof target !== "string") return publishToStore(from, target, options);
  const { store, key } = await openStore(target.endsWith("/") ? target : `${target}/`);
  return publishToStore(from, prefixStore(store, key), options);
}
