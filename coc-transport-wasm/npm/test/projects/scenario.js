// The scenario that every runtime runs with the package, and its outcome. It uses no API of a
// single runtime.

export async function scenario(coc, { baseUrl, token }) {
  const client = new coc.Client({ baseUrl, token, allowTokenInBrowser: true });

  const found = await client.searchClans({ minMembers: 10 }, { limit: 3 });
  const clan = await client.clan(found.items[0].tag.toLowerCase());

  const members = [];
  for await (const member of client.clanMembers(clan.tag, { limit: 4 })) members.push(member.tag);

  const player = await client.player(members[0]);
  const again = await client.player(members[0]);

  const notFound = await client.player('#VVVVVVVVVVVV').catch((error) => error);
  const invalidTag = await client.player('no tag').catch((error) => error);
  const controller = new AbortController();
  const pending = client.currentWar(clan.tag, { signal: controller.signal }).catch((error) => error);
  controller.abort();
  const aborted = await pending;

  return {
    found: found.items.length,
    clan: { tag: clan.tag, members: clan.members },
    allMembers: members.length === clan.members && new Set(members).size === members.length,
    player: player.tag === members[0] && player.townHallLevel > 0,
    isPlainObject: Object.getPrototypeOf(player) === Object.prototype,
    isCached: again === player,
    notFound: [notFound instanceof coc.NotFoundError, notFound instanceof coc.CocError, notFound instanceof Error, notFound.status],
    invalidTag: invalidTag instanceof coc.InvalidTagError,
    aborted: aborted instanceof coc.AbortedError,
  };
}
