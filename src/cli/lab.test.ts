import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const main = join(rootFolder, "dist", "cli", "main.js");

/** What a fake jupyter-lab receives. */
function lab(...args: string[]): readonly string[] {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "notebooks"));
  mkdirSync(join(folder, "other"));
  writeFileSync(join(folder, "jupyter-lab"), '#!/bin/sh\nfor arg in "$@"; do echo "$arg"; done\n');
  chmodSync(join(folder, "jupyter-lab"), 0o755);
  const { stdout, stderr, status } = spawnSync(
    process.execPath,
    [main, "lab", "--jupyter", join(folder, "jupyter-lab"), ...args],
    { cwd: folder, encoding: "utf8" },
  );
  expect([status, stderr]).toEqual([0, ""]);
  return stdout.trim().replaceAll(folder, "").split("\n");
}

describe.skipIf(!existsSync(main) || process.platform === "win32")("cuaderno lab (skipped without a build)", () => {
  it("opens the folder notebooks", () => {
    expect(lab()).toEqual(["--ServerApp.root_dir=/notebooks", "--ServerApp.ip=127.0.0.1"]);
  });

  it.each([
    [["--allow-root"], "/notebooks", ["--allow-root"]],
    [["other", "--allow-root", "--no-browser"], "/other", ["--no-browser", "--allow-root"]],
    [
      ["--ServerApp.log_level=CRITICAL", "--port-retries", "5"],
      "/notebooks",
      ["--ServerApp.log_level=CRITICAL", "--port-retries", "5"],
    ],
    [["other", "--", "--allow-root"], "/other", ["--allow-root"]],
  ])("passes %j on to jupyter lab", (args, folder, options) => {
    expect(lab(...args)).toEqual([`--ServerApp.root_dir=${folder}`, "--ServerApp.ip=127.0.0.1", ...options]);
  });
});
