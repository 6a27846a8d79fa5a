import { StringDecoder } from "node:string_decoder";
import { clearTimeout as clearTimer, setTimeout as startTimer } from "node:timers";
import { type CellContext, currentCell } from "./cell-context.js";

/** Printed text of the running program. */
export interface CapturedOutput {
  /** Sends what was printed so far. */
  flush(): void;
}

const joinedMs = 20;
const joinedLength = 32_768;
/** Writes that are sent at once, so that short output is visible even if the code never returns. */
const immediateWrites = 8;

/**
 * From now on, what is written to `process.stdout` and `process.stderr` is published by the cell that wrote it, in
 * order; much text is joined to fewer messages.
 */
export function captureOutput(): CapturedOutput {
  let cell: CellContext | undefined;
  let name: "stdout" | "stderr" = "stdout";
  let text = "";
  let since = 0;
  let writes = 0;
  let timer: NodeJS.Timeout | undefined;
  const flush = (): void => {
    if (timer !== undefined) clearTimer(timer);
    timer = undefined;
    if (text === "") return;
    const content = { name, text };
    text = "";
    cell?.publish("stream", content);
  };
  const onTurn = (): void => {
    timer = undefined;
    writes = 0;
    flush();
  };
  const add = (stream: typeof name, more: string): void => {
    const writer = currentCell();
    if (writer !== cell || stream !== name) flush();
    cell = writer;
    name = stream;
    if (text === "") since = performance.now();
    text += more;
    writes += 1;
    if (writes <= immediateWrites || text.length > joinedLength || performance.now() - since > joinedMs) flush();
    timer ??= startTimer(onTurn, 1).unref();
  };
  for (const stream of ["stdout", "stderr"] as const) redirect(process[stream], (more) => add(stream, more));
  // Node's console would wait for each of its writes.
  const [out, err] = (["stdout", "stderr"] as const).map((stream) => ({
    write: (more: string) => add(stream, more),
  })) as unknown as [NodeJS.WritableStream, NodeJS.WritableStream];
  Object.assign(console, new console.Console({ stdout: out, stderr: err, ignoreErrors: false }));
  return { flush };
}

function redirect(stream: NodeJS.WriteStream, add: (text: string) => void): void {
  const decoder = new StringDecoder();
  const write = (chunk: unknown, encoding?: unknown, done?: unknown): boolean => {
    const isText = typeof chunk === "string";
    if (!isText && !(chunk instanceof Uint8Array)) {
      throw new TypeError(`The "chunk" argument must be a string or bytes, got ${typeof chunk}`);
    }
    const isEncoded = isText && typeof encoding === "string" && !/^utf-?8$/i.test(encoding);
    const bytes = isEncoded ? Buffer.from(chunk, encoding as BufferEncoding) : chunk;
    add(typeof bytes === "string" ? bytes : decoder.write(Buffer.from(bytes)));
    const callback = typeof encoding === "function" ? encoding : done;
    if (typeof callback === "function") process.nextTick(callback as () => void);
    return true;
  };
  Object.defineProperty(stream, "write", { value: write, writable: true, configurable: true });
}
