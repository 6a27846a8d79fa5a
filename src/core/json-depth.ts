import type { Json } from "./json.js";

/**
 * Whether JSON has more levels than a limit, without recursion: deeper values would overflow the stack of functions
 * that follow them.
 *
 * @example isDeeperThan([[[1]]], 2) // true
 */
export function isDeeperThan(value: Json | undefined, limit: number): boolean {
  let level: readonly unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > limit) return true;
    level = level.flatMap((item) =>
      item !== null && typeof item === "object" ? Object.values(item).filter((inner) => typeof inner === "object") : [],
    );
  }
  return false;
}
