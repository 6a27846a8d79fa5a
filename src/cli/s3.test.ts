import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Command } from "commander";
import { afterAll, beforeAll, describe, expect, it, onTestFinished, vi } from "vitest";
import { type S3Server, s3ServerKinds } from "../testing/s3-server.js";
import { rootFolder } from "../testing/source-files.js";
import type { CommandContext } from "./command.js";
import { define } from "./s3.js";

const main = join(rootFolder, "dist", "cli", "main.js");
const kind = s3ServerKinds()
  .toReversed()
  .find(({ missing }) => missing === undefined);

describe("cuaderno s3", () => {
  it.each([
    [["ensure", "s3://fine", "--ttl", "tmp/"], /--ttl tmp\/ is not a prefix and days; write tmp\/=60d/],
    [["ensure", "s3://fine", "--ttl", "tmp/=0d"], /is not a prefix and days/],
    [["ensure", "s3://fine", "--zones", "a/b"], /"a\/b" is no name/],
    [["presign", "s3://fine/a", "--expires", "soon"], /--expires soon is no time; write 30m, 12h or 7d/],
    [["presign", "s3://fine/a", "--expires", "8d"], /a link lives for 1 second to 7 days/],
    [["presign", "s3://fine"], /names no object/],
    [["cp", "s3://fine", "here"], /names no object/],
    [["ls", "fine"], /fine is no S3 address; write s3:\/\/bucket\/raw\//],
    [["ls", "s3://fine", "--limit", "0"], /--limit takes a whole number from 1 on/],
  ])("refuses %j before it does anything", async (words, message) => {
    await expect(run(words, { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" })).rejects.toThrow(message);
  });
});

describe("cuaderno s3 ensure", () => {
  it.each([
    [501, "NotImplemented"],
    [405, "MethodNotAllowed"],
  ])("says plainly that a service takes no lifetimes (answer %i)", async (status, code) => {
    const keys = { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" };
    const server = createServer((request, response) => {
      const isRule = request.url?.includes("lifecycle");
      request.resume().once("end", () => {
        if (isRule)
          response.writeHead(status).end(`<Error><Code>${code}</Code><Message>no rules here</Message></Error>`);
        else response.end();
      });
    }).listen(0, "127.0.0.1");
    onTestFinished(() => shut(server));
    await once(server, "listening");
    const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const surroundings = { ...keys, AWS_ENDPOINT_URL_S3: endpoint };
    await expect(run(["ensure", "s3://lake", "--ttl", "tmp/=60d"], surroundings)).rejects.toThrow(
      `s3 ensure: ${endpoint} takes no lifetimes (lifecycle rules), so s3://lake is there without --ttl; remove old objects`,
    );
    expect((await run(["ensure", "s3://lake"], surroundings)).lines).toEqual([
      `s3://lake is there at ${endpoint}, region us-east-1`,
    ]);
  });

  it.skipIf(!existsSync(main))(
    "ends in order on a Ctrl-C that comes twice, as through npx, and leaves nothing",
    async () => {
      const server = createServer((request, response) => {
        response.writeHead(200, { "content-length": 100 });
        if (request.method === "HEAD") response.end();
        else response.write("half");
      }).listen(0, "127.0.0.1");
      onTestFinished(() => shut(server));
      await once(server, "listening");
      const folder = mkdtempSync(join(tmpdir(), "cuaderno-s3-"));
      onTestFinished(() => rmSync(folder, { recursive: true }));
      const from = `http://127.0.0.1:${(server.address() as AddressInfo).port}/a.bin`;
      const child = spawn(process.execPath, [main, "s3", "cp", from, join(folder, "a.bin")]);
      let said = "";
      child.stderr.on("data", (text: Buffer) => {
        said += text.toString();
      });
      while (readdirSync(folder).length === 0) await delay(20);
      child.kill("SIGINT");
      await delay(5);
      child.kill("SIGINT");
      const [code] = (await once(child, "exit")) as [number];
      expect([code, readdirSync(folder)]).toEqual([130, []]);
      expect(said).toContain("was stopped");
    },
  );

  it.each([
    ["bucket", /bucket is no bucket; write s3:\/\/bucket/],
    ["s3://bucket/key", /s3:\/\/bucket\/key names an object; a bucket is s3:\/\/bucket/],
    ["s3://", /names no bucket; write s3:\/\/bucket\/key/],
  ])("refuses %s before it does anything", async (uri, message) => {
    await expect(run(["ensure", "s3://fine", uri], { AWS_ENDPOINT_URL_S3: "http://127.0.0.1:1" })).rejects.toThrow(
      message,
    );
  });

  describe.skipIf(kind === undefined)(
    "against a server (neither moto_server nor radosgw is on PATH when skipped)",
    () => {
      let server: S3Server | undefined;
      beforeAll(async () => {
        server = await kind?.start();
      });
      afterAll(async () => {
        await server?.stop();
      });

      const surroundings = () => ({
        AWS_ENDPOINT_URL_S3: server?.endpoint,
        AWS_ACCESS_KEY_ID: server?.accessKeyId,
        AWS_SECRET_ACCESS_KEY: server?.secretAccessKey,
      });

      it("makes zones and lifetimes once, and changes a lifetime when it is another", async () => {
        const words = ["ensure", "s3://lake", "--zones", "raw,refined", "--ttl", "tmp/=60d"];
        const first = await run(words, surroundings());
        expect(first.lines.slice(1)).toEqual([
          "s3://lake/raw/ made",
          "s3://lake/refined/ made",
          "s3://lake/tmp/ is removed by the service after 60 days (set)",
        ]);
        const again = await run(words, surroundings());
        expect(again.lines.slice(1)).toEqual([
          "s3://lake/raw/ is there",
          "s3://lake/refined/ is there",
          "s3://lake/tmp/ is removed by the service after 60 days (as before)",
        ]);
        const other = await run(["ensure", "s3://lake", "--ttl", "tmp/=30"], surroundings());
        expect(other.lines[1]).toContain("30 days (set)");
      });

      it("copies there and back, and makes links that open without keys", async () => {
        for (const [name, value] of Object.entries(surroundings())) vi.stubEnv(name, value);
        const folder = mkdtempSync(join(tmpdir(), "cuaderno-s3-"));
        onTestFinished(() => {
          vi.unstubAllEnvs();
          rmSync(folder, { recursive: true });
        });
        const bytes = Buffer.from(
          Uint8Array.from({ length: 18_000_001 }, (_, index) => (index * 3 + (index >> 11)) & 255),
        );
        writeFileSync(join(folder, "a b+c=%.bin"), bytes);
        await run(["ensure", "s3://copies"], surroundings());
        await run(["cp", join(folder, "a b+c=%.bin"), "s3://copies/in/"], surroundings());
        expect((await run(["ls", "s3://copies/in"], surroundings())).lines).toEqual([
          "      18000001  s3://copies/in/a b+c=%.bin",
        ]);
        mkdirSync(join(folder, "back"));
        const back = await run(["cp", "s3://copies/in/a b+c=%.bin", join(folder, "back")], surroundings());
        expect(back.result).toMatchObject({ size: bytes.length, to: join(folder, "back", "a b+c=%.bin") });
        expect(Buffer.compare(readFileSync(join(folder, "back", "a b+c=%.bin")), bytes)).toBe(0);
        const link = await run(["presign", "s3://copies/in/a b+c=%.bin"], surroundings());
        const answer = await fetch(link.lines[0] ?? "");
        expect(Buffer.compare(Buffer.from(await answer.arrayBuffer()), bytes)).toBe(0);
        const put = await run(["presign", "s3://copies/put.txt", "--put", "--expires", "5m"], surroundings());
        expect((await fetch(put.lines[0] ?? "", { method: "PUT", body: "hello" })).status).toBe(200);
        await run(["cp", "s3://copies/put.txt", `${folder}/`], surroundings());
        expect(readFileSync(join(folder, "put.txt"), "utf8")).toBe("hello");
        const listed = await run(["ls", "s3://copies", "--limit", "1"], surroundings());
        expect(listed.result).toMatchObject({ objects: [{ uri: "s3://copies/in/a b+c=%.bin" }], isCut: true });
        expect((await run(["ls", "s3://copies/none"], surroundings())).result).toMatchObject({ objects: [] });
      });

      it("makes what is missing, leaves what is there, and says where", async () => {
        const environment = {
          AWS_ENDPOINT_URL_S3: server?.endpoint,
          AWS_ACCESS_KEY_ID: server?.accessKeyId,
          AWS_SECRET_ACCESS_KEY: server?.secretAccessKey,
        };
        expect((await run(["ensure", "s3://first"], environment)).lines).toEqual([
          `s3://first made at ${server?.endpoint}, region us-east-1`,
        ]);
        const again = await run(["ensure", "s3://first/", "s3://second"], environment);
        expect(again.lines).toEqual([
          `s3://first is there at ${server?.endpoint}, region us-east-1`,
          `s3://second made at ${server?.endpoint}, region us-east-1`,
        ]);
        expect(again.result).toMatchObject({
          buckets: [
            { bucket: "first", made: false },
            { bucket: "second", made: true },
          ],
        });
      });
    },
  );
});

function shut(server: Server): void {
  server.closeAllConnections();
  server.close();
}

async function run(
  words: readonly string[],
  environment: CommandContext["environment"],
): Promise<{ readonly lines: readonly string[]; readonly result: unknown }> {
  const lines: string[] = [];
  let result: unknown;
  const command = new Command("s3");
  define(command, {
    environment,
    cwd: "/",
    signal: new AbortController().signal,
    json: false,
    quiet: false,
    color: false,
    isTerminal: false,
    print: (line) => lines.push(line),
    note: () => undefined,
    error: () => undefined,
    progress: () => undefined,
    result: (value) => {
      result = value;
    },
  });
  await command.parseAsync([...words], { from: "user" });
  return { lines, result };
}
