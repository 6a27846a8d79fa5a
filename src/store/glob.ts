/**
 * A glob that keys are compared with: `*` and `?` within a segment, `**` for any segments, `[a-c]`, `[!a]` and `{a,b}`.
 */
export interface Glob {
  /** The longest prefix, up to a `/`, without a special character. */
  readonly prefix: string;
  /** Whether a key matches. */
  matches(key: string): boolean;
  /** Whether a key below a folder, which ends in `/`, can match. */
  canMatchBelow(folder: string): boolean;
}

/**
 * The glob of a path or URI; undefined when it has no special character.
 *
 * @example (await parseGlob("data/[0-9]*.csv"))?.matches("data/2018.csv") // true
 */
export async function parseGlob(pattern: string): Promise<Glob | undefined> {
  const special = pattern.search(/[*?[{]/);
  if (special < 0) return undefined;
  const prefix = pattern.slice(0, pattern.lastIndexOf("/", special) + 1);
  const { Minimatch } = await import("minimatch");
  const rest = new Minimatch(pattern.slice(prefix.length), {
    ...{ dot: true, noext: true, nonegate: true, nocomment: true, platform: "linux" },
  });
  return {
    prefix,
    matches: (key) => key.startsWith(prefix) && rest.match(key.slice(prefix.length)),
    canMatchBelow: (folder) =>
      prefix.startsWith(folder) || (folder.startsWith(prefix) && rest.match(folder.slice(prefix.length, -1), true)),
  };
}
