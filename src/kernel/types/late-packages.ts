import { existsSync } from "node:fs";
import { join } from "node:path";
import { foldersAbove } from "../../host/cell-type-packages.js";
import type { DiagnosticReport } from "./to-findings.js";

/** Sees packages that were installed after a server has looked for them. */
export class LatePackages {
  readonly #folder: string;
  readonly #seen = new Set<string>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Whether a package that a report misses is there; true only once for each. */
  find({ items }: DiagnosticReport): boolean {
    return items.some(({ code, message }) => {
      const [, specifier] = (code === 2307 && /^Cannot find module '([^'.][^']*)'/.exec(message)) || [];
      const name = specifier
        ?.split("/")
        .slice(0, specifier.startsWith("@") ? 2 : 1)
        .join("/");
      if (name === undefined || this.#seen.has(name)) return false;
      const isThere = foldersAbove(this.#folder).some((folder) => existsSync(join(folder, "node_modules", name)));
      if (isThere) this.#seen.add(name);
      return isThere;
    });
  }
}
