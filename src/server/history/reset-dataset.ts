import { datasetSchema } from "../../io/datasets/append-dataset.js";
import { openDatasetFor } from "../../io/datasets/open-dataset.js";
import { uploadPrefix } from "./receive-upload.js";

/** What a reset did. */
export interface DatasetReset {
  /** The last version that no upload made. */
  readonly resetTo: number;
  /** The current version, which has its rows; the versions of the uploads stay readable. */
  readonly version: number;
  readonly rows: number;
  /** Rows that the dataset has no longer. */
  readonly removed: number;
}

/** Gives a dataset the rows of its last version that no upload made, as a new version. */
export async function resetDataset(uri: string): Promise<DatasetReset | undefined> {
  const schema = await datasetSchema(uri);
  if (schema === undefined) return undefined;
  const current = await (await openDatasetFor("serve", uri, schema)).manifest();
  const dataset = await openDatasetFor("serve", uri, schema, { partitionBy: current?.partitionBy ?? [] });
  let target = current;
  while (target?.sources.some((source) => source.startsWith(uploadPrefix))) {
    target = target.parent === null ? undefined : await dataset.manifest(target.parent);
  }
  if (current === undefined || target === undefined) return undefined;
  if (target.number === current.number) {
    return { resetTo: target.number, version: current.number, rows: current.rows, removed: 0 };
  }
  const partitions = new Set(target.files.map(({ partition }) => JSON.stringify(partition)));
  const rows = await dataset.read({ at: target.number });
  const next = await dataset.overwrite(rows, {
    sources: [`reset:${target.number}`],
    keep: (partition) => partitions.has(JSON.stringify(partition)),
  });
  return {
    ...{ resetTo: target.number, version: next.number, rows: next.rows },
    removed: current.rows - next.rows,
  };
}
