/** How an artifact is shown. */
export type ArtifactKind = "page" | "image" | "csv" | "table" | "json" | "text" | "other";

const kinds: readonly (readonly [RegExp, ArtifactKind])[] = [
  [/\.(html?|ipynb|md|markdown)$/i, "page"],
  [/\.(png|jpe?g|gif|webp|avif|svg)$/i, "image"],
  [/\.(csv|tsv)$/i, "csv"],
  [/\.(parquet|arrow|feather)$/i, "table"],
  [/\.(json|geojson)$/i, "json"],
  [
    /\.(txt|log|journal|jsonl|ya?ml|toml|ini|cfg|py|ts|js|r|sql|sh|xml|diff|patch)$|(^|\/)(MLmodel|LICENSE|README)$/i,
    "text",
  ],
];

/** Largest text that is shown in the page. */
const maxShownBytes = 5_000_000;

/** The kind of an artifact by the end of its name; text that is too large is only downloaded. */
export function artifactKind(path: string, size: number): ArtifactKind {
  const kind = kinds.find(([pattern]) => pattern.test(path))?.[1] ?? "other";
  return size > maxShownBytes && (kind === "csv" || kind === "json" || kind === "text") ? "other" : kind;
}
