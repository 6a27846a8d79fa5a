/** Starts the live pages of a document; in a worker the same code computes. */
import { startSection } from "./live-section.js";
import { startWorker } from "./live-worker.js";

if (typeof document === "undefined") startWorker();
else {
  const code = document.currentScript?.textContent ?? "";
  for (const section of document.querySelectorAll<HTMLElement>("[data-live]")) void startSection(section, code);
}
