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

  it("parses Spark Connect's URL as Spark's clients do, with a token over TLS or to this machine only", () => {
    const found = parseDatabaseUrl("sc://spark.example/;token=s%3Decret;user_id=ana;x-databricks-cluster-id=c-1");
    expect(found).toMatchObject({ kind: "spark", host: "spark.example", port: 15_002, user: "ana", ssl: "verify" });
    expect([found.password(), found.headers?.()]).toEqual(["s=ecret", { "x-databricks-cluster-id": "c-1" }]);
    for (const text of [`${found}`, JSON.stringify({ found }), inspect(found, { depth: 5 })]) {
      expect(text).not.toMatch(/ecret|c-1/);
    }
    const ssl = (url: string): string => parseDatabaseUrl(url).ssl;
    expect([ssl("sc://127.0.0.1:1/;token=a"), ssl("sc://[::1]/;use_ssl=true"), ssl("sc://host")]).toEqual([
      ...["off", "verify", "off"],
    ]);
    for (const [url, message] of [
      [
        "sc://host/;use_ssl=false;token=secret",
        "a token without TLS would be readable on the network; write use_ssl=true",
      ],
      ["sc://host/db", 'unexpected path "/db"'],
      ["sc://host/;tokn=secret", 'unknown parameter "tokn".*did you mean "token"'],
      ["sc://host/;session_id=secret", "session_id is not a UUID"],
      ["sc://ana:secret@host", "user and password in the URL"],
    ] as const) {
      expect(() => parseDatabaseUrl(url)).toThrow(new RegExp(`^parseDatabaseUrl: sc://host(?!.*secret).*${message}`));
    }
  });

  it("parses Athena's URL, whose output is a prefix", () => {
    const found = parseDatabaseUrl("athena://team@eu-west-1/shop?output=s3://lake/results");
    expect(found).toMatchObject({ kind: "athena", host: "eu-west-1", user: "team", database: "shop" });
    expect(found.athena).toEqual({ catalog: "AwsDataCatalog", output: "s3://lake/results/" });
    expect(parseDatabaseUrl("athena://eu-west-1/shop?output=s3://lake").user).toBe("primary");
    for (const url of [
      "athena://eu-west-1/shop",
      "athena://nowhere/shop?output=s3://lake",
      "athena://eu-west-1/?output=s3://lake",
    ]) {
      expect(() => parseDatabaseUrl(url)).toThrow(/^parseDatabaseUrl: athena:.*expected athena:/);
    }
  });
});
