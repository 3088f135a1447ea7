// The default path of the key file, which is that of `coc-keys`.

import os from 'node:os';
import path from 'node:path';
import process from 'node:process';

/** Returns the path in the user's data folder; `undefined` if the user has no home folder. */
export function defaultPath({ platform, env } = process) {
  const folder = dataFolder(platform, env);
  return folder && path.join(folder, 'coc', 'keys.json');
}

function dataFolder(platform, env) {
  const home = homedir();
  const absolute = (folder) => (folder && path.isAbsolute(folder) ? folder : undefined);
  const under = (...names) => home && path.join(home, ...names);
  if (platform === 'win32') return absolute(env.APPDATA) ?? under('AppData', 'Roaming');
  if (platform === 'darwin') return under('Library', 'Application Support');
  return absolute(env.XDG_DATA_HOME) ?? under('.local', 'share');
}

function homedir() {
  try {
    return os.homedir();
  } catch {
    return undefined;
  }
}
