import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ArgumentError } from "../../core/errors.js";
import { lineFigure } from "../figures/line-figure.js";
import { embeddedJson } from "./embedded-json.js";
import type { Page } from "./page.js";
import { renderPage } from "./render-page.js";

const figure = lineFigure(
  { x: [1, 2], y: [3, 4] },
  { title: "A </script> title", x: { label: "x" }, y: { label: "y" }, source: "s" },
);
const page: Page = {
  title: "Title & more",
  subtitle: "A **question**",
  footer: "made by a test",
  sections: [
    { heading: "One", body: [{ kind: "text", text: "a <b>\n\nc" }] },
    { heading: "One", body: [{ kind: "callout", tone: "warning", markdown: "careful" }] },
  ],
};

describe("renderPage", () => {
  it("makes headings with different ids and a table of contents of them", () => {
    const html = renderPage(page);
    expect(html).toContain('<h2 id="one">One</h2>');
    expect(html).toContain('<li><a href="#one-2">One</a></li>');
    expect(html).toContain("<title>Title &amp; more</title>");
  });

  it("names the tone of a callout", () => expect(renderPage(page)).toContain('<strong class="tone">Warning</strong>'));

  it("escapes text", () => expect(renderPage(page)).toContain("<p>a &lt;b&gt;</p>\n<p>c</p>"));

  it("contains Plotly once, and only with a figure", () => {
    const source = "H4sIAAAAAAAAA";
    const two = {
      heading: "Figures",
      body: [
        { kind: "figure", figure },
        { kind: "figure", figure },
      ],
    } as const;
    expect(renderPage({ ...page, plotlySource: source })).not.toContain(source);
    expect(renderPage({ ...page, plotlySource: source, sections: [two] }).split(source).length).toBe(2);
  });

  it("shows a figure as values without Plotly, and in noscript where there is", () => {
    const sections = [{ heading: "F", body: [{ kind: "figure", figure } as const] }];
    expect(renderPage({ ...page, sections })).toContain("<details open><summary>Values of the figure</summary>");
    expect(renderPage({ ...page, sections, plotlySource: "x" })).toMatch(/<noscript>.*these are its values.*<table/s);
  });

  it("names the figure for screen readers and embeds its JSON safely", () => {
    const html = renderPage({
      ...page,
      plotlySource: "x",
      sections: [{ heading: "F", body: [{ kind: "figure", figure }] }],
    });
    expect(html).toContain('role="group" aria-label="A &lt;/script&gt; title"');
    const json = /<script type="application\/json" data-figure="figure_1">(.*?)<\/script>/s.exec(html)?.[1] ?? "";
    expect(JSON.parse(json)).toMatchObject({ data: figure.data });
  });

  it("forbids the network and all other scripts", () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(renderPage(page))?.[1];
    expect(policy).toMatch(/^default-src 'none'; script-src 'sha256-[A-Za-z0-9+/]{43}='; style-src 'unsafe-inline'/);
  });

  it("names the hash of its script in its rules", () => {
    const html = renderPage(page);
    const [, script = ""] = /<script>(.*?)<\/script>/s.exec(html) ?? [];
    expect(script.length).toBeGreaterThan(1_000);
    expect(html).toContain(`script-src 'sha256-${createHash("sha256").update(script).digest("base64")}'`);
  });

  it("lets figures compile code only where they draw with WebGL", () => {
    const withFigure = (type: string): string =>
      renderPage({
        ...page,
        plotlySource: "x",
        sections: [{ heading: "F", body: [{ kind: "figure", figure: { ...figure, data: [{ type }] } }] }],
      });
    expect(withFigure("bar")).toContain(" blob:;");
    expect(withFigure("scattergl")).toContain(" blob: 'unsafe-eval';");
  });

  it("is small without figures", () => expect(renderPage(page).length).toBeLessThan(25_000));

  it("gives the same bytes for the same page", () => expect(renderPage(page)).toBe(renderPage(structuredClone(page))));

  it("refuses a callout of an unknown tone", () => {
    const toned = (tone: string) => ({ kind: "callout", tone, title: "Mind", markdown: "the gap" }) as never;
    const of = (tone: string) => renderPage({ ...page, sections: [{ heading: "h", body: [toned(tone)] }] });
    expect(() => of("warnin")).toThrow(
      new ArgumentError('calloutHtml: unknown tone "warnin"; expected note, warning, good; did you mean "warning"?'),
    );
    expect(() => of("toString")).toThrow(/unknown tone "toString"; expected note, warning, good/);
  });

  it("refuses a page without a title and a part of an unknown kind", () => {
    expect(() => renderPage({ sections: [] } as never)).toThrow(/renderPage: expected a title, got none/);
    expect(() => renderPage({ ...page, sections: [{ heading: "h", body: [{ kind: "video" } as never] }] })).toThrow(
      /unknown part kind "video"; expected markdown, text, html, table, figure, cards or callout/,
    );
  });
});

describe("embeddedJson", () => {
  it("cannot end its element or open a comment", () => {
    expect(embeddedJson({ a: "</script><!--\u2028" })).toBe('{"a":"\\u003c/script>\\u003c!--\\u2028"}');
  });
});
