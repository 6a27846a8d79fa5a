import { readFileSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { localImports } from "../../host/local-imports.js";
import type { ProjectSettings } from "../../host/project-settings.js";

/** A file that was created, changed or deleted, with the protocol's number of that. */
export interface FileChange {
  readonly path: string;
  readonly type: 1 | 2 | 3;
}

/** Sees changes of the local files that code imports, also through each other: no server watches them. */
export class LocalFileChanges {
  readonly #settings: ProjectSettings;
  /** Times of changes; 0 for a file that does not exist. */
  readonly #known = new Map<string, number>();

  constructor(settings: ProjectSettings) {
    this.#settings = settings;
  }

  /** What changed since the last call that was about the same files. */
  find(codes: Iterable<string>, folder: string): readonly FileChange[] {
    const changes: FileChange[] = [];
    const seen = new Set<string>();
    const waiting = [...codes].map((code) => ({ code, from: folder }));
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
      for (const path of possibleFiles(next.code, next.from, this.#settings)) {
        if (seen.has(path)) continue;
        seen.add(path);
        const time = changeTime(path);
        const before = this.#known.get(path);
        this.#known.set(path, time);
        if (before !== undefined && before !== time) {
          changes.push({ path, type: before === 0 ? 1 : time === 0 ? 3 : 2 });
        }
        if (time > 0) waiting.push({ code: readFileSync(path, "utf8"), from: dirname(path) });
      }
    }
    return changes;
  }
}

/** The time of the last change; 0 for what is not a file. */
function changeTime(path: string): number {
  try {
    const stat = statSync(path);
    return stat.isFile() ? stat.mtimeMs : 0;
  } catch {
    return 0;
  }
}

function possibleFiles(code: string, folder: string, settings: ProjectSettings): readonly string[] {
  return localImports(code, folder, settings).flatMap(({ paths }) => paths);
}
