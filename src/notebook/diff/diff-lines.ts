/** A line of a text that changed: kept, gone or new. */
export interface LineChange {
  readonly kind: "same" | "removed" | "added";
  readonly text: string;
}

/**
 * The shortest way from one text to another, by lines: what goes stands before what comes.
 *
 * @example lineChanges("a\nb", "a\nc").map((change) => change.kind) // ["same", "removed", "added"]
 */
export function lineChanges(before: string, after: string): readonly LineChange[] {
  const [old, fresh] = [before.split("\n"), after.split("\n")];
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start++;
  let end = 0;
  while (end < Math.min(old.length, fresh.length) - start && old.at(-1 - end) === fresh.at(-1 - end)) end++;
  const same = (text: string): LineChange => ({ kind: "same", text });
  return [
    ...old.slice(0, start).map(same),
    ...middleChanges(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end)),
    ...old.slice(old.length - end).map(same),
  ];
}

/** Beyond this many pairs of lines a text counts as replaced as a whole, which keeps memory small. */
const mostPairs = 4_000_000;

function middleChanges(old: readonly string[], fresh: readonly string[]): readonly LineChange[] {
  const removed = old.map((text): LineChange => ({ kind: "removed", text }));
  const added = fresh.map((text): LineChange => ({ kind: "added", text }));
  if (old.length * fresh.length > mostPairs || old.length === 0 || fresh.length === 0) return [...removed, ...added];
  const width = fresh.length + 1;
  const common = new Uint16Array((old.length + 1) * width);
  for (let row = old.length - 1; row >= 0; row--) {
    for (let column = fresh.length - 1; column >= 0; column--) {
      const below = common[(row + 1) * width + column] ?? 0;
      const right = common[row * width + column + 1] ?? 0;
      const both = common[(row + 1) * width + column + 1] ?? 0;
      common[row * width + column] = old[row] === fresh[column] ? both + 1 : Math.max(below, right);
    }
  }
  const changes: LineChange[] = [];
  let [row, column] = [0, 0];
  while (row < old.length && column < fresh.length) {
    if (old[row] === fresh[column]) {
      changes.push({ kind: "same", text: old[row] ?? "" });
      row++;
      column++;
    } else if ((common[(row + 1) * width + column] ?? 0) >= (common[row * width + column + 1] ?? 0)) {
      changes.push({ kind: "removed", text: old[row++] ?? "" });
    } else changes.push({ kind: "added", text: fresh[column++] ?? "" });
  }
  return [...changes, ...removed.slice(row), ...added.slice(column)];
}

/**
 * How much of two texts is the same, from 0 to 1: twice the words they share over all their words.
 *
 * @example textLikeness("a b c", "a b d").toFixed(2) // "0.67"
 */
export function textLikeness(before: string, after: string): number {
  const words = (text: string): readonly string[] => text.match(/\w+|[^\s\w]/g) ?? [];
  const [old, fresh] = [words(before), words(after)];
  if (old.length + fresh.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of old) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of fresh) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared++;
    left.set(word, count - 1);
  }
  return (2 * shared) / (old.length + fresh.length);
}
