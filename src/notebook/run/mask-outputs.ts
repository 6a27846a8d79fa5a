import type { Output, StreamOutput } from "../format/notebook.js";
import type { SecretMask } from "./secret-mask.js";

/**
 * The outputs of a cell without secrets, also where one is printed in pieces: partly to standard output, partly to
 * standard error, or with something between. Streams with such a secret are joined.
 */
export function maskOutputs(outputs: readonly Output[], mask: SecretMask): readonly Output[] {
  const masked = outputs.map((output) => mask(output));
  const everything = joined(masked, mask, () => true);
  const ofStdout = joined(everything, mask, ({ name }) => name === "stdout");
  return joined(ofStdout, mask, ({ name }) => name === "stderr");
}

function joined(
  outputs: readonly Output[],
  mask: SecretMask,
  chosen: (stream: StreamOutput) => boolean,
): readonly Output[] {
  const streams = outputs.filter((output): output is StreamOutput => output.output_type === "stream" && chosen(output));
  const [first] = streams;
  const text = streams.map((stream) => stream.text).join("");
  const shown = mask(text);
  if (first === undefined || shown === text) return outputs;
  return outputs.flatMap((output) => {
    if (output === first) return [{ ...first, text: shown }];
    return streams.some((stream) => stream === output) ? [] : [output];
  });
}
