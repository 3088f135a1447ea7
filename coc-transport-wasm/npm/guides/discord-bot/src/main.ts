// Starts the bot with the settings of the environment, and stops it on a signal.

import { startBot } from './bot.js';
import { createClient } from './client.js';
import { readSettings } from './settings.js';

const settings = readSettings(process.env);
const bot = await startBot(settings, await createClient(settings));

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, async () => {
    await bot.stop();
    // While Discord cannot be reached, discord.js goes on connecting.
    process.exit();
  });
}
