// The kinds of the units that the API lists together as troops. Only their names tell them apart.

const PETS = [
  'L.A.S.S.I', 'Electro Owl', 'Mighty Yak', 'Unicorn', 'Frosty', 'Diggy', 'Poison Lizard', 'Phoenix', 'Spirit Fox', 'Angry Jelly',
  'Sneezy', 'Greedy Raven',
];
const SIEGE_MACHINES = [
  'Wall Wrecker', 'Battle Blimp', 'Stone Slammer', 'Siege Barracks', 'Log Launcher', 'Flame Flinger', 'Battle Drill', 'Troop Launcher',
  'Sky Wagon',
];
/** The super troops whose names do not begin with `Super`. */
const OTHER_SUPER_TROOPS = ['Sneaky Goblin', 'Rocket Balloon', 'Inferno Dragon', 'Ice Hound'];

const KINDS = new Map([
  ...PETS.map((name) => [name, 'pet']),
  ...SIEGE_MACHINES.map((name) => [name, 'siege machine']),
  ...OTHER_SUPER_TROOPS.map((name) => [name, 'super troop']),
]);

/** Returns the kind of an entry of `troops`; one that is newer than this page is a troop. */
export function kindOf({ name, superTroopIsActive }) {
  if (superTroopIsActive !== undefined || name.startsWith('Super ')) return 'super troop';
  return KINDS.get(name) ?? 'troop';
}
