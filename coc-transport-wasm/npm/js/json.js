// Bodies become values here: by the engine's own parser, once.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Called with the body as it lies in the memory of the module. */
export const parse = (body) => JSON.parse(decoder.decode(body));

// Of Node: it copies, where a decoder has to look at each byte first.
const slice = globalThis.Buffer?.prototype?.latin1Slice;

/** The same with a body of ASCII. */
export const parseAscii = isSlice(slice) ? (body) => JSON.parse(slice.call(body)) : parse;

/** Whether there is such a function here, which takes any bytes. */
function isSlice(slice) {
  try {
    return slice.call(new Uint8Array([97])) === 'a';
  } catch {
    return false;
  }
}

/** Called before an answer is given to somebody while others have it, too, or may get it: nobody shall change it for them. */
export function freeze(value) {
  if (typeof value !== 'object' || value === null) return;
  const members = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) if (typeof member === 'object' && member !== null) freeze(member);
  Object.freeze(value);
}
