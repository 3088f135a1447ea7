// The settings of the bot, from environment variables.

export interface Settings {
  /** The token of the bot, from Discord's developer portal. */
  readonly discordToken: string;
  /** The base URL of Discord's API, for a proxy in front of it. Default: that of discord.js. */
  readonly discordApi: string | undefined;
  /** The API token of Clash of Clans. */
  readonly token: string | undefined;
  /** The base URL of the API, for your proxy. Default: the official API. */
  readonly baseUrl: string | undefined;
  /** The file that stores links and followed clans. Default: `state.json`. */
  readonly stateFile: string;
}

/** Returns the settings. @throws `Error` if a required one is missing. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { DISCORD_TOKEN, DISCORD_API, COC_TOKEN, COC_BASE_URL, STATE_FILE } = env;
  if (!DISCORD_TOKEN) throw new Error('set DISCORD_TOKEN to the token of the bot');
  if (!COC_TOKEN && !COC_BASE_URL) throw new Error('set COC_TOKEN, or COC_BASE_URL to a proxy that has the keys');
  return {
    discordToken: DISCORD_TOKEN,
    discordApi: DISCORD_API,
    token: COC_TOKEN,
    baseUrl: COC_BASE_URL,
    stateFile: STATE_FILE ?? 'state.json',
  };
}
