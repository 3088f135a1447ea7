// Players of the simulated world, and the median of measurements.

/** Returns the URLs of `count` players. */
export async function playerUrls({ baseUrl, token }, count) {
  const headers = { authorization: `Bearer ${token}` };
  const items = async (path) => (await (await fetch(baseUrl + path, { headers })).json()).items;
  const urls = [];
  for (const clan of await items('/clans?minMembers=2')) {
    const members = await items(`/clans/${encodeURIComponent(clan.tag)}/members`);
    urls.push(...members.map(({ tag }) => `${baseUrl}/players/${encodeURIComponent(tag)}`));
    if (urls.length >= count) return urls.slice(0, count);
  }
  throw new Error(`the world has only ${urls.length} players`);
}

export const median = (values) => values.sort((a, b) => a - b)[Math.floor((values.length - 1) / 2)];
