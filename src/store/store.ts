/**
 * Bytes stored under keys in memory, a folder or a bucket. Keys are `/`-separated, never absolute and never contain
 * `..`.
 */
export interface Store {
  /** Name for errors and logs, for example `s3://bucket/prefix` or a folder. */
  readonly name: string;
  /** The bytes of a key. Throws NotFoundError when it does not exist. */
  read(key: string): Promise<Uint8Array>;
  /** Writes bytes to a key atomically, replacing what exists; returns the version written. */
  write(key: string, bytes: Uint8Array): Promise<StoredObject>;
  /** Writes bytes to a key only when it does not exist; false when it does. */
  create(key: string, bytes: Uint8Array): Promise<boolean>;
  /** Replaces the bytes only while their version is `version`; undefined when they have changed or been removed. */
  swap(key: string, bytes: Uint8Array, version: string): Promise<StoredObject | undefined>;
  /** The bytes of a key in chunks, so that a large object need not fit into memory. */
  readChunks(key: string, range?: ChunkRange): AsyncIterable<Uint8Array>;
  /**
   * Writes bytes that arrive in chunks; they become visible together after the last chunk, and not at all when the
   * chunks end in an error. The caller may reuse a chunk's buffer once the next chunk is requested.
   */
  writeChunks(key: string, chunks: AsyncIterable<Uint8Array>): Promise<StoredObject>;
  /**
   * Writes, as `writeChunks` does, the bytes that `read` puts into the buffers it is given; only stores that send from
   * buffers have it.
   */
  readonly writeFrom?: ((key: string, read: ReadInto) => Promise<StoredObject>) | undefined;
  /** Stores the file that `make` writes to the given path, as `write` does; only stores on disk have it. */
  writeFile?(key: string, make: (path: string) => Promise<void>): Promise<StoredObject>;
  /** Size and version of a key, or undefined when it does not exist. */
  stat(key: string): Promise<StoredObject | undefined>;
  /** Every key that starts with the prefix, in code-point order, with its size. Reads no contents. */
  list(prefix: string, options?: ListOptions): AsyncIterable<ListedObject>;
  /** Removes a key; does nothing when it does not exist. */
  remove(key: string): Promise<void>;
}

/** Reads the next bytes into the start of a buffer and returns their number; 0 at the end. */
export type ReadInto = (buffer: Uint8Array) => Promise<number>;

/** One object in a store. */
export interface StoredObject {
  readonly key: string;
  readonly size: number;
  /** Changes whenever the bytes change: an ETag, or a content hash. */
  readonly version: string;
  /** MD5 of the bytes in hexadecimal, or `<MD5 of the 8 MiB parts' MD5s>-<parts>`, where the service reports it. */
  readonly md5?: string | undefined;
}

/**
 * One object in a listing; the version only where the store has it without reading the bytes (`stat` returns it
 * always).
 */
export interface ListedObject {
  readonly key: string;
  readonly size: number;
  readonly version?: string | undefined;
}

/** What a listing may leave out. */
export interface ListOptions {
  /**
   * Whether keys below a folder (which ends in "/") are needed; a store on disk does not read other folders.
   *
   * @default all
   */
  readonly enter?: ((folder: string) => boolean) | undefined;
}

/** Part of an object. */
export interface ChunkRange {
  /** First byte. @default 0 */
  readonly start?: number | undefined;
  /** The byte after the last one. @default the end of the object */
  readonly end?: number | undefined;
  /**
   * Whether the buffer of a chunk may be reused once the next chunk is requested; fewer are allocated then.
   *
   * @default false
   */
  readonly reuse?: boolean | undefined;
  /** The version that the bytes must have; a FailedError is thrown when it has changed. @default any */
  readonly version?: string | undefined;
}
