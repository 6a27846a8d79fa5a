import { type DataSource, type DataTable, fetchFiles, readSampleFolder } from "cuaderno/sources";
import { type IftTableName, iftFileNames, iftSchemas, iftUrl } from "./ift-schemas.js";
import { parseIft } from "./parse-ift.js";

/** The four tables, in the order they are shown. */
export const telecomTableNames = ["share", "lines", "traffic", "concentration"] as const;

/**
 * Where the market tables come from: a mirror, the regulator's open data, or the sample. A file is the complete table,
 * so a load takes over what the publisher restated or withdrew.
 */
export function telecomSource({ base }: { readonly base?: string } = {}): DataSource {
  const urls = Object.fromEntries(telecomTableNames.map((name) => [toFile(name), iftUrl(name, base)]));
  return {
    name: "telecom",
    files: /^TD_[A-Z_]+_INTMOVIL_ITE_VA\.csv$/,
    required: Object.keys(urls),
    tables: telecomTableNames.map(toTable),
    publisher: {
      name: "Instituto Federal de Telecomunicaciones, Mexico, open data",
      // One at a time: the publisher's server fails when several files are requested at once.
      fetch: (options) => fetchFiles(urls, options, { concurrency: 1 }),
    },
    sample: () => readSampleFolder(new URL("../../../data/telecom/sample/", import.meta.url)),
  };
}

function toFile(name: IftTableName): string {
  return `${iftFileNames[name]}.csv`;
}

function toTable(name: IftTableName): DataTable {
  return {
    name,
    schema: iftSchemas[name],
    time: "month",
    operation: "overwrite",
    pieceOf: (file) => (file === toFile(name) ? file : null),
    parse: (bytes, options) => parseIft(bytes, name, options),
  };
}
