import { open } from "node:fs/promises";
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
    const end = Buffer.alloc(endBytes);
    await file.read(end, 0, endBytes, size - endBytes);
    const footer = footerStart(end, size);
    if (footer === undefined) return;
    const buffer = Buffer.allocUnsafe(1 << 20);
    let sum = 0;
    for (let position = 0; position < size; ) {
      const { bytesRead } = await file.read(buffer, 0, buffer.length, position);
      if (bytesRead === 0) return;
      sum = crc32(buffer.subarray(0, bytesRead), sum);
      position += bytesRead;
    }
    const tail = Buffer.alloc(size - footer);
    await file.read(tail, 0, tail.length, footer);
    await file.write(Buffer.concat([checksum(sum), tail]), 0, tail.length + checksumBytes, footer);
  } finally {
    await file.close();
  }
}

/** Whether the bytes are as they were written; true for a file without a checksum. */
export function matchesChecksum(bytes: Uint8Array): boolean {
  const footer = footerStart(bytes.subarray(-endBytes), bytes.length);
  const start = (footer ?? 0) - checksumBytes;
  if (footer === undefined || start < 0) return true;
  const stored = bytes.subarray(start, footer);
  if (Buffer.compare(stored.subarray(0, marker.length), marker) !== 0) return true;
  const sum = crc32(bytes.subarray(footer), crc32(bytes.subarray(0, start)));
  return Buffer.compare(stored, checksum(sum)) === 0;
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
