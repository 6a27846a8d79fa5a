import type { Series } from "nodejs-polars";
import { FormatError } from "../../core/errors.js";
import { unpackIfNeeded } from "../formats/unpack-if-needed.js";
import { loadPolars } from "../load-polars.js";
import { castCells } from "../schema/cast-cells.js";
import { type ColumnSpec, column } from "../schema/column.js";
import { schema, type TableSchema } from "../schema/schema.js";
import { decodeText, type TextEncoding } from "./decode-text.js";
import { detectEncoding } from "./detect-encoding.js";
import { type ParseCsvOptions, parseCsv } from "./parse-csv.js";
import { type CsvLayout, scanCsv } from "./scan-csv.js";

/** A schema read off a file, and how the file is to be read with it. */
export interface InferredSchema {
  readonly schema: TableSchema;
  readonly options: Pick<ParseCsvOptions, "delimiter" | "encoding" | "skipLines">;
  readonly rowCount: number;
}

interface InferredLayout {
  readonly header: readonly string[];
  readonly encoding: TextEncoding;
  readonly options: InferredSchema["options"];
}

const delimiters = [",", ";", "\t", "|"];
const markers = ["NA", "N/A", "n/a", "null", "NULL", "NaN", "nan", "-", "..", "None"];
const boolean = /^(true|false|yes|no|y|n|t|f)$/i;
const leadingZero = /^[+-]?0\d/;
const dates: readonly (readonly [RegExp, string | undefined])[] = [
  [/^\d{4}-\d\d-\d\d/, undefined],
  [/^\d{4}-\d\d$/, "%Y-%m"],
  [/^\d\d\/\d\d\/\d{4}$/, "%d/%m/%Y"],
  [/^\d\d\/\d\d\/\d{4}$/, "%m/%d/%Y"],
  [/^\d\d\.\d\d\.\d{4}$/, "%d.%m.%Y"],
  [/^\d\d-\d\d-\d{4}$/, "%d-%m-%Y"],
  [/^\d{4}\/\d\d\/\d\d$/, "%Y/%m/%d"],
  [/^\d\d-[a-z]{3}-\d\d$/i, "%d-%b-%y"],
  [/^\d\d-[a-z]{3}-\d{4}$/i, "%d-%b-%Y"],
  [/^\d\d[a-z]{3}\d{4}$/i, "%d%b%Y"],
  [/^\d\d\/\d\d\/\d{4} .*[ap]m$/i, "%m/%d/%Y %I:%M:%S %p"],
  [/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/, "%d/%m/%Y %H:%M"],
  [/^\d\d\/\d\d\/\d{4} \d\d:\d\d$/, "%m/%d/%Y %H:%M"],
  [/^\d{4}-\d\d-\d\d .* UTC$/, "%Y-%m-%d %H:%M:%S UTC"],
];

/**
 * The schema that a CSV file keeps: encoding, delimiter and lines before the header are found, and each column gets the first kind that
 * every one of its cells is. A number with a leading zero stays text. What a file cannot say (units, ranges, keys) is left to its reader.
 */
export function inferSchema(
  bytes: Uint8Array,
  { name, uri }: { readonly name: string; readonly uri: string },
): InferredSchema {
  const raw = unpackIfNeeded(bytes, uri);
  const { header, options } = inferLayout(raw, uri);
  const named = header.filter((source) => source !== "");
  const texts = Object.fromEntries(
    named.map((source, at) => [`c${at}`, column.string({ source, nullable: true, missing: [] })]),
  );
  const cells = parseCsv(bytes, schema(name, texts), { ...options, uri, extra: "ignore" });
  const taken = new Set<string>();
  const columns = named.map((source, at): [string, ColumnSpec] => {
    const code = freeName(source, taken);
    const spec = inferColumn(cells.getColumn(`c${at}`), code === source ? {} : { source });
    return [code, spec];
  });
  return { schema: schema(name, Object.fromEntries(columns)), options, rowCount: cells.height };
}

function inferLayout(raw: Uint8Array, uri: string): InferredLayout {
  const encoding = detectEncoding(raw, uri);
  const text = decodeText(raw, encoding, uri);
  let best: { readonly layout: CsvLayout; readonly delimiter: string; readonly skipLines: number } | undefined;
  let firstRefusal: unknown;
  for (let skipLines = 0; skipLines < 10 && (best?.layout.header.length ?? 1) < 2; skipLines++) {
    for (const delimiter of delimiters) {
      try {
        const layout = scanCsv(text, delimiter.charCodeAt(0), uri, { skipLines });
        if (layout.recordCount === 0) firstRefusal ??= new FormatError(`inferSchema: ${uri} has no rows to go by`);
        if (layout.recordCount === 0 || layout.header.length <= (best?.layout.header.length ?? 0)) continue;
        best = { layout, delimiter, skipLines };
      } catch (thrown) {
        firstRefusal ??= thrown;
      }
    }
  }
  if (best === undefined) throw firstRefusal;
  const { layout, delimiter, skipLines } = best;
  const options = {
    ...(encoding !== "utf-8" && { encoding }),
    ...(delimiter !== "," && { delimiter }),
    ...(skipLines > 0 && { skipLines }),
  };
  return { header: layout.header, encoding, options };
}

function inferColumn(cells: Series, named: { readonly source?: string }): ColumnSpec {
  const distinct = cells.unique().toArray() as unknown as readonly string[];
  const present = distinct.filter((text) => text !== "");
  const nullable = present.length < distinct.length ? { ...named, nullable: true as const } : named;
  const plain = kindOf(present, nullable);
  if (plain !== undefined) return withUnique(plain, cells, distinct);
  const words = present.filter((text) => markers.includes(text));
  if (words.length > 0 && words.length < present.length) {
    const missing = distinct.includes("") ? ["", ...words] : words;
    const others = present.filter((text) => !words.includes(text));
    const marked = kindOf(others, { ...named, nullable: true, missing });
    if (marked !== undefined) return marked;
  }
  const isCategory = present.length <= 50 && present.length * 4 <= cells.length;
  return withUnique(isCategory ? column.category(nullable) : column.string(nullable), cells, distinct);
}

/** The first kind of column that every text is, tried by reading them all. */
function kindOf(texts: readonly string[], named: object): ColumnSpec | undefined {
  const [first] = texts;
  if (first === undefined || texts.some((text) => leadingZero.test(text) && /^[+-]?\d+$/.test(text))) return undefined;
  const candidates = [
    ...(boolean.test(first) ? [column.boolean(named)] : []),
    ...(/^[+-]?\d{1,15}(\.0+)?$/.test(first) ? [column.integer(named)] : []),
    ...(/^[+-]?[\d.]/.test(first) ? [column.number(named)] : []),
    ...(/^[+-]?[\d.,]+$/.test(first)
      ? [
          column.integer({ ...named, thousands: "," }),
          column.number({ ...named, thousands: "," }),
          column.number({ ...named, decimal: "," }),
          // Dots alone may be what a spreadsheet made of decimals: only a comma beside them proves them thousands marks.
          ...(texts.some((text) => text.includes(","))
            ? [column.number({ ...named, thousands: ".", decimal: "," })]
            : []),
        ]
      : []),
    ...(/%$/.test(first)
      ? [column.number({ ...named, percent: true }), column.number({ ...named, percent: true, decimal: "," })]
      : []),
    ...dates.flatMap(([form, format]) =>
      form.test(first) ? [column.datetime({ ...named, ...(format !== undefined && { format }) })] : [],
    ),
  ];
  const pl = loadPolars();
  const frame = pl.DataFrame([pl.Series("x", [...texts], pl.Utf8)]);
  return candidates.find(
    (spec) =>
      castCells(frame, schema("column", { x: spec }))
        .getColumn("x")
        .nullCount() === 0,
  );
}

/** Identifiers by their name: a column of distinct numbers is not one by that alone. */
function withUnique(spec: ColumnSpec, cells: Series, distinct: readonly string[]): ColumnSpec {
  const isIdentifier = /(^|[_ ])id$/i.test(spec.source ?? "") || /^id$/i.test(spec.source ?? cells.name);
  return isIdentifier && distinct.length === cells.length && cells.length > 1 ? { ...spec, unique: true } : spec;
}

/** `Primary Type` becomes `primaryType`, `2019` becomes `y2019`. */
function freeName(source: string, taken: Set<string>): string {
  const words = source
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .match(/[A-Za-z0-9]+/g) ?? ["column"];
  const parts = words.map((word) => (/^[A-Z0-9]+$/.test(word) ? word.toLowerCase() : word));
  const camel = parts
    .map((word, index) => (index === 0 ? word.charAt(0).toLowerCase() : word.charAt(0).toUpperCase()) + word.slice(1))
    .join("");
  const start = /^\d/.test(camel) ? `y${camel}` : camel;
  let free = start;
  for (let count = 2; taken.has(free); count++) free = `${start}${count}`;
  taken.add(free);
  return free;
}
