import { createHash } from "node:crypto";
import { expect, it } from "vitest";
import { contentHash } from "./content-hash.js";
import { randomSource } from "./random-source.js";

it("contentHash is SHA-256 (FIPS 180-4 vectors)", () => {
  expect(contentHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(contentHash(new Uint8Array())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(contentHash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq")).toBe(
    "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
  );
});

it("contentHash agrees with OpenSSL for every length about a block, and for slices and longer contents", () => {
  const random = randomSource(1);
  const all = Uint8Array.from({ length: 300_000 }, () => random.integer(256));
  const lengths = [...Array.from({ length: 200 }, (_, length) => length), 65_535, 299_000];
  for (const length of lengths) {
    const content = all.subarray(7, 7 + length);
    expect(contentHash(content), `${length} bytes`).toBe(createHash("sha256").update(content).digest("hex"));
  }
  expect(contentHash("größer 😀")).toBe(createHash("sha256").update("größer 😀").digest("hex"));
});
