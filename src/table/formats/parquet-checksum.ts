import { type FileHandle, open } from "node:fs/promises";
import { crc32 } from "node:zlib";

const marker = new TextEncoder().encode("cuaderno");
const checksumBytes = marker.length + 4;
const endBytes = 8;

/**
 * The bytes of a Parquet file with their checksum before the footer, where no reader looks: positions in the footer
 * count from the start of the file, so the file is valid as before. Neither the engine nor others write the checksums
 * of pages that the format has, and a flipped bit in a page of numbers is another number.
 */
export function withChecksum(bytes: Uint8Array): Uint8Array {
  const footer = footerStart(bytes.subarray(-endBytes), bytes.length);
  if (footer === undefined) return bytes;
  return Buffer.concat([bytes.subarray(0, footer), checksum(crc32(bytes)), bytes.subarray(footer)]);
}

/** Adds the checksum to a file, as `withChecksum`. */
export async function addChecksum(path: string): Promise<void> {
  const file = await open(path, "r+");
  try {
    const { size } = await file.stat();
    const footer = await findFooter(file, size);
    if (footer === undefined) return;
    const sum = await sumBytes(file, { start: 0, end: size, sum: 0 });
    const tail = await readBytes(file, footer, size);
    await file.write(Buffer.concat([checksum(sum), tail]), 0, tail.length + checksumBytes, footer);
  } finally {
    await file.close();
  }
}

/** Whether the bytes of a file are as they were written; true for a file without a checksum. */
export async function fileMatchesChecksum(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const footer = await findFooter(file, size);
    const start = (footer ?? 0) - checksumBytes;
    if (footer === undefined || start < 0) return true;
    const stored = await readBytes(file, start, footer);
    if (!hasMarker(stored)) return true;
    const sum = await sumBytes(file, { start: 0, end: start, sum: 0 });
    return Buffer.compare(stored, checksum(await sumBytes(file, { start: footer, end: size, sum }))) === 0;
  } finally {
    await file.close();
  }
}

async function findFooter(file: FileHandle, size: number): Promise<number | undefined> {
  return footerStart(await readBytes(file, Math.max(0, size - endBytes), size), size);
}

async function readBytes(file: FileHandle, start: number, end: number): Promise<Buffer> {
  const bytes = Buffer.alloc(end - start);
  const { bytesRead } = await file.read(bytes, 0, bytes.length, start);
  return bytes.subarray(0, bytesRead);
}

/** The CRC-32 of a part of a file, which continues that of the bytes before it. */
async function sumBytes(
  file: FileHandle,
  { start, end, sum }: { readonly start: number; readonly end: number; readonly sum: number },
): Promise<number> {
  const buffers = [Buffer.allocUnsafe(1 << 20), Buffer.allocUnsafe(1 << 20)] as const;
  const read = (turn: 0 | 1, position: number) =>
    file.read(buffers[turn], 0, Math.min(buffers[turn].length, end - position), position);
  let found = sum;
  let next = read(0, start);
  for (let position = start; position < end; ) {
    const { bytesRead, buffer } = await next;
    if (bytesRead === 0) break;
    position += bytesRead;
    // The next piece is read while the sum of this one is taken.
    next = read(buffer === buffers[0] ? 1 : 0, position);
    found = crc32(buffer.subarray(0, bytesRead), found);
  }
  await next;
  return found;
}

/** Whether the bytes are as they were written; true for a file without a checksum. */
export function matchesChecksum(bytes: Uint8Array): boolean {
  const footer = footerStart(bytes.subarray(-endBytes), bytes.length);
  const start = (footer ?? 0) - checksumBytes;
  if (footer === undefined || start < 0) return true;
  const stored = bytes.subarray(start, footer);
  if (!hasMarker(stored)) return true;
  const sum = crc32(bytes.subarray(footer), crc32(bytes.subarray(0, start)));
  return Buffer.compare(stored, checksum(sum)) === 0;
}

function hasMarker(stored: Uint8Array): boolean {
  return Buffer.compare(stored.subarray(0, marker.length), marker) === 0;
}

function checksum(sum: number): Uint8Array {
  const bytes = Buffer.alloc(checksumBytes);
  bytes.set(marker);
  bytes.writeUInt32LE(sum, marker.length);
  return bytes;
}

/** The position of the footer, whose length is in the last 8 bytes before "PAR1". */
function footerStart(end: Uint8Array, size: number): number | undefined {
  if (end.length < endBytes || Buffer.from(end.subarray(4)).toString("latin1") !== "PAR1") return undefined;
  const start = size - endBytes - Buffer.from(end).readUInt32LE(0);
  return start > 4 ? start : undefined;
}
