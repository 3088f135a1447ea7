// Players of the simulated world, and the median of measurements.

/** Returns the tags of `count` players. */
export async function playerTags({ baseUrl, token }, count) {
  const headers = { authorization: `Bearer ${token}` };
  const items = async (path) => (await (await fetch(baseUrl + path, { headers })).json()).items;
  const tags = [];
  for (const clan of await items('/clans?minMembers=2')) {
    const members = await items(`/clans/${encodeURIComponent(clan.tag)}/members`);
    tags.push(...members.map(({ tag }) => tag));
    if (tags.length >= count) return tags.slice(0, count);
  }
  throw new Error(`the world has only ${tags.length} players`);
}

export const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
