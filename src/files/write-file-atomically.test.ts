import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import fileSystem from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AccessError, EnvironmentError } from "../core/errors.js";
import { temporaryFolder } from "../testing/notebook-of.js";
import { writeFileAtomically } from "./write-file-atomically.js";

function file(text: string): string {
  const path = join(temporaryFolder(), "a.ipynb");
  writeFileSync(path, text);
  return path;
}

describe("writeFileAtomically", () => {
  it.each(["ENOSPC", "EDQUOT"])("keeps the earlier file whole at %s in mid-write, and names the fix", async (code) => {
    const path = file("earlier");
    const { open } = fileSystem;
    const full: typeof open = async (...words) => {
      const opened = await open(...words);
      opened.writeFile = async () => {
        await opened.write("half of the n");
        throw Object.assign(new Error(`${code}: no room`), { code });
      };
      return opened;
    };
    Object.assign(fileSystem, { open: full });
    syncBuiltinESMExports();
    try {
      const writing = writeFileAtomically(path, "half of the new text", "runNotebook");
      await expect(writing).rejects.toThrow(
        `runNotebook: no space left to write ${path}; free some or name another place with --output`,
      );
      await expect(writing).rejects.toThrow(EnvironmentError);
    } finally {
      Object.assign(fileSystem, { open });
      syncBuiltinESMExports();
    }
    expect(readFileSync(path, "utf8")).toBe("earlier");
    expect(readdirSync(dirname(path))).toEqual(["a.ipynb"]);
  });

  it("keeps permissions and links", async () => {
    const path = file("earlier");
    chmodSync(path, 0o600);
    const link = join(dirname(path), "link");
    symlinkSync(path, link);
    await writeFileAtomically(link, "new", "test");
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(dirname(path))).toEqual(["a.ipynb", "link"]);
    expect(statSync(path).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  });

  it("refuses a folder, and a path through a file", async () => {
    const path = file("earlier");
    await expect(writeFileAtomically(dirname(path), "", "test")).rejects.toThrow("it is a folder; name a file");
    await expect(writeFileAtomically(join(path, "b"), "", "test")).rejects.toThrow(AccessError);
    expect(readdirSync(dirname(path))).toEqual(["a.ipynb"]);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "refuses a file that may only be read (skipped for root, who may write anywhere)",
    async () => {
      const path = file("earlier");
      chmodSync(path, 0o400);
      await expect(writeFileAtomically(path, "new", "test")).rejects.toThrow(`test: may not write ${path} (EACCES)`);
      expect(readFileSync(path, "utf8")).toBe("earlier");
    },
  );

  it.skipIf(process.platform === "win32")("writes to a pipe instead of taking its place", async () => {
    const pipe = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe]);
    onTestFinished(() => void reader.kill());
    const heard = new Promise((resolve) => reader.stdout.once("data", (chunk: Buffer) => resolve(String(chunk))));
    await writeFileAtomically(pipe, "text", "test");
    expect(await heard).toBe("text");
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("says that a full device is full", async () => {
    await expect(writeFileAtomically("/dev/full", "text", "test")).rejects.toThrow(
      "test: no space left to write /dev/full; free some",
    );
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });

  it("makes the folders that are missing", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a"));
    await writeFileAtomically(join(folder, "a", "b", "c.txt"), "text", "test");
    expect(readFileSync(join(folder, "a", "b", "c.txt"), "utf8")).toBe("text");
  });
});
