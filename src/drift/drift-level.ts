/**
 * How much a change matters: `none`, `warn`, `fail`, or `too few rows` where a change of that size could be chance and
 * no change could be found.
 */
export type DriftLevel = "none" | "too few rows" | "warn" | "fail";

/** The worst of several levels; `too few rows` only when nothing could be judged. */
export function worstLevel(levels: readonly DriftLevel[]): DriftLevel {
  if (levels.includes("fail")) return "fail";
  if (levels.includes("warn")) return "warn";
  return levels.length > 0 && levels.every((level) => level === "too few rows") ? "too few rows" : "none";
}

/**
 * A level as a number, for metrics and conditions of a flow such as `when: drift >= fail`: fail 2, warn 1, else 0.
 */
export function levelSeverity(level: DriftLevel): 0 | 1 | 2 {
  return level === "fail" ? 2 : level === "warn" ? 1 : 0;
}
