import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { maxUnpacked } from "./gunzip-if-needed.js";
import { unpackIfNeeded } from "./unpack-if-needed.js";

const plain = Buffer.from("a,b\n1,2\n".repeat(100));
// `{"id":1,"note":"a"}` a hundred times, packed by zstd 1.5.
const zstd = Buffer.from("KLUv/QRo5QAAoHsiaWQiOjEsIm5vdGUiOiJhIn0KAQByv38yARu6Zi0=", "base64");

it("unpacks gzip and Zstandard by their first bytes", () => {
  expect(Buffer.from(unpackIfNeeded(gzipSync(plain), "a.csv")).equals(plain)).toBe(true);
  expect(Buffer.from(unpackIfNeeded(zstd, "a.jsonl")).toString()).toBe('{"id":1,"note":"a"}\n'.repeat(100));
  expect(unpackIfNeeded(plain, "a.csv")).toBe(plain);
});

it("refuses a file that becomes larger than its limit", () => {
  const message = "bomb.csv.gz unpacks to more than 0 MB, over 100 times its size; read it with readChunks";
  expect(() => unpackIfNeeded(gzipSync(plain), "bomb.csv.gz", plain.length - 1)).toThrow(message);
  expect(() => unpackIfNeeded(zstd, "bomb.csv.gz", 1_999)).toThrow(message);
  expect(unpackIfNeeded(gzipSync(plain), "a.csv.gz", plain.length).length).toBe(plain.length);
  expect([maxUnpacked(new Uint8Array(1_000)), maxUnpacked(new Uint8Array(10_000_000))]).toEqual([2 ** 29, 1e9]);
});
