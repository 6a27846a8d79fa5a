import { ArgumentError } from "../core/errors.js";
import type { TableSchema } from "../table/schema/schema.js";

/**
 * Hive folder of a partition, such as `year=2020/city=New%20York/`; a missing value is `__HIVE_DEFAULT_PARTITION__`.
 */
export function hiveFolder(partition: Readonly<Record<string, string | null>>, caller: string): string {
  return Object.entries(partition)
    .map(([name, value]) => {
      if (value === "") {
        throw new ArgumentError(
          `${caller}: partition column "${name}" has an empty string; use a missing value instead`,
        );
      }
      return `${encode(name)}=${value === null ? "__HIVE_DEFAULT_PARTITION__" : encode(value)}/`;
    })
    .join("");
}

/**
 * Throws when a partition column is missing from the schema or has a kind with too many distinct values for folders.
 */
export function checkPartitionColumns(caller: string, partitionBy: readonly string[], schema: TableSchema): void {
  for (const name of partitionBy) {
    const kind = schema.columns[name]?.kind;
    if (kind === undefined) {
      throw new ArgumentError(
        `${caller}: partition column "${name}" is not in schema "${schema.name}"; it has ${Object.keys(schema.columns).join(", ")}`,
      );
    }
    if (kind === "datetime" || kind === "number") {
      throw new ArgumentError(
        `${caller}: partition column "${name}" has kind ${kind}, too many distinct values for folders; add a column of years or months`,
      );
    }
  }
}

function encode(part: string): string {
  return encodeURIComponent(part).replaceAll(
    /[!'()*.~]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
