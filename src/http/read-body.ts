import { CuadernoError, FailedError } from "../core/errors.js";
import { type BodyDigest, bodyDigest } from "./body-digest.js";
import { getLength, getValidator, getVersion } from "./body-headers.js";
import type { BodyOptions } from "./body-options.js";
import { getPart, partHeaders } from "./content-range.js";
import { htmlError, responseError, toFailure } from "./http-error.js";
import { redactUrl } from "./redact-url.js";
import { Retries } from "./retry-policy.js";
import { type SentRequest, sendRequest } from "./send-request.js";

/** Bytes at their offset in the resource; an offset before the last one means that the body has started again. */
export interface BodyChunk {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** The body of one resource, read over as many requests as it takes; each response is checked. */
export class BodyReader {
  readonly #url: string;
  readonly #options: BodyOptions;
  readonly #retries: Retries;
  #sent: SentRequest | undefined;
  #requests = 0;
  /** Next byte. */
  #position: number;
  /** Farthest byte that has arrived: progress resets the count of failures. */
  #farthest = 0;
  /** Bytes of a complete response before the first one that was requested. */
  #skip = 0;
  /** The byte after the last one, once it is known. */
  #last: number | undefined;
  #total: number | undefined;
  #version: string | undefined;
  #validator: string | undefined;
  #digest: BodyDigest | undefined;

  constructor(url: string, options: BodyOptions) {
    this.#url = url;
    this.#options = options;
    this.#retries = new Retries(url, options);
    this.#position = options.resume?.offset ?? options.start ?? 0;
    this.#validator = options.resume?.validator;
    this.#version = options.version;
  }

  /** Requests sent so far. */
  get requests(): number {
    return this.#requests;
  }

  /** The latest response, whose headers are those of the bytes read last. */
  get response(): Response | undefined {
    return this.#sent?.response;
  }

  /** Bytes of the complete resource; undefined when the server does not say. */
  get total(): number | undefined {
    return this.#total;
  }

  /** The mark by which the server can continue this body in another request; undefined when it cannot. */
  get validator(): string | undefined {
    return this.#validator;
  }

  /** The first response, checked; `accept` are statuses besides 2xx that are returned, without a body to read. */
  async open(accept: readonly number[] = []): Promise<Response> {
    for (;;) {
      const { response, idle } = await this.#request();
      let problem: string | undefined;
      try {
        problem = await this.#check(response, accept);
      } catch (thrown) {
        idle.stop();
        await response.body?.cancel().catch(() => undefined);
        throw thrown;
      }
      if (problem === undefined) return response;
      idle.stop();
      await response.body?.cancel();
      await this.#retries.wait({ reason: problem });
    }
  }

  /** The bytes in order. */
  async *chunks(): AsyncGenerator<BodyChunk> {
    const { timeoutMs = 60_000, end } = this.#options;
    if (end !== undefined && this.#position >= end) return;
    if (this.#sent === undefined) await this.open();
    for (;;) {
      const { response, idle } = this.#sent as SentRequest;
      if (response.status === 304 || response.status === 416) return idle.stop();
      let problem: unknown;
      try {
        idle.start();
        for await (const piece of (response.body ?? []) as AsyncIterable<Uint8Array>) {
          idle.stop();
          const chunk = this.#take(piece);
          if (chunk !== undefined) yield chunk;
          if (this.#position === end) return;
          idle.start();
        }
        problem = this.#findProblem();
        if (problem === undefined) return;
      } catch (thrown) {
        if (thrown instanceof CuadernoError) throw thrown;
        problem = thrown;
      } finally {
        idle.stop();
      }
      await this.#retries.wait(typeof problem === "string" ? { reason: problem } : toFailure(problem, timeoutMs));
      await this.open();
    }
  }

  /** All bytes. */
  async bytes(): Promise<Uint8Array> {
    let [parts, length]: [Uint8Array[], number] = [[], 0];
    for await (const { offset, bytes } of this.chunks()) {
      if (offset < length) [parts, length] = [[], 0];
      parts.push(bytes);
      length += bytes.length;
    }
    return Buffer.concat(parts);
  }

  async #request(): Promise<SentRequest> {
    const { end, start = 0 } = this.#options;
    if (this.#position > start && this.#validator === undefined) this.#checkResumable(start);
    const validator = this.#position > start ? this.#validator : undefined;
    const headers = { ...this.#options.headers, ...partHeaders({ start: this.#position, end, validator }) };
    this.#sent = await sendRequest(this.#url, { ...this.#options, headers }, this.#retries);
    this.#requests += this.#sent.tries;
    return this.#sent;
  }

  /**
   * A body without a validator starts again; one that cannot is continued only by a version, or the halves of two could
   * be joined.
   */
  #checkResumable(start: number): void {
    const { restart = false, caller } = this.#options;
    if (restart) this.#position = start;
    else if (!this.#version) {
      throw new FailedError(
        `${caller}: the connection to ${redactUrl(this.#url)} broke at byte ${this.#position}, and the server sends no ETag to continue by; read it again`,
      );
    }
  }

  /**
   * Checks status, range and version of a response; a string says why it is unusable and may be better at the next try.
   */
  async #check(response: Response, accept: readonly number[]): Promise<string | undefined> {
    const { start = 0, restart = false, caller } = this.#options;
    const { status, headers } = response;
    if (accept.includes(status)) return undefined;
    if (status === 416) {
      if (this.#position <= start) return undefined; // after the end
      this.#forget(start);
      return "the resource has another length now";
    }
    if (!response.ok) throw await responseError(response, this.#url, caller);
    const version = getVersion(headers);
    const hasChanged = this.#version !== undefined && version !== this.#version;
    if (hasChanged && !(restart && this.#options.version === undefined)) {
      await response.body?.cancel();
      throw new FailedError(`${caller}: ${redactUrl(this.#url)} has changed meanwhile; read it again`);
    }
    return status === 206 ? this.#checkPart(headers, hasChanged) : this.#checkWhole(headers);
  }

  #checkPart(headers: Headers, hasChanged: boolean): string | undefined {
    const { start = 0, end = Number.POSITIVE_INFINITY } = this.#options;
    const range = getPart(headers, { start: this.#position, end });
    if (range === undefined || hasChanged) {
      this.#forget(start);
      return range === undefined
        ? `status 206 with another range (${headers.get("content-range")})`
        : "it has changed meanwhile";
    }
    this.#remember(headers, range.total);
    this.#skip = 0;
    // A server may send less than was requested; the rest is requested then.
    this.#last = Math.min(end, range.total ?? (Number.isFinite(end) ? end : range.end));
    return undefined;
  }

  #checkWhole(headers: Headers): undefined {
    const { start = 0, end = Number.POSITIVE_INFINITY, restart = false } = this.#options;
    if (restart) this.#position = start;
    this.#skip = this.#position;
    this.#remember(headers, getLength(headers));
    if (start === 0 && this.#position === 0 && end === Number.POSITIVE_INFINITY) this.#digest = bodyDigest(headers);
    this.#last = this.#total === undefined ? undefined : Math.min(end, this.#total);
    return undefined;
  }

  #remember(headers: Headers, total: number | undefined): void {
    this.#total = total;
    this.#version = getVersion(headers);
    this.#validator = getValidator(headers);
  }

  /** Starts again from the first byte. */
  #forget(start: number): void {
    if (!this.#options.restart) return;
    this.#position = start;
    this.#validator = undefined;
    this.#version = this.#options.version;
    this.#digest = undefined;
  }

  #take(piece: Uint8Array): BodyChunk | undefined {
    const { end = Number.POSITIVE_INFINITY, name = this.#url, caller } = this.#options;
    const rest = piece.subarray(Math.min(this.#skip, piece.length));
    this.#skip -= piece.length - rest.length;
    const bytes = rest.subarray(0, Math.max(0, end - this.#position));
    if (bytes.length === 0) return undefined;
    const error = this.#position === 0 ? htmlError(bytes, this.#url, name, caller) : undefined;
    if (error !== undefined) throw error;
    const offset = this.#position;
    this.#position += bytes.length;
    this.#digest?.update(bytes);
    if (this.#position > this.#farthest) {
      this.#farthest = this.#position;
      this.#retries.reset();
    }
    return { offset, bytes };
  }

  /** Why the body that has ended is not complete or not right. */
  #findProblem(): string | undefined {
    const { start = 0, caller } = this.#options;
    if (this.#last !== undefined && this.#position < this.#last)
      return `the body ended at byte ${this.#position} of ${this.#last}`;
    let problem: string | undefined;
    if (this.#last !== undefined && this.#position > this.#last) {
      problem = `the body has ${this.#position} bytes instead of ${this.#last}`;
    } else {
      const mismatch = this.#digest?.findMismatch();
      if (mismatch !== undefined) problem = `wrong checksum: ${mismatch}`;
    }
    if (problem === undefined) return undefined;
    if (!this.#options.restart) throw new FailedError(`${caller}: ${redactUrl(this.#url)}: ${problem}; read it again`);
    this.#forget(start);
    return problem;
  }
}
