/** Where the fixed part of a glob ends: the longest prefix up to a `/` without a mark; undefined when there is no mark. */
export function globPrefix(pattern: string): string | undefined {
  const mark = pattern.search(/[*?[{]/);
  return mark < 0 ? undefined : pattern.slice(0, pattern.lastIndexOf("/", mark) + 1);
}

/**
 * Whether a key matches a glob: `*` and `?` stand for letters of one part, `**` for any parts, `[a-c]` for one of some letters, `{a,b}`
 * for one of some texts.
 */
export function matchGlob(pattern: string, key: string): boolean {
  return new RegExp(`^${globSource(pattern)}$`, "su").test(key);
}

function globSource(pattern: string): string {
  let source = "";
  let depth = 0;
  for (let at = 0; at < pattern.length; at++) {
    const rest = pattern.slice(at);
    const letter = pattern.charAt(at);
    const set = /^\[(!?)([^\]/]+)\]/.exec(rest);
    if (rest.startsWith("**/")) {
      source += "(?:.*/)?";
      at += 2;
    } else if (rest.startsWith("**")) {
      source += ".*";
      at += 1;
    } else if (letter === "*") source += "[^/]*";
    else if (letter === "?") source += "[^/]";
    else if (set !== null) {
      source += `[${set[1] === "!" ? "^" : ""}${(set[2] ?? "").replaceAll(/[\\[\]^]/g, "\\$&")}]`;
      at += set[0].length - 1;
    } else if (letter === "{" && rest.includes("}")) {
      source += "(?:";
      depth += 1;
    } else if (letter === "}" && depth > 0) {
      source += ")";
      depth -= 1;
    } else if (letter === "," && depth > 0) source += "|";
    else source += letter.replace(/[\\^$.*+?()[\]{}|/]/, "\\$&");
  }
  return source;
}
