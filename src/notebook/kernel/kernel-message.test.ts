import { describe, expect, it } from "vitest";
import { decodeKernelMessage, encodeKernelMessage } from "./kernel-message.js";

const header = {
  msg_id: "1",
  msg_type: "stream",
  session: "s",
  username: "u",
  date: "2026-01-01T00:00:00Z",
  version: "5.3",
};
const message = { header, parent_header: {}, metadata: {}, content: { name: "stdout", text: "ü\n" } };

describe("messages on the wire", () => {
  it("come back as they were sent, whatever frames precede them", () => {
    const frames = [
      Buffer.from("topic"),
      Buffer.from([0, 255]),
      ...encodeKernelMessage(message, "key"),
      Buffer.from("extra"),
    ];
    expect(decodeKernelMessage(frames, "key")).toEqual(message);
  });

  it("are signed as the protocol requires", () => {
    const [delimiter, signature] = encodeKernelMessage(message, "key").map(String);
    expect(delimiter).toBe("<IDS|MSG>");
    // Python: hmac.new(b"key", header + b"{}" + b"{}" + content, "sha256").hexdigest()
    expect(signature).toBe("b17d98b40f1124fcea9cfdf6bc6c8d6c4f53708dee7a51bdf372be68e0f7c395");
  });

  it("are refused with another key, without a delimiter, with missing frames, and as binary garbage", () => {
    const frames = encodeKernelMessage(message, "key");
    expect(() => decodeKernelMessage(frames, "other")).toThrow("wrong signature");
    expect(() => decodeKernelMessage(frames.slice(1), "key")).toThrow("no <IDS|MSG>");
    expect(() => decodeKernelMessage(frames.slice(0, 4), "key")).toThrow("2 frames after the signature, needs 4");
    const garbage = [
      Buffer.from("<IDS|MSG>"),
      Buffer.from(""),
      ...Array.from({ length: 4 }, () => Buffer.from([1, 2, 3])),
    ];
    expect(() => decodeKernelMessage(garbage, "")).toThrow("a frame is not JSON");
  });
});
