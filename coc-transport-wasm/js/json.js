// Bodies become values here: by the engine's own parser, once, and for good.

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Called with the body as it lies in the memory of the module. */
export const parse = (body) => freeze(JSON.parse(decoder.decode(body)));

// An answer may be given to many: callers that ask for the same at once, and those that a cache answers. So nobody can change it.
function freeze(value) {
  if (typeof value !== 'object' || value === null) return value;
  const members = Array.isArray(value) ? value : Object.values(value);
  for (const member of members) if (typeof member === 'object' && member !== null) freeze(member);
  return Object.freeze(value);
}
