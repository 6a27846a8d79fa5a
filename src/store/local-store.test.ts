import { execFileSync } from "node:child_process";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { AccessError, EnvironmentError, NotFoundError } from "../core/errors.js";
import { storeContract } from "../testing/store-contract.js";
import { localStore } from "./local-store.js";

const folders: string[] = [];
const temporaryFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "cuaderno-local-store-"));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

storeContract("localStore", async () => localStore(temporaryFolder()));

const bytes = new TextEncoder().encode("x");

async function joined(chunks: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

describe("localStore", () => {
  it("creates its folder at the first write", async () => {
    const folder = join(temporaryFolder(), "not", "yet");
    await localStore(folder).write("a.csv", bytes);
    expect(readdirSync(folder)).toEqual(["a.csv"]);
  });

  it("names the nearest file when one is missing", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "traffic_2018.csv"), "x");
    const store = localStore(folder);
    await expect(store.read("trafic_2018.csv")).rejects.toThrow(
      `localStore: no file ${join(folder, "trafic_2018.csv")}; did you mean "traffic_2018.csv"?`,
    );
    await expect(store.read("milk.csv")).rejects.toThrow("its folder has traffic_2018.csv");
    await expect(store.read("sub/milk.csv")).rejects.toThrow("its folder does not exist");
  });

  it("hides unfinished writes and does not touch those of other processes", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, ".cuaderno-writing-1-old"), "half");
    const store = localStore(folder);
    await store.write("a", bytes);
    const found = [];
    for await (const { key } of store.list("")) found.push(key);
    expect(found).toEqual(["a"]);
    await expect(store.read(".cuaderno-writing-1-old")).rejects.toThrow(/marks unfinished writes/);
  });

  it("removes unfinished writes of killed processes after a day, when the folder is written to again", async () => {
    const folder = temporaryFolder();
    const left = [".cuaderno-writing-1-old", ".cuaderno-writing-2-young", ".cuaderno-writing-swap-x", "mine"];
    for (const name of left) writeFileSync(join(folder, name), "half");
    for (const name of left.filter((each) => !each.includes("young"))) {
      utimesSync(join(folder, name), new Date("2020-01-01"), new Date("2020-01-01"));
    }
    await localStore(folder).write("a", bytes);
    expect(readdirSync(folder).sort()).toEqual([...left.slice(1), "a"].sort());
  });

  it("rejects symbolic links that lead out of the folder and follows those that stay in it", async () => {
    const outside = temporaryFolder();
    writeFileSync(join(outside, "secret"), "s");
    const folder = temporaryFolder();
    const store = localStore(folder);
    await store.write("real/a", bytes);
    symlinkSync(outside, join(folder, "door"));
    symlinkSync(join(outside, "secret"), join(folder, "window"));
    symlinkSync(join(folder, "real"), join(folder, "inside"));
    await expect(store.read("door/secret")).rejects.toThrow(AccessError);
    await expect(store.read("window")).rejects.toThrow(/is a symbolic link to .*secret, outside/);
    await expect(store.stat("window")).rejects.toThrow(AccessError);
    await expect(store.write("door/new", bytes)).rejects.toThrow(AccessError);
    await expect(store.create("door/new", bytes)).rejects.toThrow(AccessError);
    await expect(store.remove("door/secret")).rejects.toThrow(AccessError);
    await expect(store.write("door/new/folder/x", bytes)).rejects.toThrow(AccessError);
    symlinkSync("/", join(folder, "up"));
    await expect(store.write("up/new", bytes)).rejects.toThrow(AccessError);
    await expect(joined(store.readChunks("window"))).rejects.toThrow(AccessError);
    const listed: string[] = [];
    for await (const { key } of store.list("")) listed.push(key);
    expect(listed).toEqual(["real/a", "window"]);
    expect(readdirSync(outside)).toEqual(["secret"]);
    expect((await store.read("inside/a")).length).toBe(1);
  });

  it("reports that a part of the path is a file, or that the object is a folder", async () => {
    const folder = temporaryFolder();
    const store = localStore(folder);
    await store.write("file", bytes);
    await store.write("folder/x", bytes);
    await expect(store.write("file/below", bytes)).rejects.toThrow(/a part of the path is a file/);
    await expect(store.read("file/below")).rejects.toThrow(NotFoundError);
    await expect(store.read("folder")).rejects.toThrow(/it is a folder; name a file/);
    await expect(store.write("folder", bytes)).rejects.toThrow(/it is a folder; name a file/);
    expect(await store.stat("folder")).toBeUndefined();
    expect(readdirSync(folder).sort()).toEqual(["file", "folder"]);
  });

  it("leaves the old bytes and no other file when the disk is full", async (context) => {
    const folder = temporaryFolder();
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], { stdio: "pipe" });
    } catch {
      return context.skip("mounting a small tmpfs needs root");
    }
    try {
      const store = localStore(folder);
      await store.write("a", new Uint8Array(20_000).fill(1));
      await expect(store.write("a", new Uint8Array(100_000))).rejects.toThrow(EnvironmentError);
      await expect(store.write("new/folder/b", new Uint8Array(100_000))).rejects.toThrow(/no space left to write/);
      await expect(store.create("c", new Uint8Array(100_000))).rejects.toThrow(/no space left to write/);
      expect(readdirSync(folder)).toEqual(["a"]);
      expect((await store.read("a")).length).toBe(20_000);
    } finally {
      execFileSync("umount", [folder]);
    }
  });

  it("reports a read-only file system", async (context) => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "ro"));
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "ro,size=64k", "tmpfs", join(folder, "ro")], { stdio: "pipe" });
    } catch {
      return context.skip("mounting a read-only tmpfs needs root");
    }
    try {
      await expect(localStore(join(folder, "ro")).write("a", bytes)).rejects.toThrow(/the file system is read-only/);
      expect(existsSync(join(folder, "ro", "a"))).toBe(false);
    } finally {
      execFileSync("umount", [join(folder, "ro")]);
    }
  });

  it("lets a reader see the old bytes or the new ones, never a mixture", async () => {
    const store = localStore(temporaryFolder());
    const versions = [1, 2, 3, 4].map((byte) => new Uint8Array(300_000).fill(byte));
    await store.write("x", versions[0] as Uint8Array);
    let isWriting = true;
    const writing = (async () => {
      for (let round = 0; round < 8; round++) for (const version of versions) await store.write("x", version);
      isWriting = false;
    })();
    while (isWriting) {
      const found = await store.read("x");
      expect(found.length).toBe(300_000);
      expect(found.every((byte) => byte === found[0])).toBe(true);
    }
    await writing;
  });
});
