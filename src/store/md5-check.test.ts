import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Md5Check, uploadPartBytes } from "./md5-check.js";

const md5 = (bytes: Uint8Array): Buffer => createHash("md5").update(bytes).digest();

describe("Md5Check", () => {
  it("compares the bytes with their MD5", () => {
    for (const [text, expected] of [
      ["abc", undefined],
      ["abd", "MD5 is 4911e516e5aa21d327512e0c8b197616, expected 900150983cd24fb0d6963f7d28e17f72"],
    ] as const) {
      const check = Md5Check.of("900150983cd24fb0d6963f7d28e17f72", 3);
      check?.update(Buffer.from(text.slice(0, 1)));
      check?.update(Buffer.from(text.slice(1)));
      expect(check?.findMismatch()).toBe(expected);
    }
  });

  it("compares an object of several parts with the MD5 of their MD5s", () => {
    const bytes = Buffer.from(new Uint8Array(2 * uploadPartBytes + 5).map((_, index) => (index * 7) & 255));
    const parts = [0, 1, 2].map((part) => md5(bytes.subarray(part * uploadPartBytes, (part + 1) * uploadPartBytes)));
    const tag = `${md5(Buffer.concat(parts)).toString("hex")}-3`;
    const check = (changed: boolean): string | undefined => {
      const found = Md5Check.of(tag, bytes.length);
      for (let start = 0; start < bytes.length; start += 1_000_003) {
        const piece = Buffer.from(bytes.subarray(start, start + 1_000_003));
        if (changed && start > 9_000_000) piece[0] = (piece[0] ?? 0) ^ 1;
        found?.update(piece);
      }
      return found?.findMismatch();
    };
    expect(check(false)).toBeUndefined();
    expect(check(true)).toMatch(/^MD5 is [0-9a-f]{32}-3, expected/);
  });

  it("does not check objects without an MD5 or above 64 MiB", () => {
    expect(Md5Check.of(undefined, 3)).toBeUndefined();
    expect(Md5Check.of("900150983cd24fb0d6963f7d28e17f72", 64 * 1024 * 1024 + 1)).toBeUndefined();
  });
});
