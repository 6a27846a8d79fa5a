// The first page of the documentation: search, and every page with a line about it.

const escapeText = (text) =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The entries as a script, which a page opened from file:// can load, too. */
export function searchScript(entries) {
  return `window.entries = ${JSON.stringify(entries)};\n`;
}

/** The page, with a box that searches while one types; the words are in the address, so a search can be linked. */
export function indexPage(groups) {
  const lists = groups
    .filter(({ pages }) => pages.length > 0)
    .map(
      ({ heading, pages }) =>
        `<section><h2>${escapeText(heading)}</h2><ul>${pages
          .map(
            ({ title, page, about }) =>
              `<li><a href="${page}">${escapeText(title)}</a> <span>${escapeText(about)}</span></li>`,
          )
          .join("\n")}</ul></section>`,
    );
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Cuaderno: documentation</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Cuaderno</h1>
<p>Notebook-first analytics in TypeScript. Guides are executed notebooks; the reference is made of the published declarations.</p>
<label for="search">Search</label>
<input id="search" type="search" autocomplete="off" placeholder="readTable, drift, ArgumentError, ..." autofocus>
<p id="count" role="status"></p>
<ol id="found"></ol>
<div id="pages">
${lists.join("\n")}
</div>
</main>
<script src="search.js"></script>
<script>${program}</script>
</body>
</html>
`;
}

const style = `
:root { color-scheme: light dark; --text: #1c1e21; --soft: #5b616b; --line: #d8dbe0; --page: #fff; --link: #1357b0; }
@media (prefers-color-scheme: dark) { :root { --text: #e6e8eb; --soft: #a2a8b2; --line: #3a3f47; --page: #16181b; --link: #86b7ff; } }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.5 system-ui, sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 2rem 1rem 4rem; }
a { color: var(--link); } h1 { margin: 0; } h2 { font-size: 1.1rem; margin: 1.75rem 0 .5rem; border-bottom: 1px solid var(--line); }
label { display: block; font-weight: 600; margin-top: 1rem; }
input { width: 100%; box-sizing: border-box; font: inherit; padding: .5rem .75rem; border: 1px solid var(--soft); border-radius: .375rem; background: transparent; color: inherit; }
input:focus-visible, a:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; }
ul, ol { padding: 0; margin: 0; list-style: none; } li { padding: .3rem 0; overflow-wrap: anywhere; }
span, small, #count { color: var(--soft); } #count { margin: .5rem 0; min-height: 1.5em; }
`;

const program = `
const [box, list, pages, count] = ["search", "found", "pages", "count"].map((id) => document.getElementById(id));
function score({ title, text, kind }, words) {
  let total = 0;
  for (const word of words) {
    const [name, rest] = [title.toLowerCase(), (text + " " + kind).toLowerCase()];
    if (name === word) total += 8;
    else if (name.startsWith(word)) total += 5;
    else if (name.includes(word)) total += 3;
    else if (rest.includes(word)) total += 1;
    else return 0;
  }
  return /^[a-z]/.test(title) ? total + 0.5 : total;
}
function search() {
  const words = box.value.toLowerCase().split(/\\s+/).filter(Boolean);
  const hits = window.entries.map((entry) => [score(entry, words), entry]).filter(([points]) => points > 0);
  hits.sort((one, other) => other[0] - one[0]);
  pages.hidden = words.length > 0;
  count.textContent = words.length === 0 ? "" : hits.length + " found";
  list.replaceChildren(...(words.length === 0 ? [] : hits.slice(0, 50)).map(([, { title, url, kind, text }]) => {
    const [item, link, small, span] = ["li", "a", "small", "span"].map((name) => document.createElement(name));
    link.href = url;
    link.textContent = title;
    small.textContent = " " + kind + " ";
    span.textContent = text;
    item.append(link, small, span);
    return item;
  }));
}
box.addEventListener("input", () => {
  history.replaceState(null, "", "#" + encodeURIComponent(box.value));
  search();
});
box.value = decodeURIComponent(location.hash.slice(1));
search();
`;
