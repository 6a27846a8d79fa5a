import type { TableSchema } from "cuaderno";
import { type DataSource, type DataTable, fetchFiles, type ParseFileOptions, readSampleFolder } from "cuaderno/sources";
import { parseCsv } from "cuaderno/table";
import { bankSchema, priceSchema, rainSchema } from "./milk-schema.js";

const defaultBase = "https://raw.githubusercontent.com/igonzalezperez/desafio-spike-mleng/main/app/data/csv";

/** The publisher's file of each table; its synthetic later months are in `<name>_dummy.csv`. */
const files = { rain: "precipitaciones", bank: "banco_central", price: "precio_leche" };
const schemas = { rain: rainSchema, bank: bankSchema, price: priceSchema };

/**
 * Rain, economy and milk price of Chile: from a mirror, from the repository that published them together, or the
 * sample.
 */
export function milkSource({ base = defaultBase }: { readonly base?: string } = {}): DataSource {
  const names = Object.values(files);
  const urls = names.flatMap((name) => [`${name}.csv`, `${name}_dummy.csv`]).map((name) => [name, `${base}/${name}`]);
  return {
    name: "milk",
    files: new RegExp(`^(${names.join("|")})(_dummy)?\\.csv$`),
    required: names.map((name) => `${name}.csv`),
    tables: (["rain", "bank", "price"] as const).map((name) => toTable(name, `${files[name]}.csv`, schemas[name])),
    publisher: {
      name: "ODEPA (price), Banco Central de Chile (economy), rain of eight regions",
      fetch: (options) => fetchFiles(Object.fromEntries(urls), options),
    },
    sample: () => readSampleFolder(new URL("../../../data/milk/sample/", import.meta.url)),
  };
}

function toTable(name: string, file: string, schema: TableSchema): DataTable {
  return {
    name,
    schema,
    operation: "upsert",
    time: "month" in schema.columns ? "month" : undefined,
    pieceOf: (key) => (key === file ? file : null),
    parse: (bytes, options) => parseMilkFile(bytes, schema, options),
  };
}

/** The complete rows of a file, the first of each key; columns that the schema does not name are left out. */
function parseMilkFile(bytes: Uint8Array, schema: TableSchema, options: ParseFileOptions): ReturnType<typeof parseCsv> {
  const rows = parseCsv(bytes, schema, { ...options, encoding: "auto", extra: "ignore", mode: "quarantine" });
  return rows.unique({ subset: [...schema.key], keep: "first", maintainOrder: true });
}
