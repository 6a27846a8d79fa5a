import { ArgumentError } from "../../core/errors.js";
import type { TableSchema } from "../../table/schema/schema.js";

const sqlTypes = {
  number: "double",
  integer: "bigint",
  boolean: "boolean",
  category: "string",
  string: "string",
  datetime: "timestamp",
};

/**
 * The `CREATE EXTERNAL TABLE` text for Athena, Spark and Hive over a published folder.
 *
 * @example createTableSql(schema("t", { x: column.number() }), { location: "s3://b/t/" }).includes("`x` double") // true
 */
export function createTableSql(
  schema: TableSchema,
  {
    location,
    name = schema.name,
    partitionBy = [],
  }: {
    /** Folder of the files, for example `s3://bucket/table/`. */
    readonly location: string;
    readonly name?: string | undefined;
    readonly partitionBy?: readonly string[] | undefined;
  },
): string {
  const names = Object.keys(schema.columns);
  const lower = names.map((column) => column.toLowerCase());
  const clash = names.find((_, index) => lower.indexOf(lower[index] ?? "") !== index);
  if (clash !== undefined) {
    throw new ArgumentError(
      `createTableSql: "${clash}" differs from another column only by case, which these engines do not tell apart; rename one of them`,
    );
  }
  const line = (column: string): string => {
    const { kind = "string", unit, description } = schema.columns[column] ?? {};
    const comment = [description, unit === undefined ? undefined : `[${unit}]`].filter(Boolean).join(" ");
    return `  \`${column}\` ${sqlTypes[kind]}${comment === "" ? "" : ` COMMENT '${comment.replaceAll("'", "''")}'`}`;
  };
  const plain = names.filter((column) => !partitionBy.includes(column)).map(line);
  const folders = partitionBy.map(line);
  return [
    `CREATE EXTERNAL TABLE IF NOT EXISTS \`${name}\` (`,
    plain.join(",\n"),
    ")",
    ...(folders.length === 0 ? [] : ["PARTITIONED BY (", folders.join(",\n"), ")"]),
    "STORED AS PARQUET",
    `LOCATION '${location.replaceAll("'", "''")}';`,
    ...(folders.length === 0 ? [] : [`MSCK REPAIR TABLE \`${name}\`;`]),
    "",
  ].join("\n");
}
