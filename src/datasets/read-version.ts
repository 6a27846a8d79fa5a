import type { DataFrame } from "nodejs-polars";
import { contentHash } from "../core/content-hash.js";
import { ArgumentError, NotFoundError } from "../core/errors.js";
import { reportWork } from "../core/report-work.js";
import type { Store } from "../store/store.js";
import { loadPolars } from "../table/load-polars.js";
import type { TableSchema } from "../table/schema/schema.js";
import { type DatasetPart, readPart } from "./dataset-parts.js";
import { type DatasetVersion, findManifest } from "./manifest.js";

/** Version and partitions to read. */
export interface DatasetReadOptions {
  /** @default the current version */
  readonly at?: DatasetVersion | undefined;
  /** Only the partitions with these values. */
  readonly where?: Readonly<Record<string, string>> | undefined;
}

/** The parts of a version, one at a time; reports them as an input after the last. */
export async function* readVersion(
  store: Store,
  schema: TableSchema,
  { at, where = {} }: DatasetReadOptions,
  caller: string,
): AsyncGenerator<DatasetPart, void> {
  const manifest = await findManifest(store, caller, at);
  if (manifest === undefined) {
    throw new NotFoundError(`${caller}: ${store.name} has no version yet; append rows first`);
  }
  const unknown = Object.keys(where).find((name) => !manifest.partitionBy.includes(name));
  if (unknown !== undefined) {
    const known = manifest.partitionBy.join(", ") || "no column";
    throw new ArgumentError(
      `${caller}: where: ${store.name} is partitioned by ${known}, got "${unknown}"; filter other columns after reading`,
    );
  }
  const files = manifest.files.filter(({ partition }) =>
    Object.entries(where).every(([name, value]) => partition[name] === value),
  );
  for (const file of files) yield { file, rows: await readPart(store, file, schema, caller) };
  reportWork(() => ({
    caller,
    prefix: "input",
    input: {
      name: schema.name,
      source: `${store.name.replace(/\/$/, "")}@${manifest.number}`,
      digest: contentHash(files.map(({ sha256 }) => sha256).join("\n")).slice(0, 36),
      rowCount: files.reduce((total, { rows }) => total + rows, 0),
      bytes: files.reduce((total, { size }) => total + size, 0),
      columns: schema.columns,
    },
  }));
}

/** The rows of the parts, `count` in each frame but the last. */
export async function* toChunks(parts: AsyncIterable<DatasetPart>, count: number): AsyncGenerator<DataFrame, void> {
  let waiting: DataFrame[] = [];
  let height = 0;
  for await (const { rows } of parts) {
    waiting.push(rows);
    height += rows.height;
    if (height < count) continue;
    let rest = loadPolars().concat(waiting);
    for (; rest.height >= count; rest = rest.slice(count, rest.height - count)) yield rest.head(count);
    waiting = [rest];
    height = rest.height;
  }
  if (height > 0) yield loadPolars().concat(waiting);
}
