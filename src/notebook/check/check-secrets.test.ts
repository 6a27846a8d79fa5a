import { describe, expect, it } from "vitest";
import { secretShapes } from "./check-secrets.js";

/** Joined here, so that no string in the repository looks like a key. */
const join = (...parts: readonly string[]): string => parts.join("");

describe("secretShapes", () => {
  it.each([
    ["AWS access key", join("AKIA", "ABCDEFGHIJKLMNOP")],
    ["AWS secret key", join("aws_secret_access_key = ", "a1B2c3D4/+".repeat(4))],
    ["private key", join("-----BEGIN RSA ", "PRIVATE KEY-----")],
    ["GitHub token", join("ghp_", "a1B2".repeat(9))],
    ["Slack token", join("xoxb-", "123456789012-abc")],
    ["npm token", join("npm_", "a1B2".repeat(9))],
    ["API key", join("sk-proj-", "a1B2".repeat(6))],
    ["JSON web token", join("eyJhbGciOiJIUzI1NiJ9", ".eyJzdWIiOiIxMjM0In0.", "c2lnbmF0dXJl")],
    ["password in a URL", join("postgres://ana:", "hunter22", "@db.example.org/x")],
  ])("finds: %s", (kind, text) => {
    expect(secretShapes(`let it = "${text}";`).map((shape) => shape.kind)).toEqual([kind]);
  });

  it("returns the offset and only the beginning of the key", () => {
    const key = join("AKIA", "ABCDEFGHIJKLMNOP");
    expect(secretShapes(`id ${key}`)).toEqual([{ kind: "AWS access key", offset: 3, masked: "AKIA…" }]);
  });

  it("leaves ordinary text alone", () => {
    const text = "skill-based AKIAK s3://bucket/key sk-learn https://a.example/x:y@z";
    const filledIn = `postgres://\${user}:\${password}@host`;
    expect(secretShapes(`${text} ${filledIn}`)).toEqual([]);
  });
});
