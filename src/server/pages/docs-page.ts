import { describeContract, exampleRow } from "../../pipeline/describe-contract.js";
import { escapeHtml } from "../../report/escape-html.js";
import type { ModelSource } from "../served-model.js";
import type { Route } from "../service-request.js";
import { serverPage } from "./server-page.js";

/** A page that documents the routes and the input contract of every model, with examples for a shell. */
export function docsPage(routes: readonly Route[], models: readonly ModelSource[]): Response {
  const rows = routes
    .filter(({ operation }) => operation !== undefined)
    .map(
      ({ method, path, operation }) =>
        `<tr><td><code>${method.toUpperCase()}</code></td><td><code>${escapeHtml(path)}</code></td><td>${escapeHtml(operation?.summary ?? "")}</td></tr>`,
    );
  const mainHtml = `<h1>API</h1>
<p>The machine-readable description is <a href="/openapi.json">/openapi.json</a>. Errors are problem documents (RFC 9457) that name row and field.</p>
<div class="scroll" tabindex="0" role="region" aria-label="Paths"><table><caption>Paths</caption><thead><tr><th scope="col">method</th><th scope="col">path</th><th scope="col">what it returns</th></tr></thead><tbody>${rows.join("\n")}</tbody></table></div>
${models.map(modelHtml).join("\n")}`;
  return serverPage({
    title: "API",
    mainHtml,
    links: [
      ["/", "Form"],
      ["/openapi.json", "OpenAPI"],
    ],
  });
}

function modelHtml(source: ModelSource): string {
  const { name, version, model } = source.current();
  const base = `/models/${encodeURIComponent(name)}`;
  const cells = describeContract(model).map(
    ({ name: column, type, unit, rules, description }) =>
      `<tr><th scope="row"><code>${escapeHtml(column)}</code></th>${[type, unit, rules, description].map((text) => `<td>${escapeHtml(text)}</td>`).join("")}</tr>`,
  );
  const example = JSON.stringify(exampleRow(model));
  const command = `curl -H 'content-type: application/json' -d '${example}' http://localhost:8000${base}/predict`;
  return `<h2>${escapeHtml(name)} <span class="muted">version ${escapeHtml(version)}</span></h2>
<div class="scroll" tabindex="0" role="region" aria-label="Inputs of ${escapeHtml(name)}"><table><caption>Inputs</caption><thead><tr><th scope="col">column</th><th scope="col">type</th><th scope="col">unit</th><th scope="col">rules</th><th scope="col">meaning</th></tr></thead><tbody>${cells.join("\n")}</tbody></table></div>
<pre tabindex="0"><code>${escapeHtml(command)}</code></pre>`;
}
