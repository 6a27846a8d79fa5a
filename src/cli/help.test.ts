import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { rootFolder } from "../testing/source-files.js";
import { commands } from "./commands.js";
import { formatHelp } from "./format-help.js";
import { makeContext } from "./make-context.js";

const main = join(rootFolder, "dist", "cli", "main.js");
const nowhere = { write: () => undefined };
const context = makeContext({
  environment: {},
  cwd: "/",
  signal: new AbortController().signal,
  json: false,
  quiet: false,
  stdout: nowhere,
  stderr: nowhere,
});

async function getHelp(name: string): Promise<readonly string[]> {
  const command = new Command(name);
  (await commands.find((entry) => entry.name === name)?.load())?.define(command, context);
  return [command, ...command.commands].map((each) => {
    let text = "";
    each.configureOutput({
      getOutHelpWidth: () => 100,
      writeOut: (part) => {
        text += formatHelp(part, 100);
      },
    });
    each.outputHelp();
    return text;
  });
}

describe("--help", () => {
  it.each(commands.map(({ name }) => name))("of %s fits 100 columns", async (name) => {
    for (const text of await getHelp(name)) {
      expect(text).toContain("Usage:");
      expect(text.split("\n").filter((line) => line.length > 100)).toEqual([]);
    }
  });

  it.skipIf(!existsSync(main))(
    "of the program fits 100 columns, whatever COLUMNS says (skipped without a build)",
    () => {
      for (const args of [["--help"], ["run", "--help"], ["runs", "list", "--help"]]) {
        const { stdout, status } = spawnSync(process.execPath, [main, ...args], {
          encoding: "utf8",
          env: { ...process.env, COLUMNS: "300" },
        });
        expect(status).toBe(0);
        expect(stdout.split("\n").filter((line) => line.length > 100)).toEqual([]);
      }
    },
  );
});

describe("formatHelp", () => {
  it("breaks long lines between words with their indentation, and no examples", () => {
    expect(formatHelp("  aa bb cc\n  $ long example line", 8)).toBe("  aa bb\n  cc\n  $ long example line");
  });
});
