import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { DatasetVersion } from "../../datasets/dataset.js";
import type { SchemaFrame } from "../../table/schema/frame-type.js";
import type { TableSchema } from "../../table/schema/schema.js";
import { type ReadChunksOptions, readChunks } from "../tables/read-chunks.js";
import { type ReadTableOptions, readTable } from "../tables/read-table.js";
import { openDataset } from "./open-dataset.js";

/** A named table: its schema, and where it is, as files or as a dataset with versions. */
export type CatalogueEntry<S extends TableSchema = TableSchema> =
  | {
      readonly schema: S;
      /** Files, as `readTable` takes them: paths, URIs, globs, folders. */
      readonly uri: string | readonly string[];
      /** How they are read. */
      readonly options?: ReadTableOptions;
    }
  | {
      readonly schema: S;
      /** The folder of a dataset. */
      readonly dataset: string;
    };

/** Which rows are read. */
export interface CatalogueReadOptions {
  /** A version of a dataset: its number, or an ISO time; default the current one. */
  readonly at?: DatasetVersion;
  /** Partitions of a dataset with these values. */
  readonly where?: Readonly<Record<string, string>>;
  /** How files are read, over what the entry says. */
  readonly options?: ReadTableOptions;
}

/** Named tables whose names and columns the compiler knows. */
export interface Catalogue<Entries extends CatalogueEntries> {
  readonly entries: Entries;
  readonly names: readonly (keyof Entries & string)[];
  /** The rows of a table, checked and typed by its schema. */
  read<Name extends keyof Entries & string>(
    name: Name,
    options?: CatalogueReadOptions,
  ): Promise<SchemaFrame<Entries[Name]["schema"]>>;
  /** The rows of a table of files, chunk by chunk. */
  chunks<Name extends keyof Entries & string>(
    name: Name,
    options?: ReadChunksOptions,
  ): AsyncGenerator<SchemaFrame<Entries[Name]["schema"]>, void>;
}

/** Entries by name. */
export type CatalogueEntries = { readonly [name: string]: CatalogueEntry };

/** A catalogue of named tables: `const lake = catalogue({ trips: { schema, uri } })`, then `await lake.read("trips")`. */
export function catalogue<const Entries extends CatalogueEntries>(entries: Entries): Catalogue<Entries> {
  const names = Object.keys(entries);
  for (const [name, entry] of Object.entries<CatalogueEntry>(entries)) {
    if ("uri" in entry === "dataset" in entry) {
      throw new ArgumentError(`catalogue: "${name}" needs either a uri or a dataset`);
    }
  }
  const entryNamed = (name: string): CatalogueEntry => {
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (entry !== undefined) return entry;
    throw new NotFoundError(`catalogue: no table "${name}"; there are ${names.join(", ")}${didYouMean(name, names)}`);
  };
  return {
    entries,
    names,
    read: async (name, { at, where, options } = {}) => {
      const entry = entryNamed(name);
      if ("dataset" in entry) {
        if (options !== undefined)
          throw new ArgumentError(`catalogue: "${name}" is a dataset, which takes no options of files`);
        const table = await openDataset(entry.dataset, entry.schema);
        return table.read({ ...(at !== undefined && { at }), ...(where !== undefined && { where }) });
      }
      if ((at ?? where) !== undefined) {
        throw new ArgumentError(`catalogue: "${name}" is files, which have no versions; leave out "at" and "where"`);
      }
      return readTable(entry.uri, entry.schema, { ...entry.options, ...options });
    },
    chunks: (name, options) => {
      const entry = entryNamed(name);
      if ("dataset" in entry) throw new ArgumentError(`catalogue: "${name}" is a dataset; read it with "where"`);
      return readChunks(entry.uri, entry.schema, { ...entry.options, ...options });
    },
  };
}
