import { execFileSync, spawn } from "node:child_process";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import fileSystem from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { AccessError, EnvironmentError } from "../core/errors.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { writeFileAtomically } from "./write-file-atomically.js";

function file(text: string): string {
  const path = join(temporaryFolder(), "a.ipynb");
  writeFileSync(path, text);
  return path;
}

describe("writeFileAtomically", () => {
  it.each(["ENOSPC", "EDQUOT"])(
    "leaves the earlier file unchanged when the disk is full (%s), and names the fix",
    async (code) => {
      const path = file("earlier");
      const { open } = fileSystem;
      const full: typeof open = async (...args) => {
        const opened = await open(...args);
        opened.writeFile = async () => {
          await opened.write("half of the n");
          throw Object.assign(new Error(`${code}: disk full`), { code, syscall: "write" });
        };
        return opened;
      };
      Object.assign(fileSystem, { open: full });
      syncBuiltinESMExports();
      try {
        const writing = writeFileAtomically(path, "half of the new text", { caller: "runNotebook" });
        await expect(writing).rejects.toThrow(
          `runNotebook: no space left to write ${path}; free some space, or choose another file with --output`,
        );
        await expect(writing).rejects.toThrow(EnvironmentError);
      } finally {
        Object.assign(fileSystem, { open });
        syncBuiltinESMExports();
      }
      expect(readFileSync(path, "utf8")).toBe("earlier");
      expect(readdirSync(dirname(path))).toEqual(["a.ipynb"]);
    },
  );

  it("preserves permissions and symbolic links", async () => {
    const path = file("earlier");
    chmodSync(path, 0o600);
    const link = join(dirname(path), "link");
    symlinkSync(path, link);
    await writeFileAtomically(link, "new", { caller: "test" });
    expect(readFileSync(path, "utf8")).toBe("new");
    expect(readdirSync(dirname(path))).toEqual(["a.ipynb", "link"]);
    expect(statSync(path).mode & 0o777).toBe(process.platform === "win32" ? 0o666 : 0o600);
  });

  it("rejects a folder, and a path through a file", async () => {
    const path = file("earlier");
    await expect(writeFileAtomically(dirname(path), "", { caller: "test" })).rejects.toThrow(
      "it is a folder; choose another file",
    );
    await expect(writeFileAtomically(join(path, "b"), "", { caller: "test" })).rejects.toThrow(AccessError);
    expect(readdirSync(dirname(path))).toEqual(["a.ipynb"]);
  });

  it.skipIf(process.platform === "win32" || process.getuid?.() === 0)(
    "rejects a read-only file (skipped for root, who may write anywhere)",
    async () => {
      const path = file("earlier");
      chmodSync(path, 0o400);
      await expect(writeFileAtomically(path, "new", { caller: "test" })).rejects.toThrow(
        `test: no permission to write ${path} (EACCES)`,
      );
      expect(readFileSync(path, "utf8")).toBe("earlier");
    },
  );

  it.skipIf(process.platform === "win32")("writes to a pipe instead of replacing it", async () => {
    const pipe = join(temporaryFolder(), "pipe");
    execFileSync("mkfifo", [pipe]);
    const reader = spawn("cat", [pipe]);
    onTestFinished(() => void reader.kill());
    const received = new Promise((resolve) => reader.stdout.once("data", (chunk: Buffer) => resolve(String(chunk))));
    await writeFileAtomically(pipe, "text", { caller: "test" });
    expect(await received).toBe("text");
    expect(statSync(pipe).isFIFO()).toBe(true);
  });

  it.skipIf(process.platform !== "linux")("reports a full device", async () => {
    await expect(writeFileAtomically("/dev/full", "text", { caller: "test" })).rejects.toThrow(
      "test: no space left to write /dev/full; free some space",
    );
    expect(statSync("/dev/full").isCharacterDevice()).toBe(true);
  });

  it("creates missing folders", async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "a"));
    await writeFileAtomically(join(folder, "a", "b", "c.txt"), "text", { caller: "test" });
    expect(readFileSync(join(folder, "a", "b", "c.txt"), "utf8")).toBe("text");
  });
});
