/** Bytes that one read of a socket can return. */
export const readBytes: number = 1 << 20;

const maxSpares = 16;
const spares: Buffer[] = [];
const borrowed = new WeakSet<ArrayBufferLike>();

/**
 * A buffer to read into. Buffers are used again, because allocating one for each read makes the garbage collector run
 * every few milliseconds, which takes longer than reading.
 */
export function borrowBuffer(): Buffer {
  const buffer = spares.pop() ?? Buffer.allocUnsafeSlow(readBytes);
  borrowed.add(buffer.buffer);
  return buffer;
}

/** Allows a borrowed buffer to be used again, given any part of it; other bytes are ignored. */
export function releaseBuffer({ buffer }: Uint8Array): void {
  if (borrowed.delete(buffer) && spares.length < maxSpares) spares.push(Buffer.from(buffer as ArrayBuffer));
}

/** The bytes of a chunk for as long as they are needed: a copy where its buffer is borrowed, which is released. */
export function keepBytes(chunk: Uint8Array): Uint8Array {
  if (!borrowed.has(chunk.buffer)) return chunk;
  const copy = Buffer.from(chunk);
  releaseBuffer(chunk);
  return copy;
}
