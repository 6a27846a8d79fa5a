import { type DataSource, type DataTable, dataBank, type FileOutcome } from "cuaderno/sources";
import { loadPolars } from "cuaderno/table";
import { indicators } from "./indicators.js";
import { readIndicatorFile } from "./read-indicator-file.js";
import { worldBankSample } from "./sample.js";
import { observationSchema, type SakilaTable, sakilaSchemas } from "./schema.js";

/** Files of observations: one per database, and further downloads of the publisher in `more/`, in any of its layouts. */
export const observationFiles: RegExp =
  /^(reshaped\/)?WB_(WDI|ESG|SE4ALL)\.(csv|json)(\.gz)?$|^more\/[^/]+\.(csv|json)(\.gz)?$/;

const sakilaFiles = /^sakila\/sakila_(actor|customer|film|language)\.csv$/;

/** The trusted observations: all files together, a row per database, indicator, area and year; a later file replaces rows of its key. */
export const observationTable: DataTable = {
  name: "observations",
  schema: observationSchema,
  partitionBy: ["DATABASE_ID"],
  concurrency: 4,
  pieceOf: (file) => (observationFiles.test(file) ? file : null),
  parse: (bytes, { uri }) => readIndicatorFile(bytes, uri).frame,
};

/** The trusted sakila tables, each from its file. */
export const sakilaTables: readonly DataTable[] = (Object.keys(sakilaSchemas) as SakilaTable[]).map((name) => ({
  name,
  schema: sakilaSchemas[name],
  operation: "overwrite",
  pieceOf: (file) => (file === `sakila/sakila_${name}.csv` ? file : null),
}));

/**
 * Where the three indicators and the shop tables come from: a mirror, the World Bank's Data360 (every page of it), or the sample. The shop
 * is a database and no publisher's file: see `loadSakila`.
 */
export function worldBankSource({ base }: { readonly base?: string } = {}): DataSource {
  return {
    name: "worldbank",
    files: new RegExp(`${observationFiles.source}|${sakilaFiles.source}`),
    tables: [observationTable, ...sakilaTables],
    publisher: {
      name: "World Bank Data360",
      fetch: async ({ log, quick, signal }) => {
        const files = new Map<string, FileOutcome>();
        const fetchOne = async ({ database, indicator }: (typeof indicators)[number]): Promise<void> => {
          const file = `reshaped/${database}.csv`;
          const source = dataBank({
            database,
            indicator,
            schema: observationSchema,
            ...(base !== undefined && { base }),
            retries: quick ? 0 : 4,
            timeoutMs: quick ? 5_000 : 60_000,
          });
          try {
            const result = await source.fetch({ log, ...(signal && { signal }) });
            if (result.kind !== "rows") throw new Error("nothing came");
            const pl = loadPolars();
            // In one order whatever the order of the pages, so that the same observations are the same bytes.
            const ordered = result.frame.sort([...observationSchema.key].map((name) => pl.col(name)));
            files.set(file, { state: "loaded", bytes: ordered.writeCSV() });
          } catch (thrown) {
            if (signal?.aborted) throw thrown;
            files.set(file, { state: "failed", reason: thrown instanceof Error ? thrown.message : String(thrown) });
          }
        };
        await Promise.all(indicators.map(fetchOne));
        return files;
      },
    },
    sample: () => {
      const encoder = new TextEncoder();
      return new Map([...worldBankSample()].map(([name, text]) => [name, encoder.encode(text)]));
    },
  };
}
