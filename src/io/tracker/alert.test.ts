import { afterEach, expect, it, vi } from "vitest";
import { serveHttp } from "../../testing/serve-http.js";
import { memoryTracker } from "../../tracking/memory-tracker.js";
import { alert } from "./alert.js";

const serve = serveHttp();
afterEach(() => void vi.unstubAllEnvs());

it("records an alert in a tag of the run, and sends it to the webhook", async () => {
  const bodies: string[] = [];
  const url = await serve(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    bodies.push(body);
    response.end("ok");
  });
  const tracker = memoryTracker();
  const run = await tracker.startRun({ experiment: "traffic", name: "night" });
  vi.stubEnv("CUADERNO_ALERT_WEBHOOK", "");
  expect(await alert(run, "info", "half done")).toBe(false);
  vi.stubEnv("CUADERNO_ALERT_WEBHOOK", url);
  expect(await alert(run, "warning", "loss rose")).toBe(true);
  const { tags } = await tracker.run(run.id);
  const alerts = Object.keys(tags).filter((key) => key.startsWith("cuaderno.alert."));
  expect(alerts.map((key) => JSON.parse(tags[key] ?? "").message)).toEqual(["half done", "loss rose"]);
  expect(bodies.map((body) => JSON.parse(body))).toEqual([
    {
      ...{ text: "[warning] traffic / night: loss rose", level: "warning", message: "loss rose" },
      run: { id: run.id, name: "night", experiment: "traffic" },
    },
  ]);
});

it("continues when the webhook fails, with a warning", async () => {
  const url = await serve((_, response) => {
    response.statusCode = 403;
    response.end();
  });
  const warn = vi.spyOn(process, "emitWarning").mockImplementation(() => undefined);
  const run = await memoryTracker().startRun();
  expect(await alert(run, "error", "x", { webhook: url })).toBe(false);
  expect(warn.mock.calls.map(([text]) => String(text))).toEqual([expect.stringContaining("status 403")]);
  warn.mockRestore();
  await expect(alert(run, "fatal" as "error", "x")).rejects.toThrow(/^alert: expected level info, warning or error/);
});
