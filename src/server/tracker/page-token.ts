import { MlflowError } from "./mlflow-error.js";
import type { MlflowFields } from "./mlflow-fields.js";

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** Undefined for the last page. */
  readonly nextPageToken: string | undefined;
}

/** The page of a list that `max_results` and `page_token` of a request select. */
export function toPage<Item>(
  all: readonly Item[],
  fields: MlflowFields,
  { initial, max }: { readonly initial: number; readonly max: number },
): Page<Item> {
  const size = fields.integer("max_results") || initial;
  if (size < 1 || size > max) {
    const message = `Invalid value ${size} for parameter 'max_results' supplied. It must be between 1 and ${max}`;
    throw new MlflowError("INVALID_PARAMETER_VALUE", message);
  }
  const start = parseToken(fields.text("page_token"));
  const end = start + size;
  return { items: all.slice(start, end), nextPageToken: end < all.length ? formatToken(end) : undefined };
}

/** Tokens are opaque to clients; these are those of MLflow's servers. */
function formatToken(offset: number): string {
  return Buffer.from(JSON.stringify({ offset })).toString("base64");
}

function parseToken(token: string | undefined): number {
  if (token === undefined || token === "") return 0;
  try {
    const { offset } = JSON.parse(Buffer.from(token, "base64").toString("utf8")) as { offset: unknown };
    if (Number.isSafeInteger(offset) && (offset as number) >= 0) return offset as number;
  } catch {
    // reported below
  }
  throw new MlflowError("INVALID_PARAMETER_VALUE", "Invalid page token, decoded value is not an offset");
}
