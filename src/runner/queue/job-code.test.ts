import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { JobCode } from "../../jobs/job.js";
import { testJob } from "../../testing/queue-contract.js";
import { prepareCode, submittedCode } from "./job-code.js";

let folder: string;
let project: string;
const git = (...args: readonly string[]): string =>
  execFileSync("git", ["-C", project, "-c", "user.name=a", "-c", "user.email=a@b", ...args], {
    encoding: "utf8",
  }).trim();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "cuaderno-code-"));
  project = join(folder, "project");
  await mkdir(join(project, "notebooks"), { recursive: true });
  await writeFile(join(project, "notebooks", "a.ipynb"), "{}");
  execFileSync("git", ["init", "-q", "--bare", join(folder, "origin.git")]);
  execFileSync("git", ["init", "-q", project]);
  git("remote", "add", "origin", join(folder, "origin.git"));
});
afterAll(async () => await rm(folder, { recursive: true, force: true }));

const prepare = (code: JobCode, more: { readonly folder?: string; readonly image?: string } = {}): Promise<string> =>
  prepareCode(testJob("a", { code, folder: more.folder ?? "notebooks" }), {
    folder: join(folder, "work"),
    image: more.image,
    install: "none",
  });

it("fetches a pushed commit once, and refuses what is not committed or pushed", async () => {
  await expect(submittedCode("git", project)).rejects.toThrow("is not in a git repository with commits");
  git("add", ".");
  git("commit", "-qm", "first");
  await expect(submittedCode("git", project)).rejects.toThrow(/commit \w{8} is not on origin; push it/);
  git("push", "-q", "origin", "HEAD:main");
  git("fetch", "-q");
  const { code, folder: inside } = await submittedCode("git", join(project, "notebooks"));
  expect(code).toEqual({ kind: "git", repository: join(folder, "origin.git"), commit: git("rev-parse", "HEAD") });
  expect(inside).toBe("notebooks");
  const path = await prepare(code);
  expect(existsSync(join(path, "a.ipynb"))).toBe(true);
  await writeFile(join(path, "mark"), "");
  expect(existsSync(join(await prepare(code), "mark"))).toBe(true);
  await writeFile(join(project, "notebooks", "a.ipynb"), "{ }");
  await expect(submittedCode("git", project)).rejects.toThrow("files differ from the last commit");
  git("remote", "set-url", "origin", "https://me:secret@host/a.git");
  git("checkout", "-q", ".");
  await expect(submittedCode("git", project)).rejects.toThrow("address of origin holds a password");
});

it("unpacks a tarball, and refuses one that has changed", async () => {
  const tarball = join(folder, "code.tar.gz");
  execFileSync("tar", ["-czf", tarball, "-C", project, "notebooks"]);
  const { code } = await submittedCode(tarball, project);
  expect(readFileSync(join(await prepare(code), "a.ipynb"), "utf8")).toContain("{");
  await writeFile(tarball, "other");
  const changed = { ...code, sha256: "0".repeat(64) } as JobCode;
  await expect(prepare(changed)).rejects.toThrow(/code\.tar\.gz has changed since submission/);
});

it("needs the folder, or a worker in the image", async () => {
  await expect(prepare({ kind: "folder" }, { folder: join(folder, "nowhere") })).rejects.toThrow(
    /nowhere does not exist on this machine; mount it under the same path, or submit with --code git/,
  );
  const { code, tags } = await submittedCode("image:analytics:7", project);
  expect(tags).toEqual(["image=analytics:7"]);
  await expect(prepare(code)).rejects.toThrow("start a worker in that image with --image analytics:7");
  expect(await prepare(code, { image: "analytics:7", folder })).toBe(folder);
  await expect(submittedCode("zip", project)).rejects.toThrow('unknown source "zip"; use folder, git');
});
