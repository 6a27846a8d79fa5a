import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { downloadObject } from "../store/download-object.js";
import type { S3Settings } from "../store/s3/get-s3-settings.js";
import { loadS3Sdk, s3Client } from "../store/s3/s3-client.js";
import { s3Store } from "../store/s3/s3-store.js";
import { uploadFile } from "../store/upload-file.js";
import { faultyProxy } from "./faulty-proxy.js";
import { killUpload } from "./kill-upload.js";
import { type Fault, slowMs } from "./start-faulty-proxy.js";

const timeoutMs = 2_000;
const bytes = Buffer.from(new Uint8Array(17_000_000).map((_, index) => (index * 13 + (index >> 10)) & 255));

/** Faults that transfers to and from every S3 server survive; each test uses a new bucket. */
export function transferContract(
  name: string,
  server: () => Pick<S3Settings, "endpoint" | "credentials">,
  newBucket: () => Promise<string>,
): void {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-transfers-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const proxied = async (faultOf: Parameters<typeof faultyProxy>[1]) => {
    const { endpoint, faults } = await faultyProxy(server().endpoint ?? "", faultOf);
    return { faults, settings: { ...server(), endpoint, timeoutMs } };
  };

  describe(`transfers to ${name} over a faulty connection`, () => {
    it.each<Fault>(["busy", "reset", "cut", "stall", "slow"])("survive: %s", async (fault) => {
      expect([slowMs < timeoutMs, 2 * slowMs > timeoutMs]).toEqual([true, true]);
      // The first try of each request fails; a request that continues a body has the same end.
      const seen = new Map<string, number>();
      const { faults, settings } = await proxied((_, { method, url = "", headers }) => {
        if (!["busy", "reset"].includes(fault) && method !== "GET") return "none";
        const what = `${method} ${url} ${headers.range?.split("-")[1]}`;
        seen.set(what, (seen.get(what) ?? 0) + 1);
        return seen.get(what) === 1 ? fault : "none";
      });
      const store = s3Store({ bucket: await newBucket(), ...settings });
      const [up, down, key] = [join(folder, "up"), join(folder, `down-${fault}`), `over/${fault}.bin`];
      writeFileSync(up, bytes);
      await uploadFile(up, { store, key });
      expect(await downloadObject({ store, key }, down)).toBe(bytes.length);
      expect(Buffer.compare(readFileSync(down), bytes)).toBe(0);
      expect(faults.filter((found) => found === fault).length).toBeGreaterThanOrEqual(3);
      if (fault === "slow") expect([...seen.values()]).toEqual([1, 1, 1]);
    });

    it("leave no file when the connection stays broken", async () => {
      const bucket = await newBucket();
      await s3Store({ bucket, ...server() }).write("broken.bin", bytes);
      const { settings } = await proxied((count) => (count < 3 ? "none" : "reset"));
      const inside = mkdtempSync(join(folder, "broken-"));
      const from = { store: s3Store({ bucket, ...settings }), key: "broken.bin" };
      await expect(downloadObject(from, join(inside, "x"))).rejects.toThrow(/connection broke/);
      expect(readdirSync(inside)).toEqual([]);
    });

    it("do not show an upload that was killed", async () => {
      const bucket = await newBucket();
      const { endpoint = "", credentials } = server();
      await killUpload(`s3://${bucket}/killed/half.bin`, {
        AWS_ENDPOINT_URL_S3: endpoint,
        AWS_ACCESS_KEY_ID: credentials?.accessKeyId ?? "",
        AWS_SECRET_ACCESS_KEY: credentials?.secretAccessKey ?? "",
      });
      const store = s3Store({ bucket, ...server() });
      expect(await store.stat("killed/half.bin")).toBeUndefined();
      const found: string[] = [];
      for await (const { key } of store.list("")) found.push(key);
      expect(found).toEqual([]);
      const { ListMultipartUploadsCommand } = await loadS3Sdk();
      const { Uploads = [] } = await (await s3Client(server())).send(
        new ListMultipartUploadsCommand({ Bucket: bucket }),
      );
      expect(Uploads.map(({ Key }) => Key)).toEqual(["killed/half.bin"]);
    });
  });
}
