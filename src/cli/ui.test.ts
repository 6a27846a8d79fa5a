import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { startUi } from "../testing/start-ui.js";
import { temporaryFolder, temporaryTracker } from "../testing/temporary-tracker.js";
import { createLoggedModel } from "../tracking/files/logged-model.js";
import { define as defineRuns } from "./runs.js";
import { define } from "./ui.js";

describe("cuaderno ui", () => {
  it("serves the folder of runs until it is stopped", async () => {
    const { tracker, root } = temporaryTracker();
    await tracker.startRun({ experiment: "traffic" });
    const { url, noted, end } = await startUi(["--tracking-uri", root]);
    const response = await fetch(`${url}/api/2.0/mlflow/experiments/get-by-name?experiment_name=traffic`);
    expect(await response.json()).toMatchObject({ experiment: { name: "traffic", lifecycle_stage: "active" } });
    expect(noted[0]).toContain(`MLFLOW_TRACKING_URI=${url}`);
    expect(await end()).toMatchObject({ root });
  });

  it("requires a credential of its options", async () => {
    const { result } = await callCommand(define, ["--new-token", "ci"], { json: true });
    const { secret, line } = result as { secret: string; line: string };
    const folder = temporaryFolder();
    writeFileSync(join(folder, "tokens.txt"), line);
    const { url, end } = await startUi(["--tracking-uri", "runs", "--auth", "tokens.txt"], { cwd: folder });
    const get = (headers: Record<string, string>) =>
      fetch(`${url}/api/2.0/mlflow/experiments/search?max_results=1`, { headers }).then(({ status }) => status);
    expect([await get({}), await get({ authorization: `Bearer ${secret}` })]).toEqual([401, 200]);
    await end();
  });

  it.each([
    [["--port", "70000"], /^ui: --port: expected 0 to 65535, got "70000"/],
    [["--timeout", "0"], /^ui: --timeout/],
    [["--auth", "none.txt"], /^ui: --auth: cannot read none\.txt/],
    [["--tracking-uri", "http://127.0.0.1:1"], /this command works on folders/],
  ])("rejects %j", async (words, message) => {
    await expect(callCommand(define, words, { cwd: temporaryFolder() })).rejects.toThrow(message);
  });

  it("takes the runs that runs push copies, and gives them to runs pull", async () => {
    const { tracker, root } = temporaryTracker();
    const run = await tracker.startRun({ experiment: "traffic", name: "one" });
    await run.logMetrics({ rmse: 3 });
    await run.end();
    const model = { name: "forest", modelType: "", tags: {}, params: {}, sourceRunId: run.id };
    const folder = { root, now: Date.now, newId: () => "a".repeat(32), onProblem: () => undefined };
    createLoggedModel(folder, join(root, run.experimentId), { ...model, experimentId: run.experimentId });
    const { url, end } = await startUi(["--tracking-uri", "runs"]);
    const call = (...words: string[]) => callCommand(defineRuns, words);
    const pushed = await call("push", url, "--tracking-uri", root);
    expect(pushed.printed[0]).toMatch(/^copied: \w{8} -> \w{8} one$/);
    expect(pushed.printed.at(-1)).toMatch(/^copied: m-\w{8} -> m-\w{8} logged model forest of \w{8}$/);
    const { runs } = pushed.result as { readonly runs: readonly { readonly to: string }[] };
    const body = JSON.stringify({ experiment_id: run.experimentId, name: "net", source_run_id: runs[0]?.to });
    const headers = { "content-type": "application/json" };
    const created = await fetch(`${url}/api/2.0/mlflow/logged-models`, { method: "POST", headers, body });
    expect(created.status).toBe(200);
    expect((await call("push", url, run.id, "--tracking-uri", root)).printed[0]).toMatch(/^up to date: /);
    const other = join(temporaryFolder(), "mlruns");
    const pulled = await call("pull", url, "--experiment", "traffic", "--tracking-uri", other);
    expect(pulled.printed.slice(-2)).toEqual([
      expect.stringMatching(/^copied: m-\w{8} -> m-\w{8} logged model forest of /),
      expect.stringMatching(/^copied: m-\w{8} -> m-\w{8} logged model net of /),
    ]);
    const listed = await call("list", "--filter", "metrics.rmse = 3", "--tracking-uri", other);
    expect(listed.printed.join("\n")).toContain("one");
    expect((await call("list", "--filter", "metrics.rmse = 3", "--tracking-uri", url)).printed.join("\n")).toContain(
      "one",
    );
    await expect(call("push", root, "--tracking-uri", root)).rejects.toThrow(/^runs push: both trackers are /);
    await end();
  });
});
