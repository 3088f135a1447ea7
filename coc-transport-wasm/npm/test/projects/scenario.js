// What every runtime does with the package, and what it tells of it. Nothing in here is of one runtime.

export async function scenario(coc, { baseUrl, token }) {
  const client = new coc.Client({ baseUrl, token, allowTokenInBrowser: true });

  const found = await client.searchClans({ minMembers: 10 }, { limit: 3 });
  const clan = await client.clan(found.items[0].tag.toLowerCase());

  const members = [];
  for await (const member of client.clanMembers(clan.tag, { limit: 4 })) members.push(member.tag);

  const player = await client.player(members[0]);
  const again = await client.player(members[0]);

  const noSuch = await client.player('#VVVVVVVVVVVV').catch((error) => error);
  const noTag = await client.player('no tag').catch((error) => error);
  const controller = new AbortController();
  const pending = client.currentWar(clan.tag, { signal: controller.signal }).catch((error) => error);
  controller.abort();
  const aborted = await pending;

  return {
    found: found.items.length,
    clan: { tag: clan.tag, members: clan.members },
    everyMember: members.length === clan.members && new Set(members).size === members.length,
    player: player.tag === members[0] && player.townHallLevel > 0,
    plain: Object.getPrototypeOf(player) === Object.prototype,
    again: JSON.stringify(again) === JSON.stringify(player),
    noSuch: [noSuch instanceof coc.NotFound, noSuch instanceof coc.CocError, noSuch instanceof Error, noSuch.status],
    noTag: noTag instanceof coc.InvalidTag,
    aborted: aborted instanceof coc.Aborted,
  };
}
