import { FormatError, NotFoundError } from "cuaderno";
import { loadProjectTables, openProjectFiles, openProjectTable, type ProjectTableLoad } from "cuaderno/notebook";
import { type DataOrigin, prefixStore } from "cuaderno/sources";
import type { Store } from "cuaderno/store";
import { loadPolars } from "cuaderno/table";
import type { DataFrame } from "nodejs-polars";
import { observationFiles, observationTable, worldBankSource } from "./data-source.js";
import { type IndicatorFile, readIndicatorFile } from "./read-indicator-file.js";
import { observationSchema } from "./schema.js";

/** The trusted observations, and where they are from. */
export interface WorldBankTables {
  readonly address: string;
  readonly origin: DataOrigin;
  /** The pulled files. */
  readonly files: Store;
  readonly refined: Store;
  /** In the columns and order of `observationSchema`. */
  readonly observations: DataFrame;
  /** Version of the observations; it changes only when a row does. */
  readonly version: number;
  /** What became of the files of observations in this load. */
  readonly load: ProjectTableLoad;
}

/** Which data. */
export interface LoadWorldBankOptions {
  /** `auto` takes real files where they are, else the sample. Default: `auto`. */
  readonly data?: string;
}

/**
 * Brings the trusted observations up to date from the pulled files, several at once, and gives them. Files that have not changed are not read
 * again. A file that cannot be taken leaves the others in place, and is refused with its name, column and row.
 */
export async function loadWorldBank(
  address: string,
  { data = "auto" }: LoadWorldBankOptions = {},
): Promise<WorldBankTables> {
  const folder = address.replace(/\/$/, "");
  const { origin, files, root } = await openProjectFiles(worldBankSource(), folder, { data });
  const place = { folder, data: origin.data };
  const [load] = await loadProjectTables({ ...worldBankSource(), tables: [observationTable] }, place);
  if (load === undefined) throw new NotFoundError(`loadWorldBank: no table in ${address}`);
  if (load.reasons.length > 0) throw new FormatError(`loadWorldBank: ${load.reasons.join("; ")}`);
  if (load.version === null) throw new NotFoundError(`loadWorldBank: no file of observations in ${files.name}`);
  return {
    address: folder,
    origin,
    files,
    refined: prefixStore(root, `refined/${origin.data}`),
    // Files are read side by side, so their order in the table is no promise.
    observations: sorted(await (await openProjectTable(observationTable, place)).read()),
    version: load.version,
    load,
  };
}

/** What is in each file of observations: its layout, its rows, what was left out of it. */
export async function indicatorFiles(files: Store): Promise<readonly (IndicatorFile & { readonly file: string })[]> {
  const names: string[] = [];
  for await (const { key } of files.list("")) if (observationFiles.test(key)) names.push(key);
  return Promise.all(
    names.sort().map(async (file) => ({ file, ...readIndicatorFile(await files.read(file), `${files.name}/${file}`) })),
  );
}

function sorted(observations: DataFrame): DataFrame {
  const pl = loadPolars();
  const by = [...observationSchema.key].map((name) => pl.col(name));
  return observations.lazy().sort(by).collectSync();
}
