import { type DataSource, type DataTable, dataBank, type FileOutcome, readSampleFolder } from "cuaderno/sources";
import { loadPolars } from "cuaderno/table";
import { indicators } from "./indicators.js";
import { parseIndicatorFile } from "./read-indicator-file.js";
import { observationSchema, type SakilaTable, sakilaSchemas } from "./worldbank-schema.js";

/** Files of observations: one per database, and other downloads of the publisher in `more/`, in any of its layouts. */
export const observationFiles: RegExp =
  /^(reshaped\/)?WB_(WDI|ESG|SE4ALL)\.(csv|json)(\.gz)?$|^more\/[^/]+\.(csv|json)(\.gz)?$/;

const sakilaFiles = /^sakila\/sakila_(actor|customer|film|language)\.csv$/;

/** The trusted observations of all files; a later file replaces rows with the same key. */
const observationTable: DataTable = {
  name: "observations",
  schema: observationSchema,
  partitionBy: ["DATABASE_ID"],
  concurrency: 4,
  pieceOf: (file) => (observationFiles.test(file) ? file : null),
  parse: (bytes, { uri }) => parseIndicatorFile(bytes, uri).frame,
};

/** The trusted sakila tables, each from its file. */
const sakilaTables: readonly DataTable[] = (Object.keys(sakilaSchemas) as SakilaTable[]).map((name) => ({
  name,
  schema: sakilaSchemas[name],
  operation: "overwrite",
  pieceOf: (file) => (file === `sakila/sakila_${name}.csv` ? file : null),
}));

/**
 * The files of the three indicators and the shop tables: from a mirror, the World Bank's Data360 (all its pages), or
 * the sample. The publisher has no shop tables.
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
            base,
            retries: quick ? 0 : 4,
            timeoutMs: quick ? 5_000 : 60_000,
          });
          try {
            const result = await source.fetch({ log, signal });
            if (result.kind !== "rows") throw new Error("no rows");
            const pl = loadPolars();
            // Sorted, so that the same observations are the same bytes.
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
    sample: () => readSampleFolder(new URL("../../../data/worldbank/sample/", import.meta.url)),
  };
}
