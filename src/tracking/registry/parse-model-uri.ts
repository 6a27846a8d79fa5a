import { ArgumentError } from "../../core/errors.js";

/** A model and which of its versions. */
export interface ModelReference {
  readonly name: string;
  /** A version number, an alias, or `latest`. */
  readonly version: number | string;
}

/**
 * What an address such as `models:/crime@champion`, `models:/crime/3` or `models:/crime/latest` names; `models:/` may be left out, and
 * without a version the alias `champion` is meant.
 *
 * @example modelReference("models:/crime/3") // { name: "crime", which: 3 }
 * @example modelReference("crime") // { name: "crime", which: "champion" }
 */
export function parseModelUri(address: string): ModelReference {
  const found = /^(?:models:\/+)?([^/@]+)(?:@([\w-]+)|\/(\d+|latest))?$/.exec(address);
  const [, name, alias, version] = found ?? [];
  if (name === undefined || /^[a-z]+:/.test(name)) {
    throw new ArgumentError(
      `parseModelUri: ${JSON.stringify(address)} names no model; write models:/crime@champion, models:/crime/3 or models:/crime/latest`,
    );
  }
  return {
    name,
    version: version === undefined ? (alias ?? "champion") : version === "latest" ? version : Number(version),
  };
}
