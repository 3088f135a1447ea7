// Properties of wars, which the Rust models have as methods.

export function isLeagueWar(war) {
  return war.warStartTime != null;
}

export function attackLimit(war) {
  return war.attacksPerMember ?? (isLeagueWar(war) ? 1 : 2);
}

export function drawnWarTags(round) {
  return round.warTags.filter((tag) => tag !== '#0');
}

export function isLeagueSeason(entry) {
  return entry.opponent?.tag == null;
}
