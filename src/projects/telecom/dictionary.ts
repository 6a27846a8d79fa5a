import { type DataOrigin, dataDictionary, iftSchemas, renderPage } from "cuaderno";
import { telecomCredit } from "./credit.js";
import { telecomTableNames } from "./data-source.js";

/** The data dictionary of the four tables as one page: every column with its name in the file, type, unit, rules and meaning. */
export function telecomDictionary(origin: DataOrigin): string {
  return renderPage({
    title: "Data dictionary: mobile internet in Mexico",
    subtitle:
      "What every column of the four tables means, how it is called in the publisher's file, and what its cells must keep. In all of them `month` is made of `FECHA`, or of `ANIO` and `MES`.",
    sections: telecomTableNames.map((name) => {
      const { page } = dataDictionary(iftSchemas[name]);
      const { description = "" } = iftSchemas[name];
      return {
        heading: name,
        body: [{ kind: "text", text: description }, ...page.sections.flatMap(({ body }) => body)],
      };
    }),
    footer: `${telecomCredit(origin)}.`,
  });
}
