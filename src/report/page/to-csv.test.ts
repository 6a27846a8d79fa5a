import { describe, expect, it } from "vitest";
import { toCsv } from "./browser/to-csv.js";

describe("toCsv", () => {
  it("quotes what needs it", () => {
    expect(toCsv([["a", 'b "c"', "d,e", "f\ng"]])).toBe('a,"b ""c""","d,e","f\ng"\r\n');
  });

  it("writes formulas as text and numbers as numbers", () => {
    expect(toCsv([["=1+1", "+a", "@b", "-c", "-1.5", "1e9"]])).toBe("'=1+1,'+a,'@b,'-c,-1.5,1e9\r\n");
  });
});
