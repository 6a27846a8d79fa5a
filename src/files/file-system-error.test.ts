import { readFileSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { AccessError, ArgumentError, EnvironmentError, NotFoundError } from "../core/errors.js";
import { temporaryFolder } from "../testing/make-notebook.js";
import { errorCode, fileSystemError } from "./file-system-error.js";

const systemError = (code: string): Error => Object.assign(new Error(`${code}: text`), { code, syscall: "open" });
const operation = { caller: "writeTable", verb: "write", path: "a.csv" } as const;

describe("fileSystemError", () => {
  it.each([
    ["ENOSPC", EnvironmentError, "writeTable: no space left to write a.csv; free some space"],
    ["EDQUOT", EnvironmentError, "writeTable: no space left to write a.csv; free some space"],
    ["EACCES", AccessError, "writeTable: no permission to write a.csv (EACCES); change its owner or mode"],
    ["EROFS", AccessError, "writeTable: cannot write a.csv: the file system is read-only; choose another folder"],
    ["EISDIR", AccessError, "writeTable: cannot write a.csv: it is a folder; name a file"],
    ["ENOTDIR", AccessError, "writeTable: cannot write a.csv: a part of the path is a file, not a folder"],
    ["ENOENT", NotFoundError, "writeTable: cannot write a.csv: no such file or folder; check the path"],
    [
      "EMFILE",
      EnvironmentError,
      'writeTable: cannot write a.csv: too many open files; raise the limit with "ulimit -n"',
    ],
    ["EIO", Error, "writeTable: cannot write a.csv: EIO: text"],
  ])("names caller, path and fix for %s", (code, kind, message) => {
    const cause = systemError(code);
    const error = fileSystemError(cause, operation) as Error;
    expect(error).toBeInstanceOf(kind);
    expect(error.message).toContain(message);
    expect(error.cause).toBe(cause);
  });

  it("reports a folder that should be read as not found, and adds the caller's fix", () => {
    expect(fileSystemError(systemError("EISDIR"), { ...operation, verb: "read" })).toBeInstanceOf(NotFoundError);
    const full = fileSystemError(systemError("ENOSPC"), { ...operation, fix: "choose another file with --output" });
    expect((full as Error).message).toMatch(/free some space, or choose another file with --output$/);
  });

  it("returns errors that do not come from the file system as they are", () => {
    for (const error of [new ArgumentError("x"), new Error("source broke"), "text"]) {
      expect(fileSystemError(error, operation)).toBe(error);
    }
  });

  it("recognizes the errors of Node's own functions", async () => {
    const folder = temporaryFolder();
    const missing: unknown = await open(join(folder, "none")).catch((cause: unknown) => cause);
    expect(errorCode(missing)).toBe("ENOENT");
    const attempts = [() => readFileSync(folder), () => rmSync(folder)];
    for (const attempt of attempts) {
      let thrown: unknown;
      try {
        attempt();
      } catch (cause) {
        thrown = cause;
      }
      expect(fileSystemError(thrown, { ...operation, verb: "read" })).toBeInstanceOf(NotFoundError);
    }
  });
});
