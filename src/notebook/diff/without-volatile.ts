import { plainAnsi } from "../html/html-ansi.js";

/** What differs from run to run, and the word that replaces it. */
const patterns: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, "<id>"],
  [/\b\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?( ?(Z|UTC|[+-]\d{2}:?\d{2}))?/g, "<date>"],
  [/(?<!#)\b(0x)?(?=[0-9a-f]*\d)(?=[0-9a-f]*[a-f])[0-9a-f]{8,}\b/gi, "<hash>"],
  [/(?<![\w.,])\d+(,\d{3})*(\.\d+)? ?(ns|µs|us|ms|s|sec|seconds?)\b/g, "<duration>"],
  [/(?<=\b(took|in|after|elapsed:?|duration:?|time:?) )\d+(\.\d+)? ?(h|hours?|min|minutes?)\b/gi, "<duration>"],
  [/\b\d{1,2}:\d{2}:\d{2}(\.\d+)?\b/g, "<time>"],
  [/(\/tmp|\/var\/folders|[A-Z]:\\[^\s"']*\\Temp)[/\\][^\s"'<>]*/g, "<temporary>"],
];

/**
 * A string without what usually differs from run to run: dates with a time, durations, ids, hexadecimal hashes,
 * temporary paths, terminal colours and blanks at line ends.
 *
 * @example withoutVolatile("took 12.5 ms ") // "took <duration>"
 */
export function withoutVolatile(text: string): string {
  const plain = plainAnsi(text).replace(/[^\S\n]+$/gm, "");
  return patterns.reduce((done, [pattern, word]) => done.replace(pattern, word), plain);
}
