import { ArgumentError } from "../core/errors.js";
import type { TableSchema } from "../table/schema/schema.js";

/** The folder of a partition in hive's way: `year=2020/place=New%20York/`; missing is `__HIVE_DEFAULT_PARTITION__`. */
export function hiveFolder(partition: Readonly<Record<string, string | null>>): string {
  return Object.entries(partition)
    .map(([name, value]) => `${encoded(name)}=${value === null ? "__HIVE_DEFAULT_PARTITION__" : encoded(value)}/`)
    .join("");
}

/** The columns to partition by, when every one of them can name a folder. */
export function checkPartitions(partitionBy: readonly string[], schema: TableSchema): readonly string[] {
  for (const name of partitionBy) {
    const kind = schema.columns[name]?.kind;
    if (kind === undefined)
      throw new ArgumentError(`dataset: partition column "${name}" is no column of "${schema.name}"`);
    if (kind === "datetime" || kind === "number") {
      throw new ArgumentError(
        `dataset: partition column "${name}" is ${kind}, whose values are too many for folders; add a column of years or months`,
      );
    }
  }
  return partitionBy;
}

function encoded(text: string): string {
  if (text === "") throw new ArgumentError("dataset: an empty text can name no partition folder; make it missing");
  return encodeURIComponent(text).replaceAll(
    /[!'()*.~]/g,
    (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
