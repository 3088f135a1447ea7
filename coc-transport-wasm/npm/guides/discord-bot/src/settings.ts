// The settings of the bot, from environment variables.

export interface Settings {
  /** The token of the bot, from Discord's developer portal. */
  readonly discordToken: string;
  /** The base URL of Discord's API, for a proxy in front of it. Default: that of discord.js. */
  readonly discordApi: string | undefined;
  /** The account of the developer portal, with which the bot creates its own keys. */
  readonly account: { readonly email: string; readonly password: string } | undefined;
  /** A key of the API, in place of an account. */
  readonly token: string | undefined;
  /** The base URL of the API, for your proxy. Default: the official API. */
  readonly baseUrl: string | undefined;
  /** The URL of the developer portal. Default: the official one. */
  readonly portalUrl: string | undefined;
  /** The file that stores the account's keys between runs. Default: `keys.json`. */
  readonly keyFile: string;
  /** The file that stores links and followed clans. Default: `state.json`. */
  readonly stateFile: string;
}

/** Returns the settings. @throws `Error` if a required one is missing. */
export function readSettings(env: NodeJS.ProcessEnv): Settings {
  const { DISCORD_TOKEN, DISCORD_API, COC_EMAIL, COC_PASSWORD, COC_TOKEN, COC_BASE_URL, COC_PORTAL_URL, KEY_FILE, STATE_FILE } = env;
  if (!DISCORD_TOKEN) throw new Error('set DISCORD_TOKEN to the token of the bot');
  const account = COC_EMAIL && COC_PASSWORD ? { email: COC_EMAIL, password: COC_PASSWORD } : undefined;
  if (!account && !COC_TOKEN && !COC_BASE_URL) {
    throw new Error('set COC_EMAIL and COC_PASSWORD, or COC_TOKEN, or COC_BASE_URL to a proxy that has the keys');
  }
  return {
    discordToken: DISCORD_TOKEN,
    discordApi: DISCORD_API,
    account,
    token: COC_TOKEN,
    baseUrl: COC_BASE_URL,
    portalUrl: COC_PORTAL_URL,
    keyFile: KEY_FILE ?? 'keys.json',
    stateFile: STATE_FILE ?? 'state.json',
  };
}
