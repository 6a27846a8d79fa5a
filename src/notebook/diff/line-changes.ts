import { diffArrays } from "diff/lib/diff/array.js";

/** A line in a comparison of two versions of a string. */
export interface LineChange {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/** Beyond this edit distance the strings count as replaced as a whole, which limits time and memory. */
const maxEditLength = 2_000;

/**
 * The shortest edit from one string to another, by lines (Myers); removed lines come before added ones.
 *
 * @example lineChanges("a\nb", "a\nc").map((change) => change.kind) // ["same", "removed", "added"]
 */
export function lineChanges(before: string, after: string): readonly LineChange[] {
  const [oldLines, newLines] = [before.split("\n"), after.split("\n")];
  const changes = diffArrays(oldLines, newLines, { maxEditLength });
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
