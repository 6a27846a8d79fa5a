import { createRequire } from "node:module";

/** A line in a comparison of two versions of a string. */
export interface LineChange {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

type DiffModule = typeof import("diff/lib/diff/array.js");

let diff: DiffModule | undefined;

/** Beyond this edit distance the strings count as replaced as a whole, which limits time and memory. */
const maxEditLength = 2_000;

/**
 * The shortest edit from one string to another, by lines (Myers); removed lines come before added ones.
 *
 * @example lineChanges("a\nb", "a\nc").map((change) => change.kind) // ["same", "removed", "added"]
 */
export function lineChanges(before: string, after: string): readonly LineChange[] {
  const [oldLines, newLines] = [before.split("\n"), after.split("\n")];
  diff ??= createRequire(import.meta.url)("diff/lib/diff/array.js") as DiffModule;
  const changes = diff.diffArrays(oldLines, newLines, { maxEditLength });
  if (changes === undefined) {
    return [
      ...oldLines.map((text): LineChange => ({ kind: "removed", text })),
      ...newLines.map((text): LineChange => ({ kind: "added", text })),
    ];
  }
  return changes.flatMap(({ added, removed, value }) =>
    value.map((text): LineChange => ({ kind: added ? "added" : removed ? "removed" : "same", text })),
  );
}
