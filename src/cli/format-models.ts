import type { ModelVersion, RegisteredModel } from "../tracking/registry/registry.js";
import { textTable } from "./text-table.js";

/** Registered models as lines. */
export function formatModels(models: readonly RegisteredModel[]): string[] {
  return textTable([
    ["model", "versions", "aliases", "changed"],
    ...models.map(({ name, versions, aliases, updatedAt }) => [
      name,
      String(versions.length),
      formatAliases(aliases),
      formatTimestamp(updatedAt),
    ]),
  ]);
}

/** One model and its versions as lines. */
export function formatModel(model: RegisteredModel, versions: readonly ModelVersion[]): string[] {
  return [
    ...(model.description === "" ? [model.name] : [`${model.name}: ${model.description}`]),
    ...Object.entries(model.tags).map(([key, text]) => `  ${key}: ${text}`),
    ...textTable([
      ["version", "aliases", "run", "registered", "description"],
      ...versions.map(({ version, aliases, runId, createdAt, description }) => [
        String(version),
        aliases.join(", "),
        runId?.slice(0, 8) ?? "",
        formatTimestamp(createdAt),
        description,
      ]),
    ]),
  ];
}

/** One version and its metrics as lines. */
export function formatVersion(version: ModelVersion, metrics: Readonly<Record<string, number>>): string[] {
  const fields = [
    ["model", version.name],
    ["version", String(version.version)],
    ["aliases", version.aliases.join(", ")],
    ["description", version.description],
    ["run", version.runId ?? ""],
    ["artifact", version.path ?? version.source],
    ["sha256", version.sha256 ?? "not recorded"],
    ["registered", formatTimestamp(version.createdAt)],
    ...Object.entries(version.tags)
      .filter(([key]) => !key.startsWith("cuaderno."))
      .map(([key, text]) => [`tag ${key}`, text]),
    ...Object.entries(metrics).map(([key, value]) => [`metric ${key}`, String(Number(value.toPrecision(6)))]),
  ];
  return fields.filter(([, text]) => text !== "").map(([key = "", text = ""]) => `${key.padEnd(12)}  ${text}`);
}

/**
 * Aliases as one line.
 *
 * @example formatAliases({ champion: 3, previous: 2 }) // "champion is version 3, previous is version 2"
 */
export function formatAliases(aliases: Readonly<Record<string, number>>): string {
  const parts = Object.keys(aliases)
    .sort()
    .map((alias) => `${alias} is version ${aliases[alias]}`);
  return parts.join(", ") || "no aliases";
}

function formatTimestamp(milliseconds: number): string {
  return new Date(milliseconds).toISOString().slice(0, 16).replace("T", " ");
}
