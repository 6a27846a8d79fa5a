import { connect, type Socket } from "node:net";
import { Readable } from "node:stream";
import { parseResponseHead, type ResponseHead } from "./http-head.js";
import { borrowBuffer, readBytes, releaseBuffer } from "./read-buffers.js";

const maxHeadBytes = 16 * 1024;

/** A response, with its body in chunks of borrowed buffers. */
export interface ReadResponse extends ResponseHead {
  readonly body: Readable;
}

/** The request that a connection is busy with. */
interface Exchange {
  /** The response; undefined when its head is not understood. */
  resolve(response: ReadResponse | undefined): void;
  reject(cause: Error): void;
  body?: Readable | undefined;
  /** Bytes of the body that are still to arrive. */
  left: number;
  isReusable: boolean;
  /** Whether the reader waits for a chunk. */
  isWaiting: boolean;
}

/**
 * A connection to an HTTP/1.1 server that reads bodies straight into large buffers. Node's HTTP client copies a body
 * into a new buffer for each read, which costs more than receiving it.
 */
export class ReadConnection {
  readonly #socket: Socket;
  readonly #onIdle: (connection: ReadConnection) => void;
  #buffer = borrowBuffer();
  /** The bytes of the buffer that were read and not passed on. */
  #start = 0;
  #end = 0;
  #exchange: Exchange | undefined;
  #isPaused = false;

  constructor(target: { readonly host: string; readonly port: number }, onIdle: (connection: ReadConnection) => void) {
    this.#onIdle = onIdle;
    let failure: Error | undefined;
    this.#socket = connect({
      ...target,
      noDelay: true,
      keepAlive: true,
      onread: { buffer: () => this.#buffer.subarray(this.#end), callback: (count) => this.#read(count) },
    });
    this.#socket.on("error", (cause) => {
      failure = cause;
    });
    this.#socket.on("close", () => {
      this.#fail(failure ?? Object.assign(new Error("socket hang up"), { code: "ECONNRESET" }));
      releaseBuffer(this.#buffer);
    });
  }

  get isConnecting(): boolean {
    return this.#socket.connecting;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed || !this.#socket.writable;
  }

  /** Sends a request; the connection is free again when the body of its response has arrived. */
  send(head: string): Promise<ReadResponse | undefined> {
    return new Promise((resolve, reject) => {
      this.#exchange = { resolve, reject, left: 0, isReusable: false, isWaiting: false };
      this.#socket.ref();
      this.#socket.write(head, "latin1");
    });
  }

  close(cause?: Error): void {
    this.#socket.destroy(cause);
  }

  /** Takes bytes that were read into the buffer; false to stop reading until the body is read. */
  #read(count: number): boolean {
    this.#end += count;
    const exchange = this.#exchange;
    if (exchange === undefined) {
      this.close();
      return false;
    }
    if (exchange.body !== undefined) return this.#passOn(exchange, exchange.body, count);
    const headEnd = this.#buffer.subarray(0, Math.min(this.#end, maxHeadBytes)).indexOf("\r\n\r\n");
    const isBegun = "HTTP/1.1 ".startsWith(this.#buffer.toString("latin1", 0, Math.min(this.#end, 9)));
    if (headEnd < 0 && this.#end < maxHeadBytes && isBegun) return true;
    const head = headEnd < 0 ? undefined : parseResponseHead(this.#buffer.toString("latin1", 0, headEnd));
    if (head === undefined) {
      exchange.resolve(undefined);
      this.close();
      return false;
    }
    this.#start = headEnd + 4;
    exchange.left = head.bodyBytes;
    exchange.isReusable = head.isReusable;
    const body = this.#openBody(exchange);
    exchange.body = body;
    exchange.resolve({ ...head, body });
    return this.#passOn(exchange, body, this.#end - this.#start);
  }

  #openBody(exchange: Exchange): Readable {
    const body = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read: () => {
        exchange.isWaiting = true;
        if (this.#isPaused && this.#exchange === exchange) this.#socket.resume();
      },
      destroy: (cause, done) => {
        if (this.#exchange === exchange) this.close();
        done(cause);
      },
    });
    // An error before the body is read is thrown by its reader.
    return body.on("error", () => undefined);
  }

  /** Chunks are passed on when the reader waits or half of the buffer is full. */
  #passOn(exchange: Exchange, body: Readable, count: number): boolean {
    const isExcess = count > exchange.left;
    if (isExcess) this.#end -= count - exchange.left;
    exchange.left -= Math.min(count, exchange.left);
    const isComplete = exchange.left === 0;
    const isHalfFull = this.#end > readBytes / 2;
    const isExpected = exchange.isWaiting;
    if (this.#end > this.#start && (isComplete || isHalfFull || isExpected)) {
      const chunk = this.#buffer.subarray(this.#start, this.#end);
      this.#buffer = borrowBuffer();
      [this.#start, this.#end] = [0, 0];
      exchange.isWaiting = false;
      body.push(chunk);
    }
    if (!isComplete) {
      this.#isPaused = isHalfFull && !isExpected && !exchange.isWaiting;
      return !this.#isPaused;
    }
    this.#exchange = undefined;
    [this.#start, this.#end] = [0, 0];
    body.push(null);
    if (isExcess || !exchange.isReusable) this.close();
    else {
      this.#socket.unref();
      this.#onIdle(this);
    }
    return true;
  }

  #fail(cause: Error): void {
    const exchange = this.#exchange;
    this.#exchange = undefined;
    exchange?.reject(cause);
    exchange?.body?.destroy(cause);
  }
}
