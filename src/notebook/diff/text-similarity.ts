/**
 * How much of two strings is the same, from 0 to 1: two times the number of shared words over the number of all words
 * (Sørensen-Dice).
 *
 * @example textSimilarity("a b c", "a b d").toFixed(2) // "0.67"
 */
export function textSimilarity(before: string, after: string): number {
  const words = (text: string): readonly string[] => text.match(/\w+|[^\s\w]/g) ?? [];
  const [oldWords, newWords] = [words(before), words(after)];
  if (oldWords.length + newWords.length === 0) return 1;
  const left = new Map<string, number>();
  for (const word of oldWords) left.set(word, (left.get(word) ?? 0) + 1);
  let shared = 0;
  for (const word of newWords) {
    const count = left.get(word) ?? 0;
    if (count > 0) shared++;
    left.set(word, count - 1);
  }
  return (2 * shared) / (oldWords.length + newWords.length);
}
