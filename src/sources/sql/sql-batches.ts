import { setTimeout as wait } from "node:timers/promises";
import type { DataFrame } from "nodejs-polars";
import { validateFrame } from "../../table/schema/validate-frame.js";
import { mayReadAgain } from "./sql-failure.js";
import { type SqlReadOptions, sqlFrames, sqlName } from "./sql-frames.js";

/**
 * A table or query of a database in frames of `batchRows` rows, one of them at least, so that it need not fit into memory. With a schema
 * each is checked by it. A connection that breaks before the first frame is made again; later it is an error, as rows were handed on.
 */
export async function* sqlBatches(
  options: SqlReadOptions,
  { signal }: { readonly signal?: AbortSignal } = {},
): AsyncGenerator<DataFrame, void, undefined> {
  const { schema, retries = 2, retryDelayMs = 500 } = options;
  let rows = 0;
  for (let attempt = 0; ; attempt++) {
    let given = 0;
    try {
      for await (const frame of sqlFrames(options, { signal })) {
        const place = `${sqlName(options)} after row ${rows}`;
        given += 1;
        yield schema === undefined ? frame : validateFrame(frame, schema, { place, extra: "ignore" });
        rows += frame.height;
      }
      return;
    } catch (thrown) {
      if (!mayReadAgain(thrown, attempt) || given > 0 || attempt >= retries) throw thrown;
      await wait(retryDelayMs * 2 ** attempt);
    }
  }
}
