import { readFileSync } from "node:fs";

/** The part of the manifest of this package that it reads. */
export interface PackageManifest {
  readonly version: string;
  readonly dependencies: Readonly<Record<string, string>>;
}

/** The manifest of this package. */
export function packageManifest(): PackageManifest {
  const manifest = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  return JSON.parse(manifest) as PackageManifest;
}

/** The version of this package. */
export function packageVersion(): string {
  return packageManifest().version;
}
