import { setTimeout as wait } from "node:timers/promises";
import type { WireBytes } from "./protobuf-wire.js";
import type { SparkClient } from "./spark-client.js";
import {
  executePlanRequest,
  readResponse,
  reattachRequest,
  releaseExecuteRequest,
  type SparkPlan,
  type SparkResponse,
} from "./spark-messages.js";

/** How a lost connection is made again. */
export interface SparkRetry {
  /** Attempts after a lost connection, counted from the last response. */
  readonly attempts: number;
  /** Delay before the second attempt, doubled each time up to ten seconds, in milliseconds. */
  readonly delayMs: number;
  /** Time limit of a single request, in milliseconds. */
  readonly callTimeoutMs: number;
}

type Stream = ReturnType<SparkClient["stream"]>;

/** A running query whose stream survives lost connections. */
export interface SparkExecution extends AsyncIterable<SparkResponse> {
  /** Ends the stream; what the server still has of the query is released with the session. */
  cancel(): void;
}

/**
 * The responses of a query, each exactly once. When the connection breaks, or the server ends a long stream, the client
 * attaches to the query again after the last response that it has; only the server's own end message ends the result.
 */
export function executeSpark(client: SparkClient, plan: SparkPlan, retry: SparkRetry): SparkExecution {
  let isCancelled = false;
  let stream: Stream | undefined;
  const open = (method: "ExecutePlan" | "ReattachExecute", request: WireBytes): Stream => {
    stream = client.stream(method, request);
    return stream;
  };
  const release = (until: string | undefined): void => {
    const request = releaseExecuteRequest(plan, plan.operation, until);
    // The server releases abandoned queries by itself: a failure here changes nothing.
    void client.call("ReleaseExecute", request, retry.callTimeoutMs).catch(() => undefined);
  };
  return {
    cancel: () => {
      isCancelled = true;
      stream?.cancel();
    },
    [Symbol.asyncIterator]: async function* () {
      let last: string | undefined;
      let failures = 0;
      let current = open("ExecutePlan", executePlanRequest(plan));
      for (;;) {
        try {
          for await (const message of current) {
            const response = readResponse(message);
            failures = 0;
            if (response.id !== "") last = response.id;
            if (response.isComplete) {
              release(undefined);
              return;
            }
            yield response;
            if (last !== undefined) release(last);
          }
        } catch (thrown) {
          const isUnknown = /INVALID_HANDLE\.(OPERATION|SESSION)_NOT_FOUND/.test(String((thrown as Error).message));
          if (isCancelled || !isConnectionError(thrown, isUnknown) || (isUnknown && last !== undefined)) throw thrown;
          if (failures >= retry.attempts) throw thrown;
          await wait(Math.min(retry.delayMs * 2 ** failures, 10_000));
          failures += 1;
          if (isUnknown) {
            // The first request never reached the server.
            current = open("ExecutePlan", executePlanRequest(plan));
            continue;
          }
        }
        if (isCancelled) return;
        current = open("ReattachExecute", reattachRequest(plan, plan.operation, last));
      }
    },
  };
}

/** Whether the server may still have the query: status UNAVAILABLE, or INTERNAL for a broken stream. */
function isConnectionError(thrown: unknown, isUnknown: boolean): boolean {
  const { code, details = "" } = thrown as { readonly code?: number; readonly details?: string };
  if (isUnknown || code === 14) return true;
  return code === 13 && /RST_STREAM|INVALID_CURSOR\.DISCONNECTED|stream closed/i.test(details);
}
