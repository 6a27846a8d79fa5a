import { describe, expect, it } from "vitest";
import { secretMask, secretsIn } from "./secret-mask.js";

describe("secretMask", () => {
  const secret = 'p"ss <w&rd>/1';
  const mask = secretMask([secret]);

  it("hides a secret as it stands, and as it looks in JSON, addresses, HTML and base64", () => {
    const forms = [
      secret,
      JSON.stringify({ secret }),
      `https://host/?key=${encodeURIComponent(secret)}`,
      "<b>p&quot;ss &lt;w&amp;rd&gt;/1</b>",
      Buffer.from(secret).toString("base64"),
    ];
    expect(forms.map(mask)).toEqual(["***", '{"secret":"***"}', "https://host/?key=***", "<b>***</b>", "***"]);
  });

  it("reaches every text in a value, keys too, and leaves the rest as it is", () => {
    const value = { a: [1, null, `x ${secret}`], [secret]: true };
    expect(mask(value)).toEqual({ a: [1, null, "x ***"], "***": true });
  });

  it("hides the longer of two secrets that overlap", () => {
    expect(secretMask(["abcd", "abcdefgh"])("abcdefgh abcd")).toBe("*** ***");
  });

  it("does not hide what is too short to be told from ordinary words", () => {
    expect(secretMask(["1", ""])("101")).toBe("101");
  });
});

describe("secretsIn", () => {
  it("finds values by the names of variables, and passwords in addresses", () => {
    const environment = {
      OPENAI_API_KEY: "sk-12345678",
      AWS_SECRET_ACCESS_KEY: "abcdefgh/ijkl",
      DATABASE_URL: "postgres://ana:s%40lt-water@host/db",
      GITHUB_TOKEN: "ghp_12345678",
    };
    expect(secretsIn(environment)).toEqual([
      "sk-12345678",
      "abcdefgh/ijkl",
      "s%40lt-water",
      "s@lt-water",
      "ghp_12345678",
    ]);
  });

  it("takes neither files nor ordinary variables for secrets", () => {
    expect(
      secretsIn({
        GOOGLE_CREDENTIALS_FILE: "/etc/google.json",
        MONKEY: "banana-banana",
        USE_TOKEN: "true",
        PATH: "/usr/bin",
      }),
    ).toEqual([]);
  });
});
