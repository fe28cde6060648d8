// Reads the bytes that payload.py packs: zlib( uint32 header length | header JSON | arrays ).
// Values travel as whole numbers (value x 10^decimals - offset) so that 3,574 of them stay small.

const MISSING = { u1: 255, u2: 65535, i4: -2147483648 };
const ARRAY = { u1: Uint8Array, u2: Uint16Array, i4: Int32Array };

async function inflate(bytes) {
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate"));
  return new Response(stream).arrayBuffer();
}

function readArray(buffer, start, spec, length) {
  const type = ARRAY[spec.type];
  const raw = new type(buffer.slice(start + spec.at, start + spec.at + length * type.BYTES_PER_ELEMENT));
  if (spec.scale === undefined) return raw;
  const gap = MISSING[spec.type];
  return Float64Array.from(raw, (n) => (n === gap ? NaN : (n + spec.offset) / spec.scale));
}

export async function decode(bytes) {
  const buffer = await inflate(bytes);
  const headerLength = new DataView(buffer).getUint32(0, true);
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 4, headerLength)));
  const start = 4 + headerLength;
  for (const layer of header.layers) {
    for (const [name, spec] of Object.entries(layer.arrays)) {
      layer[name] = readArray(buffer, start, spec, header.geometry.count);
    }
  }
  return header;
}
