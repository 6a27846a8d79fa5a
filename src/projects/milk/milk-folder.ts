import { ArgumentError, openDataset } from "cuaderno";
import { openProjectFiles } from "cuaderno/notebook";
import { type DataOrigin, type Dataset, prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import { milkSource } from "./data-source.js";
import { type MilkTableName, milkSchemas } from "./schema.js";

/** The milk data of one kind: its files as pulled, its trusted tables, and what was made from them. */
export interface MilkFolder {
  readonly origin: DataOrigin;
  /** The files. */
  readonly files: Store;
  readonly tables: Readonly<Record<MilkTableName, Dataset>>;
  readonly trusted: Store;
  readonly refined: Store;
}

/** Which data, and where what is made of it goes. */
export interface OpenMilkOptions {
  /** `auto` takes real files where they are, else the sample. Default: `auto`. */
  readonly data?: string;
  /** A name for tables of their own beside the main ones, to try an upload on. Default: the main ones. */
  readonly branch?: string;
}

/** Opens the project's data folder, a path or `s3://bucket/prefix`. */
export async function openMilk(address: string, { data = "auto", branch }: OpenMilkOptions = {}): Promise<MilkFolder> {
  if (branch !== undefined && !/^[a-z0-9-]+$/.test(branch)) {
    throw new ArgumentError(`openMilk: branch "${branch}" must be small letters, digits and hyphens`);
  }
  const { origin, files, root } = await openProjectFiles(milkSource(), address, { data, loose: true });
  const folder = address.endsWith("/") ? address : `${address}/`;
  const place = branch === undefined ? origin.data : `${origin.data}-${branch}`;
  const table = (own: MilkTableName): Promise<Dataset> =>
    openDataset(`${folder}trusted/${place}/${own}`, milkSchemas[own]);
  return {
    origin,
    files,
    tables: { rain: await table("rain"), bank: await table("bank"), price: await table("price") },
    trusted: prefixStore(root, `trusted/${place}`),
    refined: prefixStore(root, `refined/${place}`),
  };
}

/** Removes the trusted tables and all that was made from them, so that the next load begins anew from the files; gives the keys removed. */
export async function resetMilk({ trusted, refined }: MilkFolder): Promise<readonly string[]> {
  const removed: string[] = [];
  for (const store of [refined, trusted]) {
    const keys: string[] = [];
    for await (const { key } of store.list("")) keys.push(key);
    // The newest manifest goes first, so that a reset cut short leaves an older version that can be read.
    for (const key of keys.sort().reverse()) {
      await store.remove(key);
      removed.push(key);
    }
  }
  return removed;
}
