import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { findChromium } from "../../host/find-chromium.js";
import { findChromium as chromiumOfTests } from "../../testing/find-chromium.js";
import { notebookFile } from "../../testing/make-notebook.js";
import { exportNotebook } from "./export-notebook.js";
import { printPage } from "./print-page.js";

const program = chromiumOfTests();

describe("findChromium", () => {
  it("takes what is named, else what is on the PATH", () => {
    expect(findChromium({ CUADERNO_CHROMIUM: "/opt/c" }, () => true)).toBe("/opt/c");
    expect(findChromium({ PATH: "/a:/b" }, (path) => path === join("/b", "chromium"))).toBe(join("/b", "chromium"));
  });

  it("says what is missing and what to do", () => {
    expect(() => findChromium({ PATH: "/a" }, () => false)).toThrow(
      /which is not installed; install one or set CUADERNO_CHROMIUM to its path/,
    );
    expect(() => findChromium({ CUADERNO_CHROMIUM: "/opt/c" }, () => false)).toThrow(
      /CUADERNO_CHROMIUM: \/opt\/c does not exist/,
    );
  });
});

describe.runIf(program !== undefined)("printPage", () => {
  it("prints a page as PDF and its pictures as PNG, and leaves no browser and no profile", async () => {
    const path = notebookFile([{ markdown: "# T\n\n$x^2$" }, "1"]);
    const notebook = JSON.parse(readFileSync(path, "utf8"));
    const figure = { data: [{ type: "bar", x: ["a"], y: [1] }], layout: { title: { text: "T" } } };
    notebook.cells[1].outputs = [
      { output_type: "display_data", data: { "application/vnd.plotly.v1+json": figure }, metadata: {} },
    ];
    writeFileSync(path, JSON.stringify(notebook));
    const { output } = await exportNotebook(path);
    const folder = dirname(path);
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith("cuaderno-chromium-"));
    const written = await printPage(output, { pdf: join(folder, "a.pdf"), images: join(folder, "images") });
    expect(written).toEqual([join(folder, "images", "figure-01.png"), join(folder, "a.pdf")]);
    expect(
      readFileSync(join(folder, "images", "figure-01.png"))
        .subarray(1, 4)
        .toString(),
    ).toBe("PNG");
    expect(readFileSync(join(folder, "a.pdf")).subarray(0, 5).toString()).toBe("%PDF-");
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith("cuaderno-chromium-"))).toEqual(before);
  });

  it("makes the folder of the PDF, and says where it may not write", async () => {
    const { output } = await exportNotebook(notebookFile(["1"]));
    const pdf = join(dirname(output), "new", "a.pdf");
    expect(await printPage(output, { pdf })).toEqual([pdf]);
    await expect(printPage(output, { pdf: join(output, "a.pdf") })).rejects.toThrow(
      /printPage: cannot write .*: a part of the path is a file, not a folder; choose another file with --pdf/,
    );
  });

  it("stops when interrupted", async () => {
    const { output } = await exportNotebook(notebookFile(["1"]));
    await expect(printPage(output, { pdf: `${output}.pdf`, signal: AbortSignal.timeout(1) })).rejects.toThrow(
      /interrupted/,
    );
  });
});
