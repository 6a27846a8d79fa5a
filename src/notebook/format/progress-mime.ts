import type { JsonObject } from "../../core/json.js";
import type { KernelOutput } from "../kernel/kernel.js";

/** The mime type of the progress of a cell: shown while it runs, and not stored by headless runs. */
export const progressMime = "application/vnd.cuaderno.progress+json";

/** Progress as a cell reported it. */
export interface CellProgress {
  /** One line, such as `trial 12/50: 523.1, best 515.24, 1 min left`. */
  readonly text: string;
}

/** The progress in a message from a kernel, or undefined. */
export function parseProgress({ type, content }: KernelOutput): CellProgress | undefined {
  if (type !== "display_data" && type !== "update_display_data") return undefined;
  const found = (content.data as JsonObject | undefined)?.[progressMime];
  if (found === null || typeof found !== "object" || Array.isArray(found)) return undefined;
  const { text } = found as JsonObject;
  return typeof text === "string" ? { text } : undefined;
}
