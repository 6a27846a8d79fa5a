import { toHash } from "./address.js";

/** The address of the comparison of runs. */
export function compareHash(ids: ReadonlySet<string>): string {
  return toHash("compare", "", new URLSearchParams([...ids].map((id) => ["run", id])));
}
