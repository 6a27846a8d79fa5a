/** A failure as an annotation of a file in GitHub Actions. */
export function githubAnnotation(failure: {
  readonly file: string;
  readonly title: string;
  readonly message: string;
}): string {
  return `::error file=${property(failure.file)},title=${property(failure.title)}::${data(failure.message)}`;
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}
