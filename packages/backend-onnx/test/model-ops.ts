/** Reads so much of an ONNX file as it takes to list its operators. */

/** The operators of the main graph of a ModelProto, in its order. */
export function opsOf(model: Uint8Array): string[] {
  const [graph] = fields(model, 7);
  return fields(graph!, 1).map((node) => new TextDecoder().decode(fields(node, 4)[0]));
}

/** The length-delimited fields of a protobuf message that have the number. */
function fields(message: Uint8Array, number: number): Uint8Array[] {
  const found: Uint8Array[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = message[at++]!;
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const tag = varint();
    const kind = tag & 7;
    if (kind === 0) varint();
    else if (kind === 1) at += 8;
    else if (kind === 5) at += 4;
    else {
      const length = varint();
      if (Math.floor(tag / 8) === number) found.push(message.subarray(at, at + length));
      at += length;
    }
  }
  return found;
}
