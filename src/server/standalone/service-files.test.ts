import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { parse } from "yaml";
import { predictRows } from "../../pipeline/predict-rows.js";
import { freePort } from "../../testing/free-port.js";
import { trafficPipeline, usualRow } from "../../testing/traffic-pipeline.js";
import { nginxConfig } from "./compose-files.js";
import { type ServiceTarget, serviceFiles } from "./service-files.js";

const require = createRequire(import.meta.url);
const fitted = trafficPipeline();
const bytes = new TextEncoder().encode(JSON.stringify(fitted));
const expected = predictRows(fitted, [usualRow])[0]?.prediction;
const files = (target: ServiceTarget) =>
  serviceFiles(target, { name: "Traffic volume", version: "3", bytes, replicas: 2 });
const decode = (content: Uint8Array | undefined): string => new TextDecoder().decode(content);
const nginx = ["/usr/sbin/nginx", "/usr/bin/nginx", "/usr/local/bin/nginx"].find((path) => existsSync(path));

function writeFolder(content: Readonly<Record<string, Uint8Array>>): string {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-service-"));
  for (const [name, own] of Object.entries(content)) writeFileSync(join(folder, name), own);
  return folder;
}

const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
});

function start(command: string, words: readonly string[], cwd: string, environment: Readonly<Record<string, string>>) {
  const child = spawn(command, words, {
    cwd,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.push(child);
  return child;
}

async function predictAt(url: string): Promise<Response> {
  return fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(usualRow),
  });
}

describe("exported services", () => {
  it("have a Dockerfile without installs, root, secrets and shells", async () => {
    const lines = decode((await files("docker")).Dockerfile)
      .replaceAll("\\\n", "")
      .trim()
      .split("\n");
    const instructions = lines.map((line) => line.split(" ")[0]);
    const known = "FROM ENV WORKDIR COPY USER EXPOSE STOPSIGNAL HEALTHCHECK CMD".split(" ");
    expect(instructions.filter((name) => !known.includes(name ?? ""))).toEqual([]);
    expect(lines[0]).toMatch(/^FROM node:\d+-slim$/);
    expect(lines).toContain("USER node");
    const commands = lines
      .filter((line) => /^(HEALTHCHECK .*)?CMD|^CMD/.test(line))
      .map((line) => line.replace(/^.*?CMD /, ""));
    for (const command of commands) expect(JSON.parse(command)).toEqual(expect.arrayContaining(["node"]));
  });

  it("have a compose file with a proxy on the loopback interface, and policies for a function", async () => {
    const compose = parse(decode((await files("compose"))["compose.yml"]));
    expect(compose.name).toBe("traffic-volume");
    expect(compose.services.service).toMatchObject({ deploy: { replicas: 2 }, read_only: true });
    expect(compose.services.service.ports).toBeUndefined();
    expect(compose.services.proxy.ports).toEqual(["127.0.0.1:8000:8080"]);
    const lambda = await files("lambda");
    for (const name of ["policy.json", "trust-policy.json"])
      expect(JSON.parse(decode(lambda[name])).Version).toBe("2012-10-17");
  });

  it("predict in a Lambda function", async () => {
    const zip = unzipSync((await files("lambda"))["function.zip"] ?? new Uint8Array(0));
    const { handler } = require(join(writeFolder(zip), "index.js")) as {
      handler: (event: object, context: object) => Promise<{ statusCode: number; body: string }>;
    };
    const event = {
      version: "2.0",
      rawPath: "/predict",
      rawQueryString: "",
      headers: { "content-type": "application/json", host: "x.lambda-url.on.aws" },
      requestContext: {
        http: { method: "POST", path: "/predict", sourceIp: "10.0.0.1" },
        domainName: "x",
        stage: "$default",
      },
      body: JSON.stringify(usualRow),
      isBase64Encoded: false,
    };
    const { statusCode, body } = await handler(event, {});
    expect(statusCode, body).toBe(200);
    expect(JSON.parse(body)).toMatchObject({ prediction: expected, model: { name: "Traffic volume", version: "3" } });
  });

  it.skipIf(nginx === undefined)(
    "respond as several processes behind nginx, also when one of them ends (skipped without nginx)",
    { timeout: 60_000 },
    async () => {
      const folder = writeFolder(await files("docker"));
      const ports = [await freePort(), await freePort(), await freePort()];
      const servers = ports.map((port, index) =>
        start(process.execPath, ["server.cjs"], folder, {
          PORT: String(port),
          HOST: "127.0.0.1",
          INSTANCE: `n${index}`,
        }),
      );
      await Promise.all(servers.map((child) => once(child.stderr as NodeJS.ReadableStream, "data")));
      const port = await freePort();
      const temporary = join(folder, "nginx");
      mkdirSync(temporary);
      const config = nginxConfig({ port, upstreams: ports.map((own) => `127.0.0.1:${own}`), folder: temporary });
      writeFileSync(join(temporary, "nginx.conf"), config.replace(`listen ${port}`, `listen 127.0.0.1:${port}`));
      const words = ["-p", temporary, "-c", join(temporary, "nginx.conf")];
      const checked = spawnSync(nginx ?? "", [...words, "-t"], { encoding: "utf8" });
      expect(checked.status, checked.stderr).toBe(0);
      const proxy = start(nginx ?? "", [...words, "-g", "daemon off;"], temporary, {});
      const url = `http://127.0.0.1:${port}/predict`;
      while ((await predictAt(url).catch(() => undefined)) === undefined)
        await new Promise((resolve) => setTimeout(resolve, 50));
      const instances = new Set<string | null>();
      for (let count = 0; count < 30; count++) {
        const response = await predictAt(url);
        expect(await response.json()).toMatchObject({ prediction: expected });
        instances.add(response.headers.get("x-instance"));
      }
      expect([...instances].sort()).toEqual(["n0", "n1", "n2"]);
      const ended = once(servers[0] as ChildProcess, "close");
      servers[0]?.kill("SIGTERM");
      for (let count = 0; count < 30; count++) expect((await predictAt(url)).status).toBe(200);
      expect((await ended)[0]).toBe(0);
      const closed = once(proxy, "close");
      proxy.kill("SIGTERM");
      await closed;
    },
  );
});
