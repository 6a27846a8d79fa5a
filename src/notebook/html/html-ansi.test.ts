import { describe, expect, it } from "vitest";
import { ansiHtml, plainAnsi } from "./html-ansi.js";

describe("ansiHtml", () => {
  it.each([
    ["a <b>", "a &lt;b&gt;"],
    ["\u001b[1;31mbad\u001b[0m ok", '<span class="ansi-red ansi-bold">bad</span> ok'],
    ["\u001b[31ma\u001b[39mb <i>", '<span class="ansi-red">a</span>b &lt;i&gt;'],
    ["\u001b[38;5;2mgreen\u001b[m!", '<span class="ansi-green">green</span>!'],
    ["\u001b[38;5;196mred\u001b[39m", '<span style="color:rgb(255,0,0)">red</span>'],
    ["\u001b[38;5;244mgrey", '<span style="color:rgb(128,128,128)">grey</span>'],
    ["\u001b[38;2;1;2;3mtrue\u001b[0m", '<span style="color:rgb(1,2,3)">true</span>'],
    ["\u001b[38:2::9:8:7mcolons", '<span style="color:rgb(9,8,7)">colons</span>'],
    ["\u001b[38:5:21mcolons", '<span style="color:rgb(0,0,255)">colons</span>'],
    ["\u001b[48;5;226mon yellow", '<span style="color:rgb(0,0,0);background:rgb(255,255,0)">on yellow</span>'],
    ["\u001b[48;5;1;4munder", '<span class="ansi-back-red ansi-underline">under</span>'],
    ["\u001b[7mswapped\u001b[27m", '<span class="ansi-black ansi-back-white">swapped</span>'],
    ["\u001b[9mold\u001b[29m", '<span class="ansi-strikethrough">old</span>'],
    ["\u001b[93myellow", '<span class="ansi-yellow">yellow</span>'],
    ["\u001b[38;5;300mout of range", "out of range"],
    ["10 %\r50 %\r100 %\ndone", "100 %\ndone"],
    ["a\r\nb", "a\nb"],
    ["\u001b[2K\u001b[1Gline\u001b[?25l", "line"],
    ["\u001b]8;;https://example.com\u0007link\u001b]8;;\u0007", "link"],
    ["bell\u0007 and \u0000null", "bell and null"],
    ["cut off \u001b[3", "cut off [3"],
  ])("%j", (text, html) => expect(ansiHtml(text)).toBe(html));
});

it("plainAnsi leaves only the text", () => expect(plainAnsi("\u001b[31ma\u001b[0m<\u001b[38:5:9mb")).toBe("a<b"));
