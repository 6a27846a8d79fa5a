import { describe, expect, it } from "vitest";
import { markdownHtml } from "./markdown-html.js";
import { mathHtml } from "./math-html.js";

const formulas = (markdown: string): string[] =>
  [...markdownHtml(markdown).matchAll(/<annotation encoding="application\/x-tex">([^<]*)</g)].map(
    ([, tex]) => tex ?? "",
  );

describe("formulas in Markdown", () => {
  it.each([
    ["the error $e^2$ falls", ["e^2"]],
    ["$a$, $b$ and \\(c\\)", ["a", "b", "c"]],
    ["in a line $$x + 1$$ too", ["x + 1"]],
    ["$$\nx = 1\n$$\n\nnext", ["x = 1"]],
    ["text\n\\[\ny\n\\]\nmore", ["y"]],
    ["\\begin{aligned}a &= 1 \\\\ b &= 2\\end{aligned}", ["\\begin{aligned}a &amp;= 1 \\\\ b &amp;= 2\\end{aligned}"]],
    ["- item $\\frac{1}{2}$\n- $$z$$", ["\\frac{1}{2}", "z"]],
    ["a | b\n-|-\n$x_1$ | $x_2$", ["x_1", "x_2"]],
    ["$x_1 * y$ and $x_2 * y$", ["x_1 * y", "x_2 * y"]],
    ["cost $\\$5$", ["\\$5"]],
    ["spaces $ a_{1} + b $ inside", ["a_{1} + b"]],
    ["one $ x $ unit", ["x"]],
    ["closed $s_i = s_{j}\n$ on the next line", ["s_i = s_{j}"]],
    ["*emphasis with $a*b$ and more*", ["a*b"]],
    ["from $5 to $10, then $x$", ["x"]],
    ["| a |\n|---|\n| $|x|$ and $\\|y\\|$ |", ["|x|", "\\|y\\|"]],
  ])("%j", (markdown, expected) => expect(formulas(markdown)).toEqual(expected));

  it.each([
    "it costs $5 and $10",
    "a \\$x\\$ b",
    "`$x$` in code",
    "```\n$$x$$\n```",
    "    $$x$$",
    "$$\n\nno end",
    "5 $ and 10 $ more",
    "$ two\n\nparagraphs = $",
  ])("leaves alone %j", (markdown) => expect(markdownHtml(markdown)).not.toContain("<math"));

  it("shows a formula of its own as a block, the rest within the line", () => {
    expect(markdownHtml("$$x$$")).toMatch(/^<p class="formula"><span class="katex"><math [^>]*display="block"/);
    expect(markdownHtml("a $x$ b")).toMatch(/^<p>a <span class="katex"><math xmlns="[^"]*"><semantics>/);
  });

  it("knows the macros of a page in every text of it, also when they are defined again", () => {
    const macros = {};
    const show = (markdown: string): string => markdownHtml(markdown, { macros });
    show("$\\newcommand{\\vect}[1]{\\mathbf{#1}}$\n$\\newcommand{\\R}{\\mathbb{R}}$");
    expect(show("$\\vect{x} \\in \\R^n$")).not.toContain("<code");
    expect(show("$\\newcommand{\\vect}[1]{\\mathit{#1}}\\newcommand\\R{r}$ $\\vect{x}$")).not.toContain("<code");
    expect(show("$$\\def\\half{\\tfrac12} \\half$$ and $\\half$")).not.toContain("<code");
    expect(markdownHtml("$\\vect{x}$")).toContain("<code");
  });

  it("goes on with Markdown after a block", () =>
    expect(markdownHtml("$$x$$\n# Heading\ntext")).toMatch(/<h1 id="heading">Heading<\/h1>\n<p>text/));

  it("shows a formula that cannot be parsed as written, with the reason", () => {
    const html = markdownHtml("a $\\frac{1}$ b");
    expect(html).toMatch(/<code class="formula" title="This formula cannot be parsed: [^"]+">\\frac\{1\}<\/code>/);
  });

  it("shows a formula that is nested too deeply as written", () => {
    const deep = `${"\\frac{".repeat(20_000)}1`;
    expect(markdownHtml(`$${deep}$`)).toContain('title="This formula cannot be parsed: ');
  });

  it.each([
    "\\href{javascript:alert(1)}{x}",
    "\\includegraphics{https://example.invalid/a.png}",
    "\\htmlData{onclick=alert(1)}{x}",
    "\\url{javascript:alert(1)}",
    "\\text{<script>alert(1)</script>}",
    '\\htmlStyle{background:url(//x.invalid)}{"}',
    "\\def\\a{\\a\\a}\\a",
  ])("lets %s do nothing", (formula) =>
    expect(mathHtml(formula).replace(/<code.*|<annotation.*?<\/annotation>/g, "")).not.toMatch(
      /<script|href|src=|onclick|style=|url/,
    ),
  );
});
