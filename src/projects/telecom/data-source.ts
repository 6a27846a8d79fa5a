import { type DataSource, type DataTable, fetchFiles } from "cuaderno/sources";
import { type IftTableName, iftFileNames, iftSchemas, iftUrl } from "./ift-schemas.js";
import { parseIft } from "./parse-ift.js";
import { telecomSample } from "./sample.js";

/** The four tables, in the order they are shown. */
export const telecomTableNames = ["share", "lines", "traffic", "concentration"] as const;

/** Each table as a dataset: a file holds the whole table, so that what the publisher restates or withdraws is taken over too. */
export const telecomTables: Readonly<Record<IftTableName, DataTable>> = {
  share: tableOf("share"),
  lines: tableOf("lines"),
  traffic: tableOf("traffic"),
  concentration: tableOf("concentration"),
};

/** Where the market tables come from: a mirror, the regulator's open data, or the sample. */
export function telecomSource({ base }: { readonly base?: string } = {}): DataSource {
  const files = telecomTableNames.map(fileOf);
  return {
    name: "telecom",
    files: /^TD_[A-Z_]+_INTMOVIL_ITE_VA\.csv$/,
    required: files,
    tables: telecomTableNames.map((name) => telecomTables[name]),
    publisher: {
      name: "Instituto Federal de Telecomunicaciones, open data (bit.ift.org.mx)",
      // One after the other: the publisher's server answers badly when it is asked for several files at once.
      fetch: (options) =>
        fetchFiles(Object.fromEntries(telecomTableNames.map((name) => [fileOf(name), iftUrl(name, base)])), options, {
          concurrency: 1,
        }),
    },
    sample: () => telecomSample(),
  };
}

function fileOf(name: IftTableName): string {
  return `${iftFileNames[name]}.csv`;
}

function tableOf(name: IftTableName): DataTable {
  const file = fileOf(name);
  return {
    name,
    schema: iftSchemas[name],
    time: "month",
    operation: "overwrite",
    pieceOf: (key) => (key === file ? file : null),
    parse: (bytes, place) => parseIft(bytes, name, place),
  };
}
