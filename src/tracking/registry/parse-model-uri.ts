import { ArgumentError } from "../../core/errors.js";

/** A model and one of its versions. */
export interface ModelReference {
  readonly name: string;
  /** A version number, an alias, or `latest`. */
  readonly version: number | string;
}

/**
 * Model and version of a URI such as `models:/crime@champion`, `models:/crime/3` or `models:/crime/latest`; `models:/`
 * may be left out, and the version is `champion` by default.
 *
 * @throws ArgumentError for an invalid URI.
 * @example parseModelUri("models:/crime/3") // { name: "crime", version: 3 }
 * @example parseModelUri("crime") // { name: "crime", version: "champion" }
 */
export function parseModelUri(uri: string): ModelReference {
  const found = /^(?:models:\/+)?([^/@]+)(?:@([\w-]+)|\/(\d+|latest))?$/.exec(uri);
  const [, name, alias, version] = found ?? [];
  if (name === undefined || /^[a-z]+:/.test(name)) {
    throw new ArgumentError(
      `parseModelUri: invalid model URI ${JSON.stringify(uri)}; expected models:/crime@champion, models:/crime/3 or models:/crime/latest`,
    );
  }
  return {
    name,
    version: version === undefined ? (alias ?? "champion") : version === "latest" ? version : Number(version),
  };
}

/** The id of a source such as `models:/m-0f3c...`, a model that a run logged; undefined for other sources. */
export function loggedModelId(source: string): string | undefined {
  return /^models:\/(m-[\w-]+)(?:\/|$)/.exec(source)?.[1];
}
