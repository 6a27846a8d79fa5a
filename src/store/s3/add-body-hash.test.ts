import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { addBodyHash } from "./add-body-hash.js";

const large = new Uint8Array(256 * 1024).fill(7);

async function getHash(body: Uint8Array, service: string): Promise<string | undefined> {
  const request = { headers: {} as Record<string, string> };
  const added: ((next: (given: unknown) => Promise<unknown>) => (given: unknown) => Promise<unknown>)[] = [];
  await addBodyHash({ add: (step: (typeof added)[number]) => added.push(step) }, body, service);
  for (const step of added) await step(async () => undefined)({ request });
  return request.headers["x-amz-content-sha256"];
}

test("a large body that crosses a plain network is hashed for its signature", async () => {
  const hash = createHash("sha256").update(large).digest("hex");
  for (const service of ["http://minio:9000", "http://127.example.org", "http://10.0.0.1"]) {
    expect(await getHash(large, service)).toBe(hash);
  }
});

test("over TLS and within this machine it is not", async () => {
  for (const service of [
    "https://s3.example.org",
    "http://127.0.0.1:9000",
    "http://localhost:9000/",
    "http://[::1]:1",
  ]) {
    expect(await getHash(large, service)).toBe("UNSIGNED-PAYLOAD");
  }
});

test("small bodies are left to the SDK", async () => {
  expect(await getHash(large.subarray(1), "http://minio:9000")).toBeUndefined();
});
