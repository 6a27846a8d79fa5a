/**
 * The bytes of a base64 string. Needs no Node.
 *
 * @throws an error for other characters.
 * @example bytesFromBase64("AQI=") // Uint8Array.of(1, 2)
 */
export function bytesFromBase64(base64: string): Uint8Array<ArrayBuffer> {
  const text = atob(base64);
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index++) bytes[index] = text.charCodeAt(index);
  return bytes;
}
