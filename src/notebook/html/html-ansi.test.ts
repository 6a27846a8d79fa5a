import { describe, expect, it } from "vitest";
import { ansiHtml, plainAnsi } from "./html-ansi.js";

describe("ansiHtml", () => {
  it.each([
    ["a <b>", "a &lt;b&gt;"],
    ["\u001b[1;31mbad\u001b[0m ok", '<span class="ansi-red ansi-bold">bad</span> ok'],
    ["\u001b[31ma\u001b[39mb", '<span class="ansi-red">a</span>b'],
    ["\u001b[38;5;2mgreen\u001b[m!", '<span class="ansi-green">green</span>!'],
    ["\u001b[38;2;1;2;3mtrue\u001b[0m", "true"],
    ["\u001b[48;5;1;4munder", '<span class="ansi-underline">under</span>'],
    ["\u001b[93myellow", '<span class="ansi-yellow">yellow</span>'],
    ["10 %\r50 %\r100 %\ndone", "100 %\ndone"],
    ["a\r\nb", "a\nb"],
    ["\u001b[2K\u001b[1Gline\u001b[?25l", "line"],
    ["\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007", "link"],
    ["bell\u0007 and \u0000null", "bell and null"],
  ])("%j", (text, html) => expect(ansiHtml(text)).toBe(html));
});

it("plainAnsi leaves only the text", () => expect(plainAnsi("\u001b[31ma\u001b[0m<")).toBe("a<"));
