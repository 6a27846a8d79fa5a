import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { callCommand } from "../testing/call-command.js";
import { temporaryFolder } from "../testing/temporary-tracker.js";
import { trackedFolder } from "../testing/tracked-folder.js";
import { define } from "./runs.js";

describe("cuaderno runs export --html", () => {
  it("writes chosen runs, and runs that match a filter, to one file", async () => {
    const { root, ids } = await trackedFolder();
    const output = join(temporaryFolder(), "page.html");
    const run = (...words: string[]) =>
      callCommand(define, ["export", "--html", "-o", output, "--tracking-uri", root, ...words]);
    const all = await run();
    expect(all.printed[0]).toMatch(/page\.html: 10 runs, \d+\.\d MB$/);
    expect(all.noted.join()).toContain("2 large or binary artifacts are listed, not included");
    const one = await run(ids.large?.slice(0, 32) ?? "");
    expect(one.result).toMatchObject({ runs: 1, artifacts: 6, omittedArtifacts: 1, bytes: statSync(output).size });
    expect((await run("--filter", "params.kind = 'trees'")).result).toMatchObject({ runs: 3 });
    expect(readFileSync(output, "utf8")).toMatch(/^<!doctype html>[\s\S]*id="data"/);
    expect((await run("--experiment", "traffic")).result).toMatchObject({ runs: 9 });
  });

  it("says what is wrong, and writes nothing", async () => {
    const { root } = await trackedFolder();
    const run = (...words: string[]) => callCommand(define, ["export", "--tracking-uri", root, ...words]);
    await expect(run()).rejects.toThrow("runs export: HTML is the only format; pass --html");
    await expect(run("--html", "zzz")).rejects.toThrow(/no run "zzz"/);
    await expect(run("--html", "--filter", "metrics.rmse <")).rejects.toThrow(/^runs export: filter: /);
    await expect(run("--html", "--filter", "metrics.rmse < 0")).rejects.toThrow(/^runs export: no run in .* matches/);
  });
});
