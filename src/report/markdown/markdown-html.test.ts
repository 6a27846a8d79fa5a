import { describe, expect, it } from "vitest";
import { headingIds } from "../page/heading-ids.js";
import { markdownHtml } from "./markdown-html.js";

describe("markdownHtml", () => {
  it("shows HTML in the text as text", () => {
    expect(markdownHtml("<script>alert(1)</script>\n\na <img src=x onerror=alert(1)>")).not.toMatch(/<script|<img/);
  });

  it.each([
    "javascript:alert(1)",
    "vbscript:x",
    "data:text/html,<script>",
    "JaVaScRiPt:alert(1)",
    "&#106;avascript:alert(1)",
  ])("makes no link of %s", (target) => expect(markdownHtml(`[a](${target})`)).not.toContain("<a "));

  it("gives headings unique ids and reports them", () => {
    const found: string[] = [];
    const ids = headingIds();
    const html = markdownHtml("# Größe & `code`\n\n## Two\n\n## Two", {
      ids,
      onHeading: ({ level, id }) => found.push(`${level} ${id}`),
    });
    expect(found).toEqual(["1 große-code", "2 two", "2 two-2"]);
    expect(html).toContain('<h2 id="two-2">');
  });

  it("moves headings so that the highest has the given level", () => {
    expect(markdownHtml("### a\n\n#### b", { topHeading: 2 })).toMatch(/<h2 id="a">a<\/h2>\n<h3 id="b">b<\/h3>/);
  });

  it("fetches no picture: data stays, known ones are put in, web ones become links", () => {
    expect(markdownHtml("![a](data:image/png;base64,AA==)")).toContain(
      '<img src="data:image/png;base64,AA==" alt="a">',
    );
    expect(markdownHtml("![a](attachment:x.png)", { picture: () => "data:image/png;base64,BB==" })).toContain("BB==");
    expect(markdownHtml("![a](https://example.com/x.png)")).toContain('<a href="https://example.com/x.png"');
    expect(markdownHtml("![a](x.png)")).toContain("<em>picture not included: a</em>");
  });

  it("scopes the headers of tables", () => {
    expect(markdownHtml("|a|b|\n|-|-:|\n|1|2|")).toContain('<th style="text-align:right" scope="col">b</th>');
  });
});
