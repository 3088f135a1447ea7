// Parses bodies with the engine's own JSON parser.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Parses a body, which lies in the memory of the module. */
export const parse = (body) => JSON.parse(decoder.decode(body));

// Node's Buffer copies without looking at each byte, which a TextDecoder does.
const slice = globalThis.Buffer?.prototype?.latin1Slice;

/** Parses a body of ASCII. */
export const parseAscii = isSlice(slice) ? (body) => JSON.parse(slice.call(body)) : parse;

/** Whether the platform's function exists and accepts any byte array. */
function isSlice(slice) {
  try {
    return slice.call(new Uint8Array([97])) === 'a';
  } catch {
    return false;
  }
}

/** Freezes a value deeply, because the cache or another caller shares it. */
export function freeze(value) {
  // A stack of its own, because the nesting may be deeper than the engine's.
  const rest = [value];
  while (rest.length > 0) {
    const object = rest.pop();
    const members = Array.isArray(object) ? object : Object.values(object);
    for (const member of members) if (typeof member === 'object' && member !== null) rest.push(member);
    Object.freeze(object);
  }
}
