import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { notebookFile } from "../testing/make-notebook.js";
import { rootFolder } from "../testing/source-files.js";

const program = join(rootFolder, "dist", "cli", "main.js");

function inspect(...words: string[]): { readonly status: number | null; readonly stdout: string } {
  return spawnSync(process.execPath, [program, "inspect", ...words], { encoding: "utf8" });
}

describe("cuaderno inspect", () => {
  it("shows name, type, default and help of each parameter", () => {
    const source = 'const city: "Lima" | "Cusco" = "Lima"; // where\nconst year = 2018;';
    const { status, stdout } = inspect(notebookFile([{ source, tags: ["parameters"] }]));
    expect(status).toBe(0);
    expect(stdout.split("\n").map((line) => line.trim().split(/ {2,}/))).toEqual([
      ["parameter", "type", "default", "help"],
      ["city", 'one of "Lima", "Cusco"', '"Lima"', "where"],
      ["year", "number", "2018"],
      [""],
    ]);
  });

  it("gives the JSON Schema with --json", () => {
    const { stdout } = inspect(notebookFile([{ source: "const year = 2018;", tags: ["parameters"] }]), "--json");
    expect(JSON.parse(stdout)).toMatchObject({
      language: "typescript",
      kernel: "tslab",
      schema: { title: "a", properties: { year: { type: "number", default: 2018 } } },
    });
  });

  it("does not tell the value of a secret", () => {
    const source = "/** @secret */\nconst key = 'hunter22';\n/** @secret */\nconst pin = 12345678;\nconst year = 2018;";
    const path = notebookFile([{ source, tags: ["parameters"] }]);
    const { status, stdout } = inspect(path);
    expect([status, stdout.match(/\*\*\*/g)?.length]).toEqual([0, 2]);
    expect(stdout + inspect(path, "--json").stdout).not.toMatch(/hunter22|12345678/);
  });

  it("says that a notebook has none", () => {
    expect(inspect(notebookFile(["1 + 1"])).stdout).toContain("has no parameters");
  });
});
