import { FormatError } from "../../core/errors.js";

const lineFeed = 0x0a;
const quote = 0x22;
const ones = 0x01010101;
const lineFeeds = lineFeed * ones;
const highBits = 0x80808080;

/** How records are separated. */
export interface TextBlocksOptions {
  /** The file or URI that errors name. */
  readonly uri: string;
  /** Between the cells of a CSV, whose quoted cells may hold line breaks; absent where a line is a record. */
  readonly delimiter?: string | undefined;
  /** A record longer than this is refused, so that a quote never closed does not fill the memory; default 64 MB. */
  readonly longestRecord?: number | undefined;
}

/**
 * Takes complete records off a stream of bytes, some at a time. No more is held than the records requested and one
 * piece of the stream.
 */
export class TextBlocks {
  /** The line that comes next, from 1. */
  line = 1;
  private readonly pieces: AsyncIterator<Uint8Array>;
  private buffer = Buffer.alloc(1 << 16);
  private words = toWords(this.buffer);
  private held = this.buffer.subarray(0, 0);
  private start = 0;
  private end = 0;
  private ended = false;
  private nextQuote = -1;
  private readonly uri: string;
  private readonly delimiter: number;
  private readonly longest: number;

  constructor(pieces: AsyncIterable<Uint8Array>, { uri, delimiter, longestRecord = 1 << 26 }: TextBlocksOptions) {
    this.pieces = pieces[Symbol.asyncIterator]();
    this.uri = uri;
    this.delimiter = delimiter?.charCodeAt(0) ?? -1;
    this.longest = longestRecord;
  }

  /**
   * The bytes of the next records, at most `count`, behind those of `prefix`; undefined at the end. With `plain` every
   * line is a record.
   */
  async take(
    count: number,
    { plain = this.delimiter < 0, prefix }: { readonly plain?: boolean; readonly prefix?: Uint8Array | undefined } = {},
  ): Promise<Uint8Array | undefined> {
    let record = this.start;
    let from = this.start;
    let inQuotes = false;
    for (let found = 0; found < count; ) {
      if (!inQuotes) {
        const lines = this.plainLines(from, { until: plain ? this.end : this.quoteFrom(from), count: count - found });
        found += lines.count;
        this.line += lines.count;
        record = from = lines.end;
        if (found === count) break;
      }
      const feed = this.findByte(lineFeed, from);
      if (feed < 0) {
        const base = this.start;
        if (this.end - record > this.longest) throw this.tooLong(inQuotes);
        if (!(await this.more())) {
          record = this.end;
          break;
        }
        record -= base - this.start;
        from -= base - this.start;
        continue;
      }
      if (!plain) inQuotes = this.quotesUntil(feed, from, record, inQuotes);
      this.line += 1;
      from = feed + 1;
      if (inQuotes) {
        if (from - record > this.longest) throw this.tooLong(inQuotes);
        continue;
      }
      record = from;
      found += 1;
    }
    if (record === this.start) return undefined;
    const length = (prefix?.length ?? 0) + record - this.start;
    // The collector counts buffers but not the frames made of them, which would pile up: the rest is never touched.
    const block = Buffer.allocUnsafeSlow(6 * length).subarray(0, length);
    if (prefix !== undefined) block.set(prefix);
    this.buffer.copy(block, prefix?.length ?? 0, this.start, record);
    this.start = record;
    return block;
  }

  /** Releases the stream. */
  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  /**
   * Whether the line that ends at `feed` leaves a quoted cell open. A quote opens a cell only at its beginning;
   * elsewhere the parser refuses it.
   */
  private quotesUntil(feed: number, from: number, record: number, open: boolean): boolean {
    const { buffer, delimiter } = this;
    let inQuotes = open;
    for (let at = this.quoteFrom(from); at < feed; at++) {
      if (buffer[at] !== quote) continue;
      if (!inQuotes) {
        inQuotes = at === record || buffer[at - 1] === delimiter || (at === record + 3 && buffer[at - 1] === 0xbf);
      } else if (buffer[at + 1] === quote) at += 1;
      else inQuotes = false;
    }
    return inQuotes;
  }

  /**
   * Offset of the first quote from an offset on, or of the end. It may be far behind: it is searched once, not for
   * every line before it.
   */
  private quoteFrom(from: number): number {
    if (this.nextQuote < from) {
      const at = this.findByte(quote, from);
      this.nextQuote = at < 0 ? this.end : at;
    }
    return this.nextQuote;
  }

  private findByte(byte: number, from: number): number {
    return this.held.indexOf(byte, from);
  }

  /** Lines without quotes: how many end before an offset, at most `count`, and the offset behind the last of them. */
  private plainLines(
    from: number,
    { until, count }: { readonly until: number; readonly count: number },
  ): { readonly count: number; readonly end: number } {
    const { buffer, words } = this;
    let [found, end] = [0, from];
    for (let at = from; at < until && found < count; at++) {
      if ((at & 3) === 0) {
        // Four bytes at a time while none of them is a line feed: that makes a byte of the difference zero.
        let index = at >> 2;
        for (const last = until >> 2; index < last; index++) {
          const others = (words[index] as number) ^ lineFeeds;
          if (((others - ones) & ~others & highBits) !== 0) break;
        }
        at = index << 2;
        if (at >= until) break;
      }
      if (buffer[at] === lineFeed) {
        found += 1;
        end = at + 1;
      }
    }
    return { count: found, end };
  }

  /** Puts the next piece behind what is held; false at the end of the stream. */
  private async more(): Promise<boolean> {
    if (this.ended) return false;
    const { done, value } = await this.pieces.next();
    if (done === true) {
      this.ended = true;
      return false;
    }
    const base = this.start;
    const length = this.end - base;
    const isQuoteKnown = this.nextQuote >= 0 && this.nextQuote < this.end;
    if (length + value.length > this.buffer.length || base > 0) {
      const isTooSmall = this.buffer.length < length + value.length;
      const target = isTooSmall ? Buffer.alloc(2 * (length + value.length)) : this.buffer;
      this.buffer.copy(target, 0, base, this.end);
      if (isTooSmall) this.words = toWords(target);
      this.buffer = target;
      this.start = 0;
      this.end = length;
    }
    if (isQuoteKnown) this.nextQuote -= base - this.start;
    else if (this.nextQuote >= 0) this.nextQuote = this.end + firstIndex(value, quote);
    this.buffer.set(value, this.end);
    this.end += value.length;
    this.held = this.buffer.subarray(0, this.end);
    return true;
  }

  private tooLong(inQuotes: boolean): FormatError {
    const why = inQuotes ? "a quote is opened and not closed" : "no line ends";
    return new FormatError(
      `readChunks: in ${this.uri} ${why} within ${this.longest} bytes before line ${this.line}; the file is damaged or of another form`,
    );
  }
}

function toWords({ buffer, byteOffset, byteLength }: Buffer): Int32Array {
  return new Int32Array(buffer, byteOffset, byteLength >> 2);
}

/** Index of the first such byte; the length when there is none. */
function firstIndex(bytes: Uint8Array, byte: number): number {
  const at = bytes.indexOf(byte);
  return at < 0 ? bytes.length : at;
}
