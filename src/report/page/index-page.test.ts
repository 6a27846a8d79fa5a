import { describe, expect, it } from "vitest";
import { indexPage } from "./index-page.js";
import { renderPage } from "./render-page.js";

describe("indexPage", () => {
  it("lists pages under their groups, with what they were made from and when", () => {
    const html = renderPage(
      indexPage([
        {
          title: "Explore",
          href: "traffic/01.html",
          group: "Traffic",
          data: "sample",
          when: new Date(Date.UTC(2026, 0, 2, 3, 4)),
          summary: "a < b",
        },
        { title: "Prices", href: "milk/01.html", group: "Milk", data: "real" },
        { title: "Drift", href: "traffic/04.html", group: "Traffic" },
      ]),
    );
    expect(html.indexOf("Explore")).toBeLessThan(html.indexOf("Drift"));
    expect(html.indexOf('href="traffic/04.html"')).toBeLessThan(html.indexOf('href="milk/01.html"'));
    expect(html).toContain("<p>a &lt; b</p>");
    expect(html).toContain("sample data · made 2026-01-02 03:04 UTC");
    expect(html).toContain("real data");
  });

  it("leads nowhere by an address that runs script", () => {
    const html = renderPage(indexPage([{ title: "x", href: "javascript:alert(1)" }]));
    expect(html).toContain('<a href="#">x</a>');
  });

  it("says that the index is empty", () => expect(renderPage(indexPage([]))).toContain("No reports yet."));
});
