// The wars of a clan at one moment: the requests, for which Rust decides.

/** Returns the wars of a clan, with the functions of the game and a client. */
export async function currentWars(game, coc, clan, options) {
  const [war, league] = await Promise.all([regularWar(game, coc, clan, options), leagueWars(game, coc, clan, options)]);
  return { war, league };
}

async function regularWar(game, coc, clan, options) {
  const war = await unless('privateWarLog', coc.currentWar(clan, options));
  if (!war) return { kind: 'private' };
  const kind = game.regularWarKind(war, clan);
  if (kind === 'war') return { kind, phase: game.warPhase(war), war, side: game.warSide(war, clan) };
  return kind === 'unrecognized' ? { kind, state: war.state } : { kind };
}

async function leagueWars(game, coc, clan, options) {
  const group = await unless('notFound', coc.clanWarLeagueGroup(clan, options));
  if (!group) return { kind: 'noGroup' };
  const wars = new Map();
  let search = game.searchLeagueWars(group, wars, clan);
  if (!search.isDrawn) return { kind: 'notDrawn', group };
  while (search.wave.length > 0) {
    const responses = await Promise.all(search.wave.map((tag) => coc.clanWarLeagueWar(tag, options).withResponse()));
    search.wave.forEach((tag, at) => wars.set(tag, responses[at].data));
    // A response of the cache costs no request.
    const free = responses.filter(({ source }) => source === 'cache').length;
    search = game.searchLeagueWars(group, wars, clan, search.requestsLeft + free);
  }
  const round = (found) => {
    if (found?.kind !== 'war') return found;
    const war = wars.get(found.warTag);
    return { ...found, war, side: game.warSide(war, clan) };
  };
  const league = { kind: 'drawn', group };
  for (const name of ['previous', 'current', 'next']) if (search[name]) league[name] = round(search[name]);
  return league;
}

/** The value of a call, or `undefined` if it failed for this reason. */
const unless = (kind, call) =>
  call.catch((error) => {
    if (error?.kind === kind) return undefined;
    throw error;
  });
