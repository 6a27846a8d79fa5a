import { describe, expect, it } from "vitest";
import { secretMask } from "./secret-mask.js";

describe("secretMask", () => {
  const secret = 'p"ss <w&rd>/1';
  const mask = secretMask([secret]);

  it.each([
    ["as it is", secret, "***"],
    ["in JSON", JSON.stringify({ secret }), '{"secret":"***"}'],
    ["in JSON within JSON", JSON.stringify(JSON.stringify([secret])), '"[\\"***\\"]"'],
    ["in a URL", `https://host/?key=${encodeURIComponent(secret)}`, "https://host/?key=***"],
    ["in a URL with lowercase codes", "?key=p%22ss%20%3cw%26rd%3e%2f1", "?key=***"],
    ["in a form", new URLSearchParams({ key: secret }).toString(), "key=***"],
    ["in HTML", "<b>p&quot;ss &lt;w&amp;rd&gt;/1</b>", "<b>***</b>"],
    ["in base64", Buffer.from(secret).toString("base64"), "***"],
    ["in hexadecimal", Buffer.from(secret).toString("hex"), "***"],
    ["with blanks around it", `  ${secret}\n`, "  ***\n"],
  ])("hides a secret %s", (_form, text, masked) => expect(mask(text)).toBe(masked));

  it.each(["", "u", "us", "user:", "a longer user name:"])("hides a secret that is encoded after %j", (before) => {
    const encoded = Buffer.from(`${before}correct-horse-battery`);
    for (const text of [encoded.toString("base64"), encoded.toString("base64url")]) {
      const shown = secretMask(["correct-horse-battery"])(`Basic ${text}`);
      expect(shown).toContain("***");
      expect(Buffer.from(shown.split("***").at(-1) ?? "", "base64").toString()).not.toMatch(/horse|battery/);
    }
  });

  it("hides single lines of a key, but not its first and last line", () => {
    const key =
      "-----BEGIN PRIVATE KEY-----\nMIIEvQIBADANBgkqhkiG9w0B\nAQEFAASCBKcwggSjAgEAAoIB\n-----END PRIVATE KEY-----\n";
    expect(secretMask([key])("line 2: AQEFAASCBKcwggSjAgEAAoIB")).toBe("line 2: ***");
    expect(secretMask([key.replaceAll("\n", "\\n")])("MIIEvQIBADANBgkqhkiG9w0B")).toBe("***");
    expect(secretMask([key])("-----BEGIN PRIVATE KEY-----")).toBe("-----BEGIN PRIVATE KEY-----");
    expect(secretMask([key])(key)).toBe("***");
  });

  it("reaches every string in a value, keys too, and changes nothing else", () => {
    const value = { a: [1, null, `x ${secret}`], [secret]: true };
    expect(mask(value)).toEqual({ a: [1, null, "x ***"], "***": true });
  });

  it("hides the longer of two secrets that overlap", () => {
    expect(secretMask(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("*** ***");
  });

  it("does not hide what is short enough to occur in ordinary words", () => {
    expect(secretMask(["1", ""])("101")).toBe("101");
  });
});
