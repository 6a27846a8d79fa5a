import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { notebookPictures } from "./notebook-pictures.js";

describe("notebookPictures", () => {
  const outside = mkdtempSync(join(tmpdir(), "pictures-"));
  const base = mkdtempSync(join(tmpdir(), "pictures-"));
  afterAll(() => {
    for (const made of [outside, base]) rmSync(made, { recursive: true, force: true });
  });
  const folder = join(base, "notebooks");
  mkdirSync(join(folder, "images"), { recursive: true });
  writeFileSync(join(folder, "images", "a b.png"), "picture");
  writeFileSync(join(folder, "notes.txt"), "text");
  writeFileSync(join(outside, "secret.png"), "secret");
  symlinkSync(join(outside, "secret.png"), join(folder, "link.png"));
  symlinkSync(outside, join(folder, "linked"));
  symlinkSync(join(folder, "notes.txt"), join(folder, "text.png"));
  symlinkSync(join(folder, "images", "a b.png"), join(folder, "inside.png"));
  const picture = notebookPictures(folder);

  it("reads pictures in the folder of the notebook, also through a link inside it", () => {
    const data = `data:image/png;base64,${Buffer.from("picture").toString("base64")}`;
    expect(["images/a%20b.png", "images/a b.png", "./inside.png"].map(picture)).toEqual([data, data, data]);
  });

  it.each([
    "../notebooks/../x.png",
    "link.png",
    "linked/secret.png",
    "text.png",
    "notes.txt",
    "none.png",
    "/etc/x.png",
    "file:///x.png",
    "%00.png",
  ])("reads nothing else: %s", (path) => expect(picture(path)).toBeUndefined());
});
