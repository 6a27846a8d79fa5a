// The model of the benches of `cuaderno serve`, and clients that send requests over plain sockets, so that they take little of the machine.
import { writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { calendarParts, column, gradientBoosting, ordinal, pipeline, readTable, schema, select } from "cuaderno";
import { toXgboostJson } from "cuaderno/models";

const features = ["hour", "weekday", "month", "temperature", "clouds", "weather"];

/** A row that the model accepts. */
export const row = { time: "2016-03-05 08:00:00", temperature: 288.28, clouds: 40, weather: "Clear" };

/** Writes 200 boosted trees over traffic's hours as a pipeline, as XGBoost's JSON, and what Python needs besides. */
export async function makeModel(folder) {
  const mirror = process.env.CUADERNO_DATA_MIRROR;
  const hours = schema("hours", {
    time: column.datetime({ source: "date_time", format: "%Y-%m-%d %H:%M:%S" }),
    temperature: column.number({
      source: "temp",
      unit: "K",
      min: 200,
      max: 330,
      outOfRange: "missing",
      nullable: true,
    }),
    clouds: column.number({ source: "clouds_all", unit: "%", min: 0, max: 100 }),
    weather: column.category({ source: "weather_main" }),
    volume: column.integer({ source: "traffic_volume", unit: "vehicles/h" }),
  });
  const table = await readTable(`${mirror ? join(mirror, "traffic") : "data/traffic/sample"}/*_201[2-7].csv`, hours, {
    extra: "ignore",
  });
  const steps = [
    calendarParts({ column: "time", parts: ["hour", "weekday", "month"] }),
    ordinal({ columns: ["weather"] }),
    select({ columns: features }),
  ];
  const fitted = pipeline({ steps, model: gradientBoosting({ rounds: 200, depth: 6 }), schema: hours }).fit(
    table,
    "volume",
  );
  const labels = fitted.inputs.find(({ name }) => name === "weather").labels;
  writeFileSync(join(folder, "model.json"), JSON.stringify(fitted));
  writeFileSync(join(folder, "trees.json"), toXgboostJson(fitted.model));
  writeFileSync(join(folder, "facts.json"), JSON.stringify({ features: fitted.featureNames, labels }));
}

/** A connection that sends one request at a time. */
export function openClient(port) {
  const socket = connect(port, "127.0.0.1");
  socket.setNoDelay(true);
  let waiting;
  let received = "";
  const fail = (error) => waiting?.reject(error ?? new Error("the server closed the connection"));
  socket.on("error", fail);
  socket.on("close", () => fail());
  socket.on("data", (data) => {
    received += data.toString("latin1");
    const end = received.indexOf("\r\n\r\n");
    if (end < 0) return;
    const length = /\r\ncontent-length: (\d+)/i.exec(received)?.[1];
    const isComplete =
      length === undefined ? received.endsWith("\r\n0\r\n\r\n") : received.length >= end + 4 + Number(length);
    if (!isComplete) return;
    const status = Number(received.slice(9, 12));
    received = "";
    waiting.resolve(status);
  });
  return {
    /** The status of the response. */
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => socket.destroy(),
  };
}

/** The bytes of a request. */
export function toRequest(path, body, type = "application/json") {
  const bytes = Buffer.from(body);
  const head = `${body === "" ? "GET" : "POST"} ${path} HTTP/1.1\r\nhost: 127.0.0.1\r\n`;
  const length = body === "" ? "" : `content-type: ${type}\r\ncontent-length: ${bytes.length}\r\n`;
  return Buffer.concat([Buffer.from(`${head}${length}\r\n`), bytes]);
}

export function quantile(sorted, share) {
  return sorted[Math.floor(share * sorted.length)];
}

export async function freePort() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
