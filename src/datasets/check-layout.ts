import { ArgumentError } from "../core/errors.js";
import type { Manifest } from "./manifest.js";

/** Throws when the partition columns or the schema differ from those of the parent version. */
export function checkLayout(
  caller: string,
  parent: Manifest,
  next: {
    readonly schema: Manifest["schema"];
    readonly partitionBy: readonly string[];
    readonly schemaChange: "refuse" | "allow";
    readonly name: string;
  },
): void {
  const { schema, partitionBy, schemaChange, name } = next;
  const listed = (columns: readonly string[]): string => columns.join(", ") || "no column";
  if (JSON.stringify(parent.partitionBy) !== JSON.stringify(partitionBy)) {
    throw new ArgumentError(
      `${caller}: ${name} is partitioned by ${listed(parent.partitionBy)}, got ${listed(partitionBy)}; open it with the same partitionBy`,
    );
  }
  if (parent.schema.hash === schema.hash || schemaChange === "allow") return;
  const names = new Set([...Object.keys(parent.schema.columns), ...Object.keys(schema.columns)]);
  const changed = [...names].filter((column) => parent.schema.columns[column] !== schema.columns[column]);
  throw new ArgumentError(
    `${caller}: the schema differs from that of ${name} in columns ${changed.join(", ")}; pass schemaChange: "allow" to change it`,
  );
}
