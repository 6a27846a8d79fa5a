import { expect, it } from "vitest";
import { harmless } from "./html-figure-text.js";

it.each([
  ["<b>a</b><br>b<extra></extra>", "<b>a</b><br>b<extra></extra>"],
  ["a < b and <i onclick='x'>c</i>", "a &lt; b and <i>c</i>"],
  ['<a href="https://a.b/c" onclick="x" style="background:url(x)">d</a>', '<a href="https://a.b/c">d</a>'],
  ['<a href="javascript:x">d</a>', "<a>d</a>"],
  ['<span style="color: red; font-size: 12px">e</span>', '<span style="color: red; font-size: 12px">e</span>'],
  ['<span style="background:url(x)">e</span>', "<span>e</span>"],
  ['<img src=x onerror="a">', '&lt;img src=x onerror="a">'],
  ["<img src=x <b>", "&lt;img src=x <b>"],
])("%s", (given, expected) => expect(harmless({ deep: [{ text: given }] })).toEqual({ deep: [{ text: expected }] }));

it("breaks URLs in data that templates insert into labels", () => {
  const given = { customdata: [["background: url(//x)", 3], { a: "<b onclick=x>url(y)</b>" }], meta: "URL (z)" };
  expect(harmless(given)).toEqual({
    customdata: [["background: url (//x)", 3], { a: "<b>url (y)</b>" }],
    meta: "url (z)",
  });
});

it("removes colours that contain a URL, and no others", () =>
  expect(harmless({ color: ["rgb(1,2,3)", "url(x)"], x: ["url(x)"] })).toEqual({
    color: ["rgb(1,2,3)", ""],
    x: ["url(x)"],
  }));
