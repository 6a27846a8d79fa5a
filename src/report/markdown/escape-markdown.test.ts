import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { escapeHtml } from "../escape-html.js";
import { escapeMarkdown } from "./escape-markdown.js";
import { markdownHtml } from "./markdown-html.js";

describe("escapeMarkdown", () => {
  it.each([
    "(20)",
    "\\(x\\)",
    "[a](b)",
    "$x$ and $y$",
    "a_b_c",
    "**b**",
    "<b>",
    "&lt;",
    "# h",
    "- a",
    "1. a",
    "a|b",
    "`c`",
  ])("shows %s as it is", (text) =>
    expect(markdownHtml(escapeMarkdown(text))).toBe(`<p>${escapeHtml(text).replace("&#39;", "'")}</p>\n`),
  );

  it("shows any string as it is", () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(..."ab1 \\()[]{}$*_`<>&#-+.!|~:") }), (text) => {
        const words = text.trim().replace(/ +/g, " ");
        fc.pre(words !== "");
        expect(markdownHtml(`say ${escapeMarkdown(words)} end`)).toBe(`<p>say ${escapeHtml(words)} end</p>\n`);
      }),
    );
  });
});
