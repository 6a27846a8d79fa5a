import { join } from "node:path";
import { writeFileAtomically } from "../../files/write-file-atomically.js";
import { type OpenOptions, type OpenPage, openInChromium } from "./open-in-chromium.js";

/** Options of `printPage`. */
export interface PrintPageOptions extends OpenOptions {
  /** The file of a PDF of the page. */
  readonly pdf?: string | undefined;
  /** The folder for a PNG picture (at 2x scale) of every figure and picture of the page. */
  readonly images?: string | undefined;
}

/**
 * Paths of the PDF of an exported page and of pictures of its figures, written by an installed Chromium.
 *
 * @example const paths = await printPage("reports/01-explore.html", { pdf: "reports/01-explore.pdf" });
 */
export function printPage(path: string, { pdf, images, ...options }: PrintPageOptions): Promise<readonly string[]> {
  return openInChromium(
    path,
    async (page) => [
      ...(images === undefined ? [] : await writeImages(page, images)),
      ...(pdf === undefined ? [] : [await writePdf(page, pdf)]),
    ],
    options,
  );
}

async function writePdf(page: OpenPage, path: string): Promise<string> {
  const { data } = await page.send<{ readonly data: string }>("Page.printToPDF", {
    printBackground: true,
    displayHeaderFooter: true,
    headerTemplate: "<span></span>",
    footerTemplate: footer,
    generateTaggedPDF: true,
    generateDocumentOutline: true,
    preferCSSPageSize: true,
    paperWidth: 8.27,
    paperHeight: 11.69,
    marginTop: 0.6,
    marginBottom: 0.6,
    marginLeft: 0.6,
    marginRight: 0.6,
  });
  await writeFileAtomically(path, Buffer.from(data, "base64"), {
    caller: "printPage",
    fix: "choose another file with --pdf",
  });
  return path;
}

/** The page's title and the number of the sheet; Chromium fills the classes in. */
const footer = `<div style="width:100%;margin:0 .6in;display:flex;justify-content:space-between;gap:2em;font:7pt sans-serif;color:#57606a">
<span class="title"></span><span style="white-space:nowrap"><span class="pageNumber"></span> / <span class="totalPages"></span></span></div>`;

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

async function writeImages(page: OpenPage, folder: string): Promise<readonly string[]> {
  await page.send("Emulation.setDeviceMetricsOverride", {
    width: 1_100,
    height: 900,
    deviceScaleFactor: 2,
    mobile: false,
  });
  const clips = await page.evaluate<readonly Rectangle[]>(figureRectangles);
  const written: string[] = [];
  for (const [index, clip] of clips.entries()) {
    const { data } = await page.send<{ readonly data: string }>("Page.captureScreenshot", {
      format: "png",
      captureBeyondViewport: true,
      clip: { ...clip, scale: 1 },
    });
    const path = join(folder, `figure-${String(index + 1).padStart(2, "0")}.png`);
    await writeFileAtomically(path, Buffer.from(data, "base64"), {
      caller: "printPage",
      fix: "choose another file with --images",
    });
    written.push(path);
  }
  return written;
}

/**
 * Evaluated in the page: opens folds with figures, hides the tools of figures, and returns the rectangle of each figure
 * with a small margin.
 */
const figureRectangles = `new Promise((done) => {
  document.head.append(Object.assign(document.createElement("style"), { textContent: ".modebar{display:none!important}" }));
  const figures = [...document.querySelectorAll("main figure.figure:has(.plot), main .picture img")];
  for (const figure of figures) for (let fold = figure.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
  const rectangle = (figure) => {
    const { x, y, width, height } = figure.getBoundingClientRect();
    return { x: Math.max(0, x + scrollX - 12), y: Math.max(0, y + scrollY - 12), width: width + 24, height: height + 24 };
  };
  setTimeout(() => done(figures.map(rectangle)), 400);
})`;
