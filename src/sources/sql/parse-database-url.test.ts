import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { parseDatabaseUrl } from "./parse-database-url.js";

describe("parseDatabaseUrl", () => {
  it("parses a URL with percent-encoded characters", () => {
    const found = parseDatabaseUrl("mariadb://re%40der:p%40ss%3Aw%2Frd%20%25@db.example:3307/sakila?ssl=verify");
    expect(found).toMatchObject({
      kind: "mysql",
      host: "db.example",
      port: 3307,
      user: "re@der",
      database: "sakila",
      ssl: "verify",
    });
    expect(found.password()).toBe("p@ss:w/rd %");
    expect(parseDatabaseUrl("postgresql://u@[::1]/d")).toMatchObject({
      kind: "postgres",
      host: "::1",
      port: 5432,
      ssl: "off",
    });
    expect(parseDatabaseUrl("mysql://u@localhost/d?socket=/run/mysqld/mysqld.sock").socket).toBe(
      "/run/mysqld/mysqld.sock",
    );
    expect([parseDatabaseUrl("sqlite:data/a.db").database, parseDatabaseUrl("sqlite:///tmp/a.db").database]).toEqual([
      "data/a.db",
      "/tmp/a.db",
    ]);
  });

  it("never shows the password", () => {
    const address = parseDatabaseUrl("postgres://reader:secret@localhost/shop");
    for (const text of [`${address}`, JSON.stringify({ address }), inspect(address, { depth: 5 })])
      expect(text).not.toContain("secret");
    expect(`${address}`).toBe("postgres://reader:***@localhost:5432/shop");
    for (const url of [
      "postgres//reader:secret@host/x",
      "oracle://a:secret@b/c",
      "mysql://a:secret@b",
      "mysql://a:secret@b/c?tls=1",
      "mysql://a:secret%@b/c",
      "mysql://a:secret@b/c?ssl=maybe",
    ]) {
      expect(() => parseDatabaseUrl(url)).toThrow(/^parseDatabaseUrl: (?!.*secret)/);
    }
  });
});
