import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join, resolve } from "node:path";
import { type Environment, environmentSecrets, secretsVariable } from "../../notebook/run/environment-secrets.js";

/** What is known of secrets before a notebook runs. */
export interface KnownSecrets {
  /** Their values. */
  readonly secrets: readonly string[];
  /** The value of `CUADERNO_SECRETS`: more names of variables that hold secrets. */
  readonly secretNames: string | undefined;
}

/**
 * The secrets of an environment, and of the `.env` files in a folder and the folders above it up to the project's root
 * (the first with a `package.json` or `.git`), which cells of any language may load.
 */
export function knownSecrets(environment: Environment, folder: string): KnownSecrets {
  const files = dotenvFiles(resolve(folder)).map(readDotenv);
  const names = [environment, ...files]
    .map((variables) => variables[secretsVariable])
    .filter((name) => name !== undefined);
  const secretNames = names.length === 0 ? undefined : names.join(",");
  const secrets = [environment, ...files].flatMap((variables) => environmentSecrets(variables, { named: secretNames }));
  return { secrets: [...new Set(secrets)], secretNames };
}

function dotenvFiles(folder: string): readonly string[] {
  const here = [".env", ".env.local"].map((name) => join(folder, name)).filter((path) => existsSync(path));
  const parent = dirname(folder);
  const isRoot = ["package.json", ".git"].some((name) => existsSync(join(folder, name))) || parent === folder;
  return isRoot ? here : [...here, ...dotenvFiles(parent)];
}

function readDotenv(path: string): Readonly<Record<string, string>> {
  try {
    const { parse } = createRequire(import.meta.url)("dotenv") as typeof import("dotenv");
    return parse(readFileSync(path));
  } catch {
    return {}; // an unreadable file is also unreadable for cells
  }
}
