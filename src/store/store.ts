/** Where bytes live under keys: memory, a folder, a bucket. Keys are `/`-separated, never absolute, never with `..`. */
export interface Store {
  /** What errors and logs call this place, for example `s3://bucket/prefix` or a folder. */
  readonly name: string;
  /** The bytes under a key. Throws NotFoundError when there is none. */
  read(key: string): Promise<Uint8Array>;
  /** Puts bytes under a key, replacing what was there, at once or not at all; the result names the version written. */
  write(key: string, bytes: Uint8Array): Promise<StoredObject>;
  /** Puts bytes under a key only when there is none; false when there was one. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Replaces the bytes only while their version is still `version`; undefined when they have changed or are gone. */
  swap(key: string, bytes: Uint8Array, version: string): Promise<StoredObject | undefined>;
  /** The bytes under a key piece by piece, so that a large object need not fit into memory. */
  readChunks(key: string, range?: ChunkRange): AsyncIterable<Uint8Array>;
  /**
   * Puts bytes that come piece by piece; they are seen all at once after the last piece, and nothing is seen when the pieces end in
   * an error. A piece may be reused by its maker as soon as the next one is asked for.
   */
  writeChunks(key: string, chunks: AsyncIterable<Uint8Array>): Promise<StoredObject>;
  /** Puts the file that `make` writes at the path it is given under a key, as `write` does; only stores on disk have it. */
  writeFile?(key: string, make: (path: string) => Promise<void>): Promise<StoredObject>;
  /** What is known of a key without reading it, or undefined when there is nothing. */
  stat(key: string): Promise<StoredObject | undefined>;
  /** Every key that begins with the prefix, in code-point order. */
  list(prefix: string): AsyncIterable<StoredObject>;
  /** Removes a key; nothing happens when there is none. */
  remove(key: string): Promise<void>;
}

/** One object in a store. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Changes whenever the bytes change: an ETag, or a content hash. */
  readonly version: string;
}

/** The part of an object that is asked for. */
export interface ChunkRange {
  /** First byte; default 0. */
  readonly start?: number;
  /** The byte after the last; default the end of the object. */
  readonly end?: number;
  /** The version that the bytes must be of; a FailedError says when there is another by now. Default: any. */
  readonly version?: string;
}
