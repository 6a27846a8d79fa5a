import { setTimeout as wait } from "node:timers/promises";
import type { DataFrame } from "nodejs-polars";
import { validateFrame } from "../../table/schema/validate-frame.js";
import { isRetryable } from "./sql-failure.js";
import { checkSqlOptions, type SqlReadOptions, sqlFrames, toName } from "./sql-frames.js";

/**
 * A table or query of a database in frames of `batchRows` rows, one or more, so that it need not fit into memory. With
 * a schema each frame is checked, and columns that it does not have are left out. A connection that is lost before the
 * first frame is made again; later it is an error, because rows were returned already.
 *
 * @throws ArgumentError for a query that does more than reading.
 * @example for await (const frame of sqlBatches({ database: "sqlite:shop.db", table: "payment" })) console.log(frame.height)
 */
export async function* sqlBatches(
  options: SqlReadOptions,
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<DataFrame, void, undefined> {
  checkSqlOptions("sqlBatches", options);
  const { schema, retries = 2, retryDelayMs = 500 } = options;
  let rows = 0;
  for (let attempt = 0; ; attempt++) {
    let returned = 0;
    try {
      for await (const frame of sqlFrames(options, { caller: "sqlBatches", extra: "ignore", signal })) {
        const uri = `${toName(options)} after row ${rows}`;
        returned += 1;
        yield schema === undefined ? frame : validateFrame(frame, schema, { uri, extra: "ignore" });
        rows += frame.height;
      }
      return;
    } catch (thrown) {
      if (!isRetryable(thrown, attempt) || returned > 0 || attempt >= retries) throw thrown;
      await wait(retryDelayMs * 2 ** attempt);
    }
  }
}
