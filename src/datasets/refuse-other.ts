import { ArgumentError } from "../core/errors.js";
import type { Manifest } from "./manifest.js";

/** Refuses a version whose partitions or columns are others than the parent's. */
export function refuseOther(
  parent: Manifest,
  own: Manifest["schema"],
  partitionBy: readonly string[],
  schemaChange: "refuse" | "allow",
  name: string,
): void {
  if (JSON.stringify(parent.partitionBy) !== JSON.stringify(partitionBy)) {
    throw new ArgumentError(
      `dataset: ${name} is partitioned by ${parent.partitionBy.join(", ") || "nothing"}, not by ${partitionBy.join(", ") || "nothing"}`,
    );
  }
  if (parent.schema.hash === own.hash || schemaChange === "allow") return;
  const names = new Set([...Object.keys(parent.schema.columns), ...Object.keys(own.columns)]);
  const changed = [...names].filter((column) => parent.schema.columns[column] !== own.columns[column]);
  throw new ArgumentError(
    `dataset: the columns of ${name} are others than the schema's: ${changed.join(", ")}; pass schemaChange: "allow" when that is meant`,
  );
}
