import type { Client, connectivityState, Metadata } from "@grpc/grpc-js";
import { loadDriver } from "../sql/load-driver.js";
import type { DatabaseUrl } from "../sql/parse-database-url.js";
import type { WireBytes } from "./protobuf-wire.js";

/** Calls of a Spark Connect server with messages as bytes. */
export interface SparkClient {
  /** One request with one response, within the deadline. */
  call(method: SparkMethod, request: WireBytes, timeoutMs: number): Promise<WireBytes>;
  /** One request with a stream of responses, which are received as they are consumed. */
  stream(method: SparkMethod, request: WireBytes): AsyncIterable<WireBytes> & { cancel(): void };
  close(): void;
}

/** Methods of `spark.connect.SparkConnectService` that are used here. */
export type SparkMethod =
  | "ExecutePlan"
  | "ReattachExecute"
  | "ReleaseExecute"
  | "ReleaseSession"
  | "Interrupt"
  | "Config"
  | "FetchErrorDetails";

/** Largest message that is received: Spark sends a row that is larger than its batch size as one message. */
const maxMessageBytes = 256 * 1024 * 1024;
const unchanged = (bytes: WireBytes): Buffer => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Connects to the server of a `sc://` URL; a token is sent with every call. */
export async function connectSpark(
  url: DatabaseUrl,
  { connectTimeoutMs, caller }: { readonly connectTimeoutMs: number; readonly caller: string },
): Promise<SparkClient> {
  const grpc = await loadDriver("@grpc/grpc-js", () => import("@grpc/grpc-js"), caller);
  const credentials = url.ssl === "off" ? grpc.credentials.createInsecure() : grpc.credentials.createSsl();
  const host = url.host.includes(":") ? `[${url.host}]` : url.host;
  const client: Client = new grpc.Client(`${host}:${url.port}`, credentials, {
    "grpc.max_receive_message_length": maxMessageBytes,
    "grpc.max_send_message_length": maxMessageBytes,
    "grpc.primary_user_agent": "cuaderno",
    "grpc.initial_reconnect_backoff_ms": 200,
    "grpc.max_reconnect_backoff_ms": 5_000,
    "grpc.enable_retries": 0,
  });
  const metadata = (): Metadata => {
    const values = new grpc.Metadata();
    if (url.password() !== "") values.set("authorization", `Bearer ${url.password()}`);
    for (const [name, value] of Object.entries(url.headers?.() ?? {})) values.set(name, value);
    return values;
  };
  await waitForConnection(client, connectTimeoutMs, grpc.connectivityState).catch((thrown: unknown) => {
    client.close();
    throw thrown;
  });
  return {
    call: (method, request, timeoutMs) =>
      new Promise((resolve, reject) => {
        client.makeUnaryRequest<WireBytes, Buffer>(
          toPath(method),
          unchanged,
          (bytes) => bytes,
          request,
          metadata(),
          { deadline: deadlineIn(timeoutMs) },
          (error, response) => (error === null ? resolve(response ?? Buffer.alloc(0)) : reject(error)),
        );
      }),
    stream: (method, request) => {
      const call = client.makeServerStreamRequest<WireBytes, Buffer>(
        toPath(method),
        unchanged,
        (bytes) => bytes,
        request,
        metadata(),
      );
      // A cancelled stream is reported as an error after its reader has left.
      call.on("error", () => undefined);
      return Object.assign(
        { [Symbol.asyncIterator]: () => call[Symbol.asyncIterator]() as AsyncIterator<WireBytes> },
        { cancel: () => call.cancel() },
      );
    },
    close: () => client.close(),
  };
}

/** Resolves once the connection is made or has failed: the first call then has the reason at once. */
function waitForConnection(client: Client, timeoutMs: number, states: typeof connectivityState): Promise<void> {
  const deadline = deadlineIn(timeoutMs);
  const channel = client.getChannel();
  return new Promise((resolve, reject) => {
    const watch = (): void => {
      const state = channel.getConnectivityState(true);
      if (state === states.READY || state === states.TRANSIENT_FAILURE) {
        resolve();
        return;
      }
      channel.watchConnectivityState(state, deadline, (error) => {
        if (error === undefined) watch();
        else reject(Object.assign(new Error(`no connection in ${timeoutMs} ms`), { code: "EHOSTUNREACH" }));
      });
    };
    watch();
  });
}

/** gRPC takes the end of a time limit as a time of the clock. */
const deadlineIn = (timeoutMs: number): Date => new Date(performance.timeOrigin + performance.now() + timeoutMs);
const toPath = (method: SparkMethod): string => `/spark.connect.SparkConnectService/${method}`;
