import type { Project } from "cuaderno/notebook";
import { worldBankSource } from "./data-source.js";

/** The World Bank project for `cuaderno data`; its analyses are the notebooks. */
export const worldBankProject: Project = {
  name: "worldbank",
  title: "World Bank indicators: can a country's future be predicted from its past?",
  source: worldBankSource(),
  notebooks: ["01-sources.ipynb", "02-statistics.ipynb", "03-features.ipynb", "04-predictions.ipynb", "05-drift.ipynb"],
  results: async () => ({ metrics: {}, table: { columns: [], rows: [] }, remarks: [], pages: [] }),
};
