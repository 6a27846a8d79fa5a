import { describe, expect, it } from "vitest";
import { cardsHtml, cardText } from "./cards-html.js";

describe("cardsHtml", () => {
  it("shows label, value, unit, note and the trend of past values", () => {
    const html = cardsHtml([
      { label: "share <now>", value: 60.04, unit: "%", note: "-3.1 in a year", trend: [63.1, 61.5, 60] },
      { label: "leader", value: "A & B" },
    ]);
    expect(html).toContain('<div class="label">share &lt;now&gt;</div>');
    expect(html).toMatch(/60\.04 <small>%<\/small>.*-3\.1 in a year/);
    expect(html).toContain('title="share &lt;now&gt;: 3 values, from 63.1 to 60"');
    expect([...html.matchAll(/height: (\d+)px; background/g)].map(([, pixels]) => pixels)).toEqual(["24", "13", "2"]);
    expect(html).toContain("A &amp; B");
    expect(html.match(/class="card"/g)).toHaveLength(2);
  });

  it("is empty without cards", () => {
    expect(cardsHtml([])).toBe("");
  });
});

describe("cardText", () => {
  it("is one line", () => {
    expect(cardText({ label: "share", value: 60.04, unit: "%", decimals: 1, note: "falls" })).toBe(
      "share: 60.0 % (falls)",
    );
    expect(cardText({ label: "leader", value: "A" })).toBe("leader: A");
  });
});
