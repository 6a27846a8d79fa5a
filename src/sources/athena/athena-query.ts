import { setTimeout as wait } from "node:timers/promises";
import type { AthenaClient, GetQueryResultsCommandOutput, QueryExecution } from "@aws-sdk/client-athena";
import { ArgumentError } from "../../core/errors.js";
import type { DatabaseUrl } from "../sql/parse-database-url.js";
import type { SqlProgress } from "../sql/sql-session.js";
import { AthenaError, toAthenaError } from "./athena-error.js";

/** The SDK of Athena. */
export type AthenaSdk = typeof import("@aws-sdk/client-athena");

/** What a query needs. */
export interface AthenaConnection {
  readonly sdk: AthenaSdk;
  readonly client: AthenaClient;
  readonly url: DatabaseUrl;
  /** Largest number of bytes that a query may scan. */
  readonly maxBytesScanned: number;
  readonly onProgress?: ((progress: SqlProgress) => void) | undefined;
  readonly signal: AbortSignal;
}

const firstDelayMs = 200;
const maxDelayMs = 5_000;

/**
 * Runs a statement to its end, and returns its id. The service is polled with a growing delay; a query that scans more
 * than the limit is stopped.
 */
export async function runAthena(
  connection: AthenaConnection,
  statement: string,
  { parameters, token }: { readonly parameters: readonly string[]; readonly token: string },
): Promise<string> {
  const { sdk, client, url, signal } = connection;
  const { QueryExecutionId: id = "" } = await client.send(
    new sdk.StartQueryExecutionCommand({
      QueryString: statement,
      ClientRequestToken: token,
      WorkGroup: url.user,
      QueryExecutionContext: { Database: url.database, Catalog: url.athena?.catalog },
      ResultConfiguration: { OutputLocation: `${url.athena?.output}cuaderno-queries/` },
      ...(parameters.length > 0 && { ExecutionParameters: [...parameters] }),
    }),
  );
  try {
    await waitForEnd(connection, id);
    return id;
  } catch (thrown) {
    if (signal.aborted || thrown instanceof ArgumentError) await stopAthena(connection, id);
    throw thrown;
  }
}

async function waitForEnd(connection: AthenaConnection, id: string): Promise<void> {
  const { sdk, client, maxBytesScanned, onProgress, signal } = connection;
  for (let delayMs = firstDelayMs; ; delayMs = Math.min(delayMs * 1.5, maxDelayMs)) {
    const request = new sdk.GetQueryExecutionCommand({ QueryExecutionId: id });
    const { QueryExecution: execution } = await client.send(request, { abortSignal: signal });
    const progress = toProgress(id, execution);
    onProgress?.(progress);
    if ((progress.bytesScanned ?? 0) > maxBytesScanned) {
      throw new ArgumentError(
        `the query has scanned ${progress.bytesScanned} bytes, the limit is ${maxBytesScanned}; select fewer columns or partitions, or raise maxBytesScanned`,
      );
    }
    if (progress.state === "succeeded") return;
    if (progress.state === "failed" || progress.state === "cancelled") throw toAthenaError(execution);
    await wait(delayMs, undefined, { signal });
  }
}

function toProgress(id: string, execution: QueryExecution | undefined): SqlProgress {
  const { Status, Statistics } = execution ?? {};
  return {
    id,
    state: (Status?.State ?? "queued").toLowerCase() as SqlProgress["state"],
    bytesScanned: Statistics?.DataScannedInBytes,
    elapsedMs: Statistics?.TotalExecutionTimeInMillis,
  };
}

/** Stops a query; one that has ended already is left. */
export async function stopAthena({ sdk, client }: AthenaConnection, id: string): Promise<void> {
  await client.send(new sdk.StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => undefined);
}

/** The pages of a result that the service itself has: names, types and cells as text. */
export async function* athenaPages(
  { sdk, client, signal }: AthenaConnection,
  id: string,
): AsyncGenerator<GetQueryResultsCommandOutput> {
  let next: string | undefined;
  do {
    const request = new sdk.GetQueryResultsCommand({ QueryExecutionId: id, NextToken: next });
    const page = await client.send(request, { abortSignal: signal });
    if (page.ResultSet === undefined) throw new AthenaError("the service returned no result", "XX000", undefined);
    yield page;
    next = page.NextToken;
  } while (next !== undefined);
}
