import { errorMessage } from "../core/error-message.js";
import type { SeriesLike } from "./frame-like.js";

/**
 * The name of a series' type, also of one that the engine reads and has no name for in JavaScript: `Binary`, `Enum`,
 * `Float16`, `Int128`.
 */
export function getVariant(series: Pick<SeriesLike, "dtype">): string {
  try {
    return series.dtype.variant;
  } catch (cause) {
    const name = /^DataType (\w+)/.exec(errorMessage(cause))?.[1];
    if (name === undefined) throw cause;
    return name;
  }
}
