import { connect, isIP, type Socket } from "node:net";
import { Readable } from "node:stream";
import { connect as connectTls } from "node:tls";
import { decodeChunks, parseResponseHead, type ResponseHead } from "./http-head.js";
import { borrowBuffer, readBytes, releaseBuffer } from "./read-buffers.js";

const maxHeadBytes = 16 * 1024;

/** A response, with its body in chunks of borrowed buffers. */
export interface ReadResponse extends ResponseHead {
  readonly body: Readable;
}

/** A server. */
export interface ReadTarget {
  readonly host: string;
  readonly port: number;
  /** Whether it is reached over TLS. */
  readonly isSecure: boolean;
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

  constructor({ host, port, isSecure }: ReadTarget, onIdle: (connection: ReadConnection) => void) {
    this.#onIdle = onIdle;
    let failure: Error | undefined;
    const onread = { buffer: () => this.#buffer.subarray(this.#end), callback: (count: number) => this.#read(count) };
    const options = { host, port, onread };
    const secure = { ...options, ALPNProtocols: ["http/1.1"], servername: isIP(host) === 0 ? host : "" };
    this.#socket = isSecure ? connectTls(secure) : connect(options);
    this.#socket.setNoDelay(true).setKeepAlive(true, 1_000);
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
    const read = this.#buffer.subarray(0, this.#end);
    const headEnd = read.subarray(0, maxHeadBytes).indexOf("\r\n\r\n");
    const isBegun = "HTTP/1.1 ".startsWith(read.toString("latin1", 0, 9));
    if (headEnd < 0 && isBegun && this.#end < maxHeadBytes) return true;
    const head = headEnd < 0 ? undefined : parseResponseHead(read.toString("latin1", 0, headEnd));
    return head === undefined ? this.#giveUp(exchange) : this.#begin(exchange, head, headEnd + 4);
  }

  #giveUp(exchange: Exchange): boolean {
    exchange.resolve(undefined);
    this.close();
    return false;
  }

  #begin(exchange: Exchange, head: ResponseHead, start: number): boolean {
    let { bodyBytes } = head;
    if (bodyBytes === undefined) {
      const decoded = decodeChunks(this.#buffer.subarray(start, this.#end));
      if (decoded === undefined && this.#end < readBytes / 2) return true;
      if (!(decoded instanceof Uint8Array)) return this.#giveUp(exchange);
      this.#end = start + decoded.copy(this.#buffer, start);
      bodyBytes = decoded.length;
    }
    this.#start = start;
    exchange.left = bodyBytes;
    exchange.isReusable = head.isReusable;
    // What arrives with the head is passed on, so that a request for the rest makes progress wherever this one ends.
    exchange.isWaiting = true;
    exchange.body = this.#openBody(exchange);
    exchange.resolve({ ...head, body: exchange.body });
    return this.#passOn(exchange, exchange.body, this.#end - start);
  }

  #openBody(exchange: Exchange): Readable {
    const body = new Readable({
      objectMode: true,
      highWaterMark: 1,
      read: () => {
        exchange.isWaiting = true;
        if (!this.#isPaused || this.#exchange !== exchange) return;
        this.#isPaused = false;
        this.#socket.resume();
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
      // Over TLS, bytes that were read before still arrive.
      this.#isPaused ||= isHalfFull && !isExpected && !exchange.isWaiting;
      return !this.#isPaused;
    }
    this.#exchange = undefined;
    [this.#start, this.#end] = [0, 0];
    if (this.#isPaused) this.#socket.resume();
    this.#isPaused = false;
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
