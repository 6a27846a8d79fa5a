import type { ColumnSpec } from "./column.js";
import { sourceNames, type TableSchema } from "./schema.js";

/** What a table holds, in words: as rows, as Markdown, and as a page for `renderPage`. */
export interface DataDictionary {
  readonly kind: "dictionary";
  readonly entries: readonly DictionaryEntry[];
  readonly markdown: string;
  readonly page: DictionaryPage;
}

/** One column in words. */
export interface DictionaryEntry {
  readonly name: string;
  /** Its names in files, the usual one first. */
  readonly sources: readonly string[];
  readonly type: string;
  readonly unit: string;
  /** What its cells must keep: `0 to 100; may be missing`. */
  readonly rules: string;
  readonly description: string;
}

/** A page as data: title and one table. */
export interface DictionaryPage {
  readonly kind: "page";
  readonly title: string;
  readonly subtitle?: string | undefined;
  readonly sections: readonly {
    readonly heading: string;
    readonly body: readonly {
      readonly kind: "table";
      readonly table: { readonly columns: readonly string[]; readonly rows: readonly (readonly string[])[] };
    }[];
  }[];
}

const heads = ["column", "in the file", "type", "unit", "rules", "meaning"];

/**
 * The data dictionary of a schema: every column with its name in the file, type, unit, rules and meaning.
 *
 * @example dataDictionary(schema("t", { share: column.number({ unit: "%", max: 100 }) })).entries[0].rules // "at most 100"
 */
export function dataDictionary(schema: TableSchema): DataDictionary {
  const entries = Object.entries(schema.columns).map(([name, spec]): DictionaryEntry => {
    const { unit = "", description = "" } = spec;
    const isKey = schema.key.includes(name);
    return {
      name,
      sources: sourceNames(name, spec),
      type: typeText(spec),
      unit,
      rules: rulesText(spec, isKey),
      description,
    };
  });
  const rows = entries.map(({ name, sources, type, unit, rules, description }) => [
    name,
    sources.join(" or "),
    type,
    unit,
    rules,
    description,
  ]);
  const title = `Data dictionary: ${schema.name}`;
  const lines = [heads, heads.map(() => "---"), ...rows].map((row) => `| ${row.map(markdownCell).join(" | ")} |`);
  const { description } = schema;
  return {
    kind: "dictionary",
    entries,
    markdown: [`# ${title}`, ...(description === undefined ? [] : ["", description]), "", ...lines, ""].join("\n"),
    page: {
      kind: "page",
      title,
      subtitle: description,
      sections: [{ heading: "Columns", body: [{ kind: "table", table: { columns: heads, rows } }] }],
    },
  };
}

function typeText({ kind, format, otherFormats = [] }: ColumnSpec): string {
  return kind === "datetime" && format !== undefined ? `datetime ${[format, ...otherFormats].join(" or ")}` : kind;
}

function rulesText(spec: ColumnSpec, isKey: boolean): string {
  const { min, max, values, pattern, missing, thousands, decimal } = spec;
  const rules = [
    ...(isKey ? ["part of the key"] : []),
    ...(spec.unique === true ? ["no repeats"] : []),
    ...(min !== undefined && max !== undefined ? [`${min} to ${max}`] : []),
    ...(min !== undefined && max === undefined ? [`at least ${min}`] : []),
    ...(min === undefined && max !== undefined ? [`at most ${max}`] : []),
    ...(spec.outOfRange === "missing" ? ["outside counts as missing"] : []),
    ...(values === undefined ? [] : [`one of ${values.join(", ")}`]),
    ...(pattern === undefined ? [] : [`like ${pattern}`]),
    ...(thousands === undefined ? [] : [`thousands mark "${thousands}"`]),
    ...(decimal === undefined ? [] : [`decimal "${decimal}"`]),
    ...(spec.percent === true ? ["written with %"] : []),
    ...(spec.nullable ? ["may be missing"] : []),
    ...(spec.optional === true ? ["may be absent"] : []),
    ...(missing === undefined ? [] : [`missing is ${missing.map((text) => JSON.stringify(text)).join(" or ")}`]),
  ];
  return rules.join("; ");
}

function markdownCell(text: string): string {
  return text
    .replaceAll("\\", "\\\\")
    .replaceAll("|", "\\|")
    .replaceAll(/[\r\n]+/g, " ");
}
