import { FormatError } from "../../core/errors.js";

const lineFeed = 0x0a;
const quote = 0x22;

/** How records are told apart. */
export interface TextBlocksOptions {
  /** The file or URI that errors name. */
  readonly uri: string;
  /** Between the cells of a CSV, whose quoted cells may hold line breaks; absent where a line is a record. */
  readonly delimiter?: string;
  /** A record longer than this is refused, so that a quote never closed does not fill the memory; default 64 MB. */
  readonly longestRecord?: number;
}

/**
 * Takes whole records off a stream of bytes, as many at a time as asked for. No more is held than the records asked for and one piece of
 * the stream.
 */
export class TextBlocks {
  /** The line that comes next, from 1. */
  line = 1;
  private readonly pieces: AsyncIterator<Uint8Array>;
  private buffer = Buffer.alloc(1 << 16);
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

  /** The bytes of the next records, at most `count`; undefined at the end. With `plain` every line is a record. */
  async take(
    count: number,
    { plain = this.delimiter < 0 }: { readonly plain?: boolean } = {},
  ): Promise<Uint8Array | undefined> {
    let record = this.start;
    let from = this.start;
    let inQuotes = false;
    for (let found = 0; found < count; ) {
      const feed = this.buffer.subarray(0, this.end).indexOf(lineFeed, from);
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
    const block = Uint8Array.prototype.slice.call(this.buffer, this.start, record);
    this.start = record;
    return block;
  }

  /** Lets go of the stream. */
  async close(): Promise<void> {
    await this.pieces.return?.();
  }

  /** Whether the line that ends at `feed` leaves a quoted cell open. A quote opens a cell only at its beginning; elsewhere the parser refuses it. */
  private quotesUntil(feed: number, from: number, record: number, open: boolean): boolean {
    const { buffer } = this;
    let inQuotes = open;
    // The next quote may be far behind this line: it is searched once, not for every line before it.
    if (this.nextQuote < from) this.nextQuote = this.findQuote(from);
    let at = this.nextQuote;
    while (at < feed) {
      if (inQuotes) {
        if (buffer[at + 1] === quote) at += 1;
        else inQuotes = false;
      } else {
        inQuotes = at === record || buffer[at - 1] === this.delimiter || (at === record + 3 && buffer[at - 1] === 0xbf);
      }
      at = this.findQuote(at + 1);
    }
    this.nextQuote = at;
    return inQuotes;
  }

  /** Offset of the first quote from an offset on; the end of the bytes held when there is none. */
  private findQuote(from: number): number {
    const at = this.buffer.subarray(0, this.end).indexOf(quote, from);
    return at < 0 ? this.end : at;
  }

  /** Puts the next piece behind what is held; false at the end of the stream. */
  private async more(): Promise<boolean> {
    if (this.ended) return false;
    const { done, value } = await this.pieces.next();
    if (done === true) {
      this.ended = true;
      return false;
    }
    const held = this.end - this.start;
    if (held + value.length > this.buffer.length || this.start > 0) {
      const size = this.buffer.length < held + value.length ? 2 * (held + value.length) : this.buffer.length;
      const target = size === this.buffer.length ? this.buffer : Buffer.alloc(size);
      this.buffer.copy(target, 0, this.start, this.end);
      this.buffer = target;
      this.start = 0;
      this.end = held;
    }
    this.nextQuote = -1;
    this.buffer.set(value, this.end);
    this.end += value.length;
    return true;
  }

  private tooLong(inQuotes: boolean): FormatError {
    const why = inQuotes ? "a quote is opened and not closed" : "no line ends";
    return new FormatError(
      `readChunks: in ${this.uri} ${why} within ${this.longest} bytes before line ${this.line}; the file is damaged or of another form`,
    );
  }
}
