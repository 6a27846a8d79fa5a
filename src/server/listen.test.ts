import { once } from "node:events";
import { mkdtempSync, readdirSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { readTable } from "../io/tables/read-table.js";
import { meanModel } from "../models/baselines/mean-model.js";
import { monitor } from "../studies/monitor.js";
import { column } from "../table/schema/column.js";
import { schema } from "../table/schema/schema.js";
import { temporaryRegistry } from "../testing/temporary-registry.js";
import { hourFrame, trafficPipeline, usualRow } from "../testing/traffic-pipeline.js";
import { type ListeningServer, type ListenOptions, listen } from "./listen.js";
import { makeService } from "./make-service.js";
import { openModelSource } from "./open-model-source.js";
import { predictionLog } from "./prediction-log.js";
import { modelSource } from "./served-model.js";
import type { ServiceOptions } from "./service-options.js";

const open: ListeningServer[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((server) => server.stop()));
});

async function start(options: Partial<ServiceOptions> = {}, listenOptions: Partial<ListenOptions> = {}) {
  const service = await makeService({ models: [modelSource("traffic", trafficPipeline())], ...options });
  const server = await listen(service, { port: 0, ...listenOptions });
  open.push(server);
  const send = (row: unknown, path = "/predict") =>
    fetch(`${server.url}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(row),
    });
  return { service, server, send };
}

describe("a listening server", () => {
  it("changes the model when its alias moves, without a lost request", async () => {
    const { tracker, registry } = temporaryRegistry();
    for (const model of [trafficPipeline(), trafficPipeline({ model: meanModel() })]) {
      const run = await tracker.startRun({ experiment: "traffic" });
      await run.logArtifact("model.json", JSON.stringify(model));
      await registry.register("traffic", { runId: run.id, path: "model.json" });
    }
    await registry.setAliases("traffic", { champion: 1 });
    const { service, send } = await start({ models: [await openModelSource("traffic@champion", { registry })] });
    const versions: string[] = [];
    const client = async (): Promise<void> => {
      for (let count = 0; count < 60; count++) {
        const response = await send(usualRow);
        expect(response.status).toBe(200);
        versions.push(((await response.json()) as { model: { version: string } }).model.version);
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    while (versions.length < 10) await new Promise((resolve) => setTimeout(resolve, 1));
    await registry.setAliases("traffic", { champion: 2 });
    const problems: string[] = [];
    expect(await service.refresh((problem) => problems.push(problem))).toEqual(["traffic: version 2"]);
    await clients;
    expect(problems).toEqual([]);
    expect(versions).toHaveLength(180);
    expect(versions).toContain("2");
    expect(versions).toContain("1");
    expect(await service.refresh(() => undefined)).toEqual([]);
  });

  it("ends requests that arrive too slowly", async () => {
    const { server } = await start({}, { requestTimeoutMs: 300 });
    for (const head of [
      "POST /predict HTTP/1.1\r\nhost: x\r\n",
      "POST /predict HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{",
    ]) {
      const socket = connect(server.port, "127.0.0.1");
      socket.write(head);
      let received = "";
      socket.on("data", (data) => {
        received += String(data);
      });
      await once(socket, "close");
      expect(received).toMatch(/^HTTP\/1.1 408 /);
    }
  });

  it("finishes open requests when it stops, and refuses new ones", async () => {
    const { server, send } = await start({}, { graceMs: 5_000 });
    const body = JSON.stringify({ rows: Array.from({ length: 5_000 }, () => usualRow) });
    const headers = { "content-type": "application/json", "content-length": body.length, expect: "100-continue" };
    const client = request(`${server.url}/predict`, { method: "POST", headers });
    client.flushHeaders();
    await once(client, "continue");
    const stopping = server.stop();
    client.end(body);
    const [response] = (await once(client, "response")) as [IncomingMessage];
    const { predictions } = (await json(response)) as { predictions: unknown[] };
    expect(predictions).toHaveLength(5_000);
    await stopping;
    await expect(send(usualRow)).rejects.toThrow();
  });

  it("refuses a port that is in use", async () => {
    const { server, service } = await start();
    await expect(listen(service, { port: server.port })).rejects.toThrow(/is in use; choose another --port/);
  });
});

describe("the prediction log", () => {
  it.each(["jsonl", "parquet"] as const)(
    "is a folder of %s that readTable reads and monitor compares",
    async (format) => {
      const folder = mkdtempSync(join(tmpdir(), "cuaderno-prediction-log-"));
      const problems: string[] = [];
      const now = () => new Date("2018-03-06T12:00:00Z");
      const log = predictionLog({
        folder,
        format,
        instance: "a",
        rows: 100,
        now,
        onProblem: (text) => problems.push(text),
      });
      const { send, service } = await start({ predictionLog: log });
      const rows = Array.from({ length: 150 }, (_, row) => ({ ...usualRow, temperature: 281 + (row % 40) }));
      await send({ rows });
      await send(usualRow);
      await log.flush();
      expect(problems).toEqual([]);
      expect(readdirSync(join(folder, "traffic"))).toEqual(["date=2018-03-06"]);
      const logged = schema("log", {
        time: column.datetime(),
        temperature: column.number(),
        weather: column.string(),
        holiday: column.number(),
        prediction: column.number(),
        model_version: column.string(),
      });
      const table = await readTable(`${folder}/traffic/`, logged, { extra: "ignore" });
      expect(table.height).toBe(151);
      const [source] = service.models;
      const expected = source?.current().model.predict(table) ?? [];
      expect([...table.getColumn("prediction").toArray()]).toEqual([...expected]);
      const reference = hourFrame(600);
      const watched = await monitor({
        ...{ reference, current: table, time: "time", windowDays: 1 },
        columns: ["temperature", "weather"],
      });
      expect(watched.dataset.driftedColumns).toContain("temperature");
    },
  );

  it("tries again what could not be written", async () => {
    const problems: string[] = [];
    const log = predictionLog({
      ...{ folder: "nothing://x", instance: "a", now: () => new Date(0) },
      onProblem: (text) => problems.push(text),
    });
    const { send } = await start({ predictionLog: log });
    await send(usualRow);
    await log.flush();
    expect(problems).toEqual([expect.stringMatching(/^prediction log: .*; 1 rows are written later$/)]);
  });
});
