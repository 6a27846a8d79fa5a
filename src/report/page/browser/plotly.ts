/** Layout of a Plotly figure as far as a page changes it. */
export type Layout = Record<string, unknown> & {
  height?: number;
  width?: number;
  showlegend?: boolean;
  legend?: object;
  font?: object;
  modebar?: object;
  hoverlabel?: { font?: object };
  annotations?: { font?: { color?: string }; bgcolor?: string }[];
  shapes?: { line?: { dash?: string; color?: string } }[];
};

/** A trace as far as a page reads it. */
export type Trace = Record<string, unknown> & {
  type?: string;
  showlegend?: boolean;
  texttemplate?: string | undefined;
  x?: unknown[];
  y?: unknown[];
};

/** A figure as a page carries it. */
export interface PageFigure {
  readonly data: readonly Trace[];
  readonly layout?: Layout;
  readonly config?: object;
}

declare global {
  var Plotly: { react(element: HTMLElement, data: readonly Trace[], layout: Layout, config: object): Promise<unknown> };
}

/** Starts Plotly from the text of an element: its code, or that gzipped and in base64. */
export async function loadPlotly(element: Element): Promise<void> {
  const code = await unpack(element.textContent?.trim() ?? "");
  const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
  const script = document.createElement("script");
  await new Promise<void>((done, fail) => {
    script.onload = () => done();
    script.onerror = () => fail(new Error("its code did not start"));
    script.src = address;
    document.head.append(script);
  });
  URL.revokeObjectURL(address);
}

async function unpack(source: string): Promise<string> {
  if (!source.startsWith("H4sI")) return source;
  const packed = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
  return new Response(new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"))).text();
}
