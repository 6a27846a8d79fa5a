import type { InferredSchema } from "../csv/infer-schema.js";
import type { ColumnSpec } from "./column.js";
import { sourceNames } from "./schema.js";

const plainOptions = [
  "unit",
  "description",
  "nullable",
  "optional",
  "min",
  "max",
  "values",
  "missing",
  "trim",
] as const;
const writtenOptions = ["decimal", "thousands", "percent", "unique", "pattern"] as const;

/**
 * An inferred schema as the text of a TypeScript file that exports it, with the call that reads the file.
 *
 * @example const code = formatSchema(inferSchema(bytes, { name: "sales", uri: "sales.csv" }), "sales.csv");
 */
export function formatSchema({ schema, options, rowCount, notes }: InferredSchema, uri: string): string {
  const name = /^[A-Za-z_]\w*$/.test(schema.name) ? schema.name : "table";
  const lines = Object.entries(schema.columns).map(
    ([code, spec]) => `  ${code}: column.${spec.kind}(${optionsText(code, spec)}),`,
  );
  const isDefault = Object.values(options).every((value) => value === undefined);
  const reading = isDefault ? "" : `, ${literal(options)}`;
  const escaped = uri.replaceAll("*/", "* /");
  const checks = notes.map((note) => `\n *\n * Check ${note.replaceAll("*/", "* /")}.`).join("");
  return `import { column, schema } from "cuaderno";

/**
 * Inferred from the ${rowCount} rows of ${escaped}. Add units, ranges and the key: they are not in a file.${checks}
 *
 * \`await readTable(${JSON.stringify(uri)}, ${name}${reading})\`
 */
export const ${name} = schema(${JSON.stringify(schema.name)}, {
${lines.join("\n")}
});
`;
}

function optionsText(code: string, spec: ColumnSpec): string {
  const sources = sourceNames(code, spec);
  const formats = [...(spec.format === undefined ? [] : [spec.format]), ...(spec.otherFormats ?? [])];
  const options: Record<string, unknown> = {};
  if (sources.length > 1) options.source = sources;
  else if (sources[0] !== code) options.source = sources[0];
  for (const option of [...plainOptions, ...writtenOptions]) {
    const value = spec[option];
    if (value !== undefined && value !== false) options[option] = value;
  }
  if (formats.length > 0) options.format = formats.length === 1 ? formats[0] : formats;
  return Object.keys(options).length === 0 ? "" : literal(options);
}

function literal(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(literal).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([key, inner]) => `${key}: ${literal(inner)}`)
    .join(", ")} }`;
}
