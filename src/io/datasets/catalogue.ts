import { didYouMean } from "../../core/did-you-mean.js";
import { ArgumentError, NotFoundError } from "../../core/errors.js";
import type { DatasetVersion } from "../../datasets/dataset.js";
import type { TableSchema } from "../../table/schema/schema.js";
import type { SchemaFrame } from "../../table/schema/schema-frame.js";
import { type ReadChunksOptions, readChunks } from "../tables/read-chunks.js";
import { type ReadTableOptions, readTable } from "../tables/read-table.js";
import { openDatasetFor } from "./open-dataset.js";

/** A named table: its schema, and its URI, as files or as a dataset with versions. */
export type CatalogueEntry<S extends TableSchema = TableSchema> =
  | {
      readonly schema: S;
      /** Files, as in `readTable`: paths, URIs, globs, folders. */
      readonly uri: string | readonly string[];
      /** Options of `readTable`. */
      readonly options?: ReadTableOptions | undefined;
    }
  | {
      readonly schema: S;
      /** The folder of a dataset. */
      readonly dataset: string;
    };

/** Rows to read. */
export interface CatalogueReadOptions {
  /** Version of a dataset: its number, or an ISO time. @default the current version */
  readonly at?: DatasetVersion | undefined;
  /** Only the partitions of a dataset with these values. */
  readonly where?: Readonly<Record<string, string>> | undefined;
  /** Options of `readTable` that override those of the entry. */
  readonly options?: ReadTableOptions | undefined;
}

/** Named tables, with names and columns known to the compiler. */
export interface Catalogue<Entries extends CatalogueEntries> {
  readonly entries: Entries;
  readonly names: readonly (keyof Entries & string)[];
  /** Rows of a table, checked and typed by its schema. */
  read<Name extends keyof Entries & string>(
    name: Name,
    options?: CatalogueReadOptions,
  ): Promise<SchemaFrame<Entries[Name]["schema"]>>;
  /** Rows of a table of files, chunk by chunk. */
  chunks<Name extends keyof Entries & string>(
    name: Name,
    options?: ReadChunksOptions,
  ): AsyncGenerator<SchemaFrame<Entries[Name]["schema"]>, void>;
}

/** Entries by name. */
export type CatalogueEntries = { readonly [name: string]: CatalogueEntry };

/**
 * Named tables, read by name.
 *
 * @throws ArgumentError for an entry with both `uri` and `dataset`, or with neither.
 * @example await catalogue({ trips: { schema: trips, uri: "data/trips/*.csv" } }).read("trips")
 */
export function catalogue<const Entries extends CatalogueEntries>(entries: Entries): Catalogue<Entries> {
  const names = Object.keys(entries);
  for (const [name, entry] of Object.entries<CatalogueEntry>(entries)) {
    if ("uri" in entry === "dataset" in entry) {
      throw new ArgumentError(
        `catalogue: "${name}": expected either uri or dataset, got ${"uri" in entry ? "both" : "neither"}; give one of them`,
      );
    }
  }
  const getEntry = (name: string): CatalogueEntry => {
    const entry = Object.hasOwn(entries, name) ? entries[name] : undefined;
    if (entry !== undefined) return entry;
    throw new NotFoundError(
      `catalogue: no table "${name}"${didYouMean(name, names) || `; expected one of ${names.join(", ")}`}`,
    );
  };
  return {
    entries,
    names,
    read: async (name, { at, where, options } = {}) => {
      const entry = getEntry(name);
      if ("dataset" in entry) {
        if (options !== undefined) {
          throw new ArgumentError(`catalogue: "${name}" is a dataset, which has no reading options; use at and where`);
        }
        return (await openDatasetFor("catalogue", entry.dataset, entry.schema)).read({ at, where });
      }
      if ((at ?? where) !== undefined) {
        throw new ArgumentError(
          `catalogue: "${name}" is read from files, which have no versions; leave out at and where`,
        );
      }
      return readTable(entry.uri, entry.schema, withDefaults(options, entry.options));
    },
    chunks: (name, options) => {
      const entry = getEntry(name);
      if ("dataset" in entry)
        throw new ArgumentError(`catalogue: "${name}" is a dataset, which has no chunks; use read with where`);
      return readChunks(entry.uri, entry.schema, withDefaults(options, entry.options));
    },
  };
}

/** The options of one call over those of the entry; an undefined one counts as absent. */
function withDefaults<Options extends object>(options: Options | undefined, defaults: Options | undefined): Options {
  const given = Object.entries(options ?? {}).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) } as Options;
}
