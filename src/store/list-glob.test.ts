import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../testing/make-notebook.js";
import { listGlob } from "./list-glob.js";

function createFolder(...names: readonly string[]): string {
  const folder = temporaryFolder();
  for (const name of names) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), name);
  }
  return folder;
}

describe("listGlob", () => {
  it("finds the matching files in order, as paths in the form of the glob", async () => {
    const cwd = createFolder("data/2018.csv", "data/2017.csv", "data/x/2016.csv", "data/notes.txt");
    const find = async (glob: string) => (await listGlob(glob, { environment: {}, cwd }))?.map(({ uri }) => uri);
    expect(await find("data/*.csv")).toEqual(["data/2017.csv", "data/2018.csv"]);
    expect(await find("./data/**/*.csv")).toEqual(["./data/2017.csv", "./data/2018.csv", "./data/x/2016.csv"]);
    expect(await find(`${cwd}/data/{2016,2017}.csv`)).toEqual([`${cwd}/data/2017.csv`]);
    expect(await find(`file://${cwd}/data/*.txt`)).toEqual([`file://${cwd}/data/notes.txt`]);
    expect(await find("data/*.parquet")).toEqual([]);
    expect(await find("data/2018.csv")).toBeUndefined();
    expect(await find("https://host/*.csv")).toBeUndefined();
  });

  it("does not read folders that cannot match, nor files that do not match", async () => {
    const cwd = createFolder("a.csv", "unrelated/a.csv");
    // Reading this folder would fail: its name is a loop.
    symlinkSync("loop", join(cwd, "loop"));
    const entered: string[] = [];
    const matches = await listGlob("*.csv", { environment: {}, cwd });
    for (const { store, object } of matches ?? []) {
      expect(object).toEqual({ key: "a.csv", size: 5 });
      const enter = (folder: string): boolean => entered.push(folder) < 0;
      for await (const _ of store.list("", { enter }));
    }
    expect(entered).toEqual(["unrelated/"]);
  });

  it("takes a name with special characters that exists as that name", async () => {
    const cwd = createFolder("sales [2018].csv", "sales 2.csv", "{a}.csv");
    for (const name of ["sales [2018].csv", "{a}.csv"]) {
      expect(await listGlob(name, { environment: {}, cwd })).toBeUndefined();
    }
    const other = await listGlob("sales [0-9].csv", { environment: {}, cwd });
    expect(other?.map(({ uri }) => uri)).toEqual(["sales 2.csv"]);
  });
});
