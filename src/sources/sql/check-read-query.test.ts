import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { checkReadQuery } from "./check-read-query.js";

const kinds = ["mysql", "postgres", "sqlite"] as const;
const check = (query: string, kind: (typeof kinds)[number] = "mysql") => checkReadQuery(query, kind, "readSql");

describe.each(kinds)("checkReadQuery on %s", (kind) => {
  it.each([
    "SELECT 1",
    "  ( select 1 ) union (select 2) ;  ",
    "-- delete from t\nSELECT 1",
    "/* drop table t; */ with a as (select 1) select * from a; -- end",
    "VALUES (1), (2)",
    "SELECT 'a; delete from t; -- it''s', \"b;c\" from t",
    "select deleted, updated from inserts where note = 'into outfile'",
  ])("accepts %j", (query) => {
    expect(check(query, kind)).toBeUndefined();
  });

  it.each([
    ["", 'got ""'],
    ["delete from t", 'got "delete"'],
    ["/* */ DELETE FROM t", 'got "delete"'],
    ["-- select\ndrop table t", 'got "drop"'],
    ["CALL p()", 'got "call"'],
    ["attach 'x.db' as x", 'got "attach"'],
    ["SELECT 1; DELETE FROM t", "expected one statement, got 2"],
    ["SELECT ';'; SELECT 2", "expected one statement, got 2"],
  ])("rejects %j", (query, message) => {
    expect(() => check(query, kind)).toThrow(message);
    expect(() => check(query, kind)).toThrow(/^readSql: .*; the session only reads, write one SELECT$/);
  });

  it("does not read words in strings and comments as SQL", () => {
    const text = fc.stringMatching(/^[a-z ;*#/-]{0,30}$/).filter((inner) => !/\/\*|\*\/|\*$/.test(inner));
    fc.assert(
      fc.property(text, text, (inString, inComment) => {
        expect(check(`SELECT '${inString}' /* ${inComment} */ AS x`, kind)).toBeUndefined();
        expect(() => check(`/* ${inComment} */ UPDATE t SET a = '${inString}'`, kind)).toThrow('got "update"');
      }),
    );
  });
});

describe("checkReadQuery", () => {
  it("knows the quotes of each server", () => {
    expect(check("SELECT 'it\\'s; delete' FROM `a;b`", "mysql")).toBeUndefined();
    expect(check("SELECT $tag$ it's; delete $tag$, E'it\\'s; x'", "postgres")).toBeUndefined();
    expect(check("SELECT [a;b] FROM t", "sqlite")).toBeUndefined();
    expect(check("/* a /* nested; */ still; */ SELECT 1", "postgres")).toBeUndefined();
    expect(() => check("SELECT 1 # one\n; SELECT 2", "mysql")).toThrow("got 2");
    expect(check("SELECT 1--1", "mysql")).toBeUndefined();
  });

  it("rejects files and executable comments of MySQL", () => {
    expect(() => check("SELECT * INTO /* x */ OUTFILE '/tmp/x' FROM t")).toThrow("writes a file (INTO OUTFILE)");
    expect(() => check("SELECT 1 INTO DUMPFILE '/tmp/x'")).toThrow("INTO DUMPFILE");
    expect(() => check("SELECT 1 /*! INTO OUTFILE '/tmp/x' */")).toThrow("executable comment");
    expect(() => check("SELECT 1 /*M! INTO OUTFILE '/tmp/x' */")).toThrow("executable comment");
    expect(check("SHOW TABLES")).toBeUndefined();
  });

  it("rejects what Spark may write after WITH and FROM", () => {
    for (const query of ["with a as (select 1) insert into t select * from a", "from a insert overwrite t select *"]) {
      expect(() => checkReadQuery(query, "spark", "readSql")).toThrow('the query has the word "insert"');
    }
    const quoted = "with a as (select `insert`, 'it\\'s; delete' from t /* a /* nested; */ b; */) from a";
    expect(checkReadQuery(quoted, "spark", "readSql")).toBeUndefined();
    expect(checkReadQuery("select r'\\' as x -- ; drop", "spark", "readSql")).toBeUndefined();
    expect(() => checkReadQuery("values (1)", "athena", "readSql")).toThrow('got "values"');
  });
});
