import { groupDigits } from "../../core/group-digits.js";
import type { LiveResult } from "../compute/view-result.js";

/** How many rows are selected. */
export function statusText({ rows, total }: Pick<LiveResult, "rows" | "total">): string {
  return rows === total ? `${groupDigits(total)} rows` : `${groupDigits(rows)} of ${groupDigits(total)} rows`;
}
