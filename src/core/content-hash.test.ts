import { expect, it } from "vitest";
import { contentHash } from "./content-hash.js";

it("contentHash is SHA-256 (FIPS 180-2 vectors)", () => {
  expect(contentHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  expect(contentHash(new Uint8Array())).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
});
