import { describe, expect, it } from "vitest";
import { sanitizedHtml } from "./html-sanitize.js";

const clean = (html: string, options = {}): string => sanitizedHtml(html, options).html;

describe("sanitizedHtml", () => {
  it("preserves tables with classes, spans and safe styles", () => {
    const html =
      '<table class="dataframe" style="text-align: right"><thead><tr><th scope="col" colspan="2">a</th></tr></thead><tbody><tr><td style="color:#ff0000;font-weight:bold">1</td></tr></tbody></table>';
    expect(clean(html)).toBe(html.replace("text-align: right", "text-align:right"));
  });

  it.each([
    ["<script>x</script>a", "a"],
    ["<b onclick=x>a</b>", "<b>a</b>"],
    ['<p id="plotly_source" data-figure="x" name="y">a</p>', "<p>a</p>"],
    ['<a href="javascript:x">a</a>', '<a rel="noopener noreferrer">a</a>'],
    ['<a href="https://a.b/" target="_top">a</a>', '<a href="https://a.b/" rel="noopener noreferrer">a</a>'],
    [
      '<img src="https://a.b/c.png" alt="c">',
      '<a href="https://a.b/c.png" rel="noopener noreferrer">picture on the web: c</a>',
    ],
    ['<img src="data:image/png;base64,AA==">', '<img src="data:image/png;base64,AA==" alt="" />'],
    ['<img src="data:text/html,x">', "<em>picture not included</em>"],
    ['<p style="background-image:url(https://a.b);position:fixed">a</p>', "<p>a</p>"],
    ['<p style="width:expression(1);height:10px">a</p>', '<p style="height:10px">a</p>'],
    [
      '<p style="background:linear-gradient(90deg,#5fba7d 50%,transparent 50%)">a</p>',
      '<p style="background:linear-gradient(90deg,#5fba7d 50%,transparent 50%)">a</p>',
    ],
    ["<style>p{color:red}</style><p>a</p>", "<p>a</p>"],
    ["<form><input><button>b</button></form>", "b"],
    ["<h1>a</h1>", "<h2>a</h2>"],
    ["<center>a</center>", '<div style="text-align:center">a</div>'],
    ['<font color="red">a</font>', '<span style="color:red">a</span>'],
    ["<math><mi onclick=x>y</mi></math>", "<math><mi>y</mi></math>"],
    ['<audio autoplay src="https://a.b/c.mp3"></audio>', "<audio controls></audio>"],
    ['<video src=x poster="y"></video>', "<video controls></video>"],
    ['<p style="width:999999px;height:1e9px;color:#123456">a</p>', '<p style="color:#123456">a</p>'],
    [
      '<audio controls><source src="data:audio/wav;base64,AA==" type="audio/wav"/></audio>',
      '<audio controls><source src="data:audio/wav;base64,AA==" type="audio/wav" /></audio>',
    ],
  ])("%s", (given, expected) => expect(clean(given)).toBe(expected));

  it("names what is missing", () => {
    const html =
      '<iframe src="https://a.b/?x=1&y"></iframe><canvas></canvas><script>draw()</script><input><button style="display:none">b</button><video src="https://a.b/c.mp4"></video><script type="application/json">{}</script>';
    expect(sanitizedHtml(html).leftOut).toEqual([
      'an embedded page (<a href="https://a.b/?x=1&amp;y" rel="noopener noreferrer">https://a.b/?x=1&amp;y</a>)',
      "a canvas",
      "script",
      "a form control",
      'a recording (<a href="https://a.b/c.mp4" rel="noopener noreferrer">https://a.b/c.mp4</a>)',
    ]);
    expect(sanitizedHtml("<canvas></canvas><canvas></canvas><p>a</p>").leftOut).toEqual(["2 × a canvas"]);
  });

  it("gives a style sheet and the ids of the HTML the prefix of its scope", () => {
    const html =
      '<style>#T_1 td.a, h1 { color: red; position: fixed }\nbody{color:red} @import "x"; p{background:url(//x)}</style><table id="T_1"><tr><td class="a">1</td></tr></table><a href="#T_1">up</a><a href="#other">other</a>';
    const { html: shown, css } = sanitizedHtml(html, { scope: "html_2" });
    expect(css).toBe(".html_2 #html_2-T_1 td.a,.html_2 h1{color:red}");
    expect(shown).toContain('<table id="html_2-T_1">');
    expect(shown).toContain('<a href="#html_2-T_1">up</a>');
    expect(shown).toContain('<a href="#other"');
  });

  it("takes ids and names of anchors where they are free", () => {
    const taken = new Set(["free"]);
    const takeId = (id: string): boolean => taken.delete(id);
    expect(clean('<a name="free"></a><b id="free">a</b><i id="used">b</i>', { takeId })).toBe(
      '<a id="free"></a><b>a</b><i>b</i>',
    );
  });

  it("puts in pictures that are known by their path", () => {
    const picture = (source: string): string | undefined =>
      source === "plan.png" ? "data:image/png;base64,AA==" : undefined;
    expect(clean('<img src="plan.png" width="30" alt="plan">', { picture })).toBe(
      '<img src="data:image/png;base64,AA==" width="30" alt="plan" />',
    );
  });
});

describe("SVG within HTML", () => {
  const decoded = (html: string): string =>
    Buffer.from(/base64,([^"]+)"/.exec(html)?.[1] ?? "", "base64").toString("utf8");

  it("becomes a picture that is well-formed and runs nothing", () => {
    const html = clean(
      '<div><svg viewBox="0 0 9 9" width=60 onload="x()"><title>T</title><rect width=9 height=9 /><text>a&nbsp;b</text><script>x()</script></svg> tail</div>',
    );
    expect(html).toMatch(/^<div><img src="data:image\/svg\+xml;base64,[^"]+" alt="T"> tail<\/div>$/);
    const svg = decoded(html);
    expect(svg).toContain(
      '<svg xmlns:xlink="http://www.w3.org/1999/xlink" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9" width="60"',
    );
    expect(svg).toContain("<text>a\u00a0b</text>");
    expect(svg).not.toContain("<script");
  });

  it("is taken as a whole when it has another one within", () => {
    expect(clean("<svg><svg><rect/></svg><rect/></svg>b").match(/<img/g)).toHaveLength(1);
  });

  it.each([
    '<svg style="display: none"><symbol id="i"><path d="M0 0"/></symbol></svg>',
    '<svg class="icon"><use xlink:href="#i"></use></svg>',
    '<svg width="0" height="0"><rect/></svg>',
    "<svg><rect>",
  ])("is left out where nothing is drawn: %s", (html) => expect(clean(`${html}`)).not.toContain("<img"));
});
