import { escapeHtml } from "../../report/escape-html.js";
import type { HistorySite } from "./history-site.js";

/** The fields to upload files, and the button that undoes uploads, where they are allowed. */
export function uploadHtml({ history, allowUpload, allowReset, maxUploadBytes = 50_000_000 }: HistorySite): string {
  if (allowUpload !== true) {
    return '<p class="muted">Uploads are off; start the server with --allow-upload to accept files.</p>';
  }
  const fields = Object.keys(history.options.datasets).map((name, index) => {
    const label = escapeHtml(name);
    return `<div class="field"><label for="file-${index}">${label}</label><input id="file-${index}" type="file" accept=".csv,.jsonl,.parquet,text/csv" data-upload="/datasets/${encodeURIComponent(name)}/rows"><div class="report" aria-live="polite"></div></div>`;
  });
  const reset =
    allowReset === true
      ? `<h2>Undo uploads</h2>
<p>The datasets get the rows of their last version that no upload made. Versions stay readable.</p>
<p><button type="button" data-reset="/datasets/reset" disabled>Undo all uploads</button></p><div class="report" aria-live="polite"></div>`
      : "";
  return `<h2>Add rows</h2>
<p>A CSV file (or JSON lines, Parquet) as it is published, at most ${Math.round(maxUploadBytes / 1e6)} MB. Rows that a dataset has already are left out, rows that break its schema are refused, and unusual values are held back until you accept them. A file is inserted as one, or not at all.</p>
<noscript><p class="error">Uploads need JavaScript; without it use curl as on the API page.</p></noscript>
${fields.join("\n")}
${reset}`;
}
