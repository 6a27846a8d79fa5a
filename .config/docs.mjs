// `npm run docs [-- --no-run] [--output folder]` makes the documentation in reports/docs: guides and notebooks of the projects as pages, the
// API reference from the published declarations, a page for each kind of error, search, llms.txt. It opens from file://.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { errorPages, everydayPage, firstSentence, subpathPage } from "./docs/api-pages.mjs";
import { readApi } from "./docs/read-api.mjs";
import { indexPage, searchScript } from "./docs/search-page.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const output = args.includes("--output") ? args[args.indexOf("--output") + 1] : join(root, "reports", "docs");
const built = (name) => import(pathToFileURL(join(root, "dist", name)).href);
const { exportNotebook, readNotebook, runFlow } = await built("notebook.js");
const { renderPage } = await built("report.js");

if (!args.includes("--no-run")) {
  const { status, steps } = await runFlow(join(root, "notebooks", "guides"), {
    reports: join(root, "reports"),
    tracking: false,
    concurrency: 2,
    onStep: ({ step, status: state }) => console.error(`${step}: ${state}`),
  });
  if (status !== "ok") throw new Error(`docs: ${steps.find(({ message }) => message)?.message}`);
}
rmSync(output, { recursive: true, force: true });
mkdirSync(output, { recursive: true });
const entries = [];
const groups = [];
for (const folder of ["guides", "traffic", "milk", "telecom", "crime", "worldbank"]) {
  groups.push({ heading: folder === "guides" ? "Guides" : `Project: ${folder}`, pages: await notebookPages(folder) });
}
groups.push({ heading: "API reference", pages: apiPages() });
writeFileSync(join(output, "index.html"), indexPage(groups));
writeFileSync(join(output, "search.js"), searchScript(entries));
writeFileSync(join(output, "llms.txt"), llms(groups));
console.log(
  `${output}/index.html: ${groups.flatMap(({ pages }) => pages).length + 1} pages, ${entries.length} entries`,
);

/** Pages of the notebooks of a folder, from executed copies where there are some. */
async function notebookPages(folder) {
  const names = readdirSync(join(root, "notebooks", folder))
    .filter((name) => /^\d.*\.ipynb$/.test(name) && !name.endsWith(".executed.ipynb"))
    .sort();
  const pages = await Promise.all(
    names.map(async (name) => {
      const executed = join(root, "reports", folder, name);
      const path = existsSync(executed) ? executed : join(root, "notebooks", folder, name);
      const { cells } = await readNotebook(path);
      const markdown = cells.flatMap((cell) => (cell.cell_type === "markdown" ? [cell.source] : [])).join("\n\n");
      const title = /^# (.*)$/m.exec(markdown)?.[1] ?? basename(name, ".ipynb");
      const about = /\*\*Question\.\*\* (.*)/.exec(markdown)?.[1]?.replaceAll(/[*`]/g, "") ?? "";
      return { path, title, about, markdown, page: `${folder}/${basename(name, ".ipynb")}.html` };
    }),
  );
  mkdirSync(join(output, folder));
  for (const [index, { path, page, title, about, markdown }] of pages.entries()) {
    const links = { index: { title: "Documentation", href: "../index.html" }, ...neighbours(pages, index) };
    await exportNotebook(path, { output: join(output, page), links, code: folder === "guides" ? "show" : "fold" });
    entries.push({ title, url: page, kind: folder, text: about });
    for (const [, heading] of markdown.matchAll(/^##+ (.*)$/gm)) {
      entries.push({ title: heading, url: page, kind: folder, text: title });
    }
  }
  return pages;
}

function neighbours(pages, index) {
  const link = (own) => (own === undefined ? undefined : { title: own.title, href: basename(own.page) });
  return { previous: link(pages[index - 1]), next: link(pages[index + 1]) };
}

/** Pages of the subpaths and of the errors. */
function apiPages() {
  const [everyday, ...subpaths] = readApi(root);
  const errors = everyday.exports.filter(({ name, kind }) => kind === "class" && name !== "CuadernoError");
  const kindPage = (name) => errorPages(errors, [], () => "").find((one) => one.name === name)?.page;
  const errorPage = (name) => (errors.some((error) => error.name === name) ? kindPage(name) : undefined);
  const ids = new Map();
  const render = (data, page, position, all) => {
    const links = { index: { title: "Documentation", href: "index.html" }, ...neighbours(all, position) };
    const html = renderPage({ ...data, links });
    for (const [, id, heading] of html.matchAll(/<h2 id="([^"]+)">([^<]+)<\/h2>/g)) ids.set(`${page} ${heading}`, id);
    writeFileSync(join(output, page), html);
  };
  const anchor = (name) => {
    const own = subpaths.find(({ exports }) => exports.some((one) => one.name === name));
    return own === undefined ? "api-cuaderno.html" : `${own.page}#${ids.get(`${own.page} ${name}`) ?? ""}`;
  };
  const described = [
    { title: everyday.module, page: everyday.page, about: "The everyday names" },
    ...subpaths.map(({ module, page, exports }) => ({
      title: module,
      page,
      about: `${exports.length} names: ${exports
        .filter(({ kind }) => kind !== "type")
        .slice(0, 5)
        .map(({ name }) => name)
        .join(", ")}, ...`,
    })),
    ...errorPages(errors, [], () => "").map(({ name, page, data }) => ({ title: name, page, about: data.subtitle })),
  ];
  for (const [index, own] of subpaths.entries()) render(subpathPage(own, errorPage), own.page, index + 1, described);
  render(everydayPage(everyday, subpaths, anchor, errorPage), everyday.page, 0, described);
  for (const [index, { page, data }] of errorPages(errors, [everyday, ...subpaths], anchor).entries()) {
    render(data, page, subpaths.length + 1 + index, described);
  }
  for (const { title, page, about } of described) entries.push({ title, url: page, kind: "api", text: about });
  for (const { module, exports } of subpaths) {
    for (const { name, doc } of exports) {
      entries.push({ title: name, url: anchor(name), kind: module, text: firstSentence(doc) });
    }
  }
  return described;
}

/** The index for language models: pages with a line each, then every signature. */
function llms(all) {
  const { description } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const lines = all.flatMap(({ heading, pages }) => [
    `## ${heading}`,
    "",
    ...pages.map(({ title, page, about }) => `- [${title}](${page}): ${about.replace(/\s+/g, " ")}`),
    "",
  ]);
  const signatures = readApi(root).flatMap(({ module, exports }) => [
    `### ${module}`,
    "",
    ...exports
      .filter(({ kind }) => kind === "function" || kind === "constant")
      .map(({ name, doc, examples }) => {
        const example = examples[0]?.replace(/\s+/g, " ");
        return `- \`${name}\`: ${firstSentence(doc)}${example ? ` Example: \`${example}\`` : ""}`;
      }),
    "",
  ]);
  return ["# Cuaderno", "", `> ${description}`, "", ...lines, "## Functions", "", ...signatures].join("\n");
}
