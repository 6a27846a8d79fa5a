import type { Dataset, DatasetVersion } from "../../datasets/dataset.js";
import { publishDataset as publishTo } from "../../datasets/publish-dataset.js";
import { prefixStore } from "../../store/prefix-store.js";
import type { Store } from "../../store/store.js";
import { openStore } from "../stores/open-store.js";

/**
 * Copies a version of a dataset into an empty or formerly published folder (`s3://lake/plain/sales`) in plain hive layout, one Parquet
 * file a partition without the partition columns, for engines that know no manifests (Athena, Spark); `createTableSql` writes their
 * statement. New files are written before old ones are removed, yet a reader may see a mixture meanwhile. The result has the keys written.
 */
export async function publishDataset(
  from: Dataset,
  target: Store | string,
  options: { readonly at?: DatasetVersion } = {},
): Promise<readonly string[]> {
  if (typeof target !== "string") return publishTo(from, target, options);
  const { store, key } = await openStore(target.endsWith("/") ? target : `${target}/`);
  return publishTo(from, prefixStore(store, key), options);
}
