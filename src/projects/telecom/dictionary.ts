import { type DictionaryPage, dataDictionary, renderPage } from "cuaderno";
import type { PagePart } from "cuaderno/report";
import type { DataOrigin } from "cuaderno/sources";
import { telecomCredit } from "./credit.js";
import { telecomTableNames } from "./data-source.js";
import { iftSchemas } from "./ift-schemas.js";

/** The data dictionary of the four tables as one page: every column with its name in the file, type, unit, rules and meaning. */
export function telecomDictionary(origin: DataOrigin): string {
  return renderPage({
    title: "Data dictionary: mobile internet in Mexico",
    subtitle:
      "What every column of the four tables means, how it is called in the publisher's file, and what its cells must keep. ",
    sections: telecomTableNames.map((name) => {
      const { page } = dataDictionary(iftSchemas[name]);
      const { description = "" } = iftSchemas[name];
      return {
        heading: name,
        body: [{ kind: "text", text: `${description}.` }, ...page.sections.flatMap(({ body }) => body.map(withMonth))],
      };
    }),
    footer: `${telecomCredit(origin)}.`,
  });
}

/** The month is made of other columns of the file. */
function withMonth(part: DictionaryPage["sections"][number]["body"][number]): PagePart {
  const rows = part.table.rows.map((row) =>
    row[0] === "month" ? row.map((cell, at) => (at === 1 ? "FECHA, or ANIO with MES" : cell)) : row,
  );
  return { kind: "table", table: { ...part.table, rows } };
}
