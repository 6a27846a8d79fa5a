import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { bodyDigest } from "./body-digest.js";

const body = Buffer.from("the body");
const sha256 = createHash("sha256").update(body).digest("base64");
const md5 = createHash("md5").update(body).digest("base64");

describe("bodyDigest", () => {
  it.each([
    { "repr-digest": `sha-256=:${sha256}:` },
    { digest: `unixsum=1, SHA-256=${sha256}` },
    { "x-amz-checksum-sha256": sha256 },
    { "content-md5": md5 },
    { "x-goog-hash": `crc32c=AAAAAA==,md5=${md5}` },
  ])("checks the body against %j", (headers) => {
    const right = bodyDigest(new Headers(headers as Record<string, string>));
    right?.update(body.subarray(0, 3));
    right?.update(body.subarray(3));
    expect([right === undefined, right?.findMismatch()]).toEqual([false, undefined]);
    const wrong = bodyDigest(new Headers(headers as Record<string, string>));
    wrong?.update(Buffer.from("the bOdy"));
    expect(wrong?.findMismatch()).toMatch(/^(sha256|md5) is [0-9a-f]+, expected [0-9a-f]+$/);
  });

  it("is undefined without a checksum, and for one of encoded bytes", () => {
    expect(bodyDigest(new Headers({ etag: '"abc"' }))).toBeUndefined();
    expect(bodyDigest(new Headers({ "content-md5": md5, "content-encoding": "gzip" }))).toBeUndefined();
    expect(bodyDigest(new Headers({ digest: "sha-256=short" }))).toBeUndefined();
  });
});
