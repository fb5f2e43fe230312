import type { DoctorWords } from './doctor-words.ts';
import { count } from './format.ts';

const checked: DoctorWords['checked'] = {
  settings: 'the settings',
  discord: 'Discord',
  telegram: 'Telegram',
  queue: 'the queue',
  database: 'the database',
  folder: 'the data folder',
  nemo: 'the editor',
};

const later = (seconds: number): string =>
  `${count(Math.abs(seconds), 'second')} ${seconds > 0 ? 'ahead of' : 'behind'} this machine's`;

export const doctorEn: DoctorWords = {
  summary: ({ wrong, warnings }) =>
    wrong + warnings === 0
      ? '**All is well.**'
      : `**${[wrong > 0 ? `${wrong} wrong` : '', warnings > 0 ? count(warnings, 'warning') : ''].filter(Boolean).join(', ')}.**`,
  adminsOnly:
    'Only my admins may see how I am, from the chat where they are known as one. Whoever runs me can also use `npm run doctor`.',
  checked,
  found: {
    'settings.good': () => 'The settings can be used.',
    'settings.refused': ({ problem }) => `Setting: ${problem}. Reelay does not start like this.`,
    'settings.open': () =>
      'Everybody who finds the bot spends the credits of NEMO_TOKEN, since ACCESS is open. Choose allowlist or pairing (docs/access.md).',
    'settings.no-admin': () =>
      'ADMINS is empty, so nobody can use /doctor or let anybody in. Put your own numeric id there (docs/access.md).',

    'discord.off': () => 'Discord is switched off: DISCORD_TOKEN is not set.',
    'discord.known': ({ name }) => `Discord knows the bot as ${name}.`,
    'discord.token-refused': () =>
      'Discord does not accept DISCORD_TOKEN. Take the bot token (Developer Portal, Bot, Reset Token), not the client secret.',
    'discord.unreachable': ({ reason }) =>
      `Discord cannot be reached (${reason}). Check the network and DISCORD_API_URL.`,
    'discord.reads-messages': () => 'Discord lets the bot read messages (Message Content Intent).',
    'discord.no-message-content': () =>
      'Only messages that mention the bot reach it. Switch on Message Content Intent (Developer Portal, Bot) and start again.',
    'discord.commands': ({ count: commands }) => `Discord has all ${count(commands, 'command')}.`,
    'discord.commands-differ': () =>
      'Discord has other commands than this version. They are registered when a gateway starts: start it, and look at its log.',
    'discord.here': () => 'The bot may do in this channel all that it needs.',
    'discord.here-closed': ({ missing }) =>
      `The bot cannot write in this channel. Give its role here: ${missing.join(', ')}.`,
    'discord.here-less': ({ missing }) =>
      `The bot may do less in this channel than it could. Give its role here: ${missing.join(', ')} (docs/discord.md#permissions).`,
    'discord.here-absent': () =>
      'The bot is not a member of this server, so only its commands work here. Invite it (docs/discord.md#set-it-up).',

    'telegram.off': () => 'Telegram is switched off: TELEGRAM_TOKEN is not set.',
    'telegram.known': ({ name }) => `Telegram knows the bot as @${name}.`,
    'telegram.token-refused': () =>
      'The Bot API does not know TELEGRAM_TOKEN. Take the present one from @BotFather.',
    'telegram.unreachable': ({ root, reason }) =>
      `The Bot API at ${root} cannot be reached (${reason}). Check the network and TELEGRAM_API_ROOT.`,
    'telegram.sees-all': () => 'Telegram shows the bot all messages of its groups: privacy mode is off.',
    'telegram.privacy-mode': () =>
      'In groups the bot sees commands and replies to it alone. To have it hear mentions, make it an admin there, or turn privacy mode off at @BotFather and add it again.',
    'telegram.here-admin': () => 'The bot is an admin of this group and sees all of its messages.',
    'telegram.here-silent': () => 'The bot may not write in this group. Let its admins allow it.',
    'telegram.polling': () => 'Updates are fetched from Telegram (no webhook).',
    'telegram.webhook-left': ({ host }) =>
      `Telegram brings updates to ${host}, although TELEGRAM_WEBHOOK_URL is not set. Another Reelay may use this token: stop it. The next start here takes the address away.`,
    'telegram.webhook': ({ host }) => `Telegram brings updates to ${host}.`,
    'telegram.webhook-missing': ({ host }) =>
      `Telegram does not know the webhook at ${host}. Start the gateway, and look at its log; if another Reelay uses this token, stop that one.`,
    'telegram.webhook-insecure': () => 'Telegram takes https addresses alone. Change TELEGRAM_WEBHOOK_URL.',
    'telegram.webhook-failing': ({ host, error, pending }) =>
      `Telegram could not bring updates to ${host} ("${error}", ${pending} waiting). Check that the address leads to HOST and PORT from outside, its path unchanged.`,
    'telegram.backlog': ({ pending }) =>
      `${count(pending, 'update')} wait at Telegram. Check that a gateway is running and keeps up.`,
    'telegram.own-server': ({ folder }) =>
      folder
        ? 'The Bot API server of your own shares its folder, so clips of up to 500 MB come in.'
        : 'The Bot API server of your own shares no folder, so clips of up to 20 MB come in. Run it with --local and set TELEGRAM_FILES_DIR (docs/telegram.md).',
    'telegram.folder-unreadable': ({ reason }) =>
      `TELEGRAM_FILES_DIR cannot be read (${reason}). Give Reelay the folder of your Bot API server, at the same path.`,

    'queue.embedded': () => 'The queue lives in the embedded database.',
    'redis.good': ({ version }) => `Redis ${version} throws nothing away and keeps jobs on disk.`,
    'redis.too-old': ({ version, wanted }) =>
      `Redis ${version} is too old: ${wanted} or newer is needed. Replace it.`,
    'redis.evicts': ({ policy }) =>
      `Redis may throw jobs away (maxmemory-policy ${policy}). Set it to noeviction.`,
    'redis.keeps-nothing': () =>
      'Redis keeps nothing on disk. Set appendonly to yes, so that a restart forgets no job.',
    'redis.disk-unknown': () =>
      'Redis does not tell whether it keeps jobs on disk. Make sure that it does (appendonly yes).',
    'redis.unreachable': ({ reason }) => `Redis cannot be used (${reason}). Check REDIS_URL and the server.`,

    'database.good': ({ version }) => `PostgreSQL ${version}, with all migrations run.`,
    'database.too-old': ({ version, wanted }) =>
      `PostgreSQL ${version} is too old: ${wanted} or newer is needed. Replace it (docs/operations.md#backup-and-restore).`,
    'database.behind': ({ count: steps }) =>
      `The database is older than this version (${count(steps, 'migration')} to come). They run at the next start; make a backup before it.`,
    'database.ahead': ({ names }) =>
      `The database is newer than this version, which does not know ${names.join(', ')}. Start the newer version, or restore the backup (docs/operations.md#upgrades).`,
    'database.unreachable': ({ reason }) =>
      `The database cannot be used (${reason}). Check DATABASE_URL and the server.`,
    'database.embedded': () => 'The embedded database opens, with all migrations run.',
    'database.embedded-new': () => 'There is no embedded database yet: the first start makes it.',
    'database.embedded-in-use': () =>
      'The embedded database is in use by the running Reelay, so it was not opened. Ask that one with /doctor in a chat.',

    'folder.good': ({ freeMb }) => `DATA_DIR can be written to, with ${freeMb} MB free.`,
    'folder.low': ({ freeMb }) => `DATA_DIR has ${freeMb} MB free. Make room soon.`,
    'folder.full': ({ freeMb }) =>
      `DATA_DIR has ${freeMb} MB free, which is too little. Make room, or set DATA_DIR to another disk.`,
    'folder.closed': ({ reason }) =>
      `DATA_DIR cannot be written to (${reason}). Give it to the user that Reelay runs as, or set another one.`,

    'nemo.reachable': () => 'The editor answers.',
    'nemo.unreachable': ({ reason }) =>
      `The editor cannot be reached (${reason}). Check the network and NEMO_API_URL.`,
    'nemo.stranger': ({ status }) =>
      `NEMO_API_URL answers (${status}), but not as the editor does. Check the address, and what proxy stands before it.`,
    'nemo.refused': ({ status, code }) =>
      `The editor refuses to tell the credits (status ${status}${code === undefined ? '' : `, code ${code}`}). Try again later; \`npm run probe\` shows more.`,
    'nemo.starter': () =>
      'NEMO_TOKEN is not set: people without an account of their own get starter tokens (100 credits, 7 days; 10 of them an address and week; exports may need an account).',
    'nemo.token-refused': () =>
      'The editor does not accept NEMO_TOKEN: it is wrong, or has ended. Take a new one from the editor’s website.',
    'nemo.credits': ({ available }) => `NEMO_TOKEN has ${count(available, 'credit')} left.`,
    'nemo.credits-low': ({ available }) =>
      `NEMO_TOKEN has only ${count(available, 'credit')} left. A generated clip costs about 100: top up soon.`,
    'nemo.credits-none': () => 'NEMO_TOKEN has no credits left. Top up on the editor’s website.',
    'nemo.plan': ({ plan }) => `The account of NEMO_TOKEN: ${plan}.`,
    'nemo.plan-untold': () =>
      'The editor does not tell what the account includes. Should it refuse an export with 402, the plan lacks it.',
    'nemo.no-export': ({ scopes }) =>
      `NEMO_TOKEN may only do this: ${scopes.join(', ')}. Exports are not among it; take the token of a registered account.`,

    'clock.good': ({ beside }) => `The clock agrees with that of ${beside.join(', ')}.`,
    'clock.alone': () => 'There was nobody to compare the clock with.',
    'clock.off': ({ beside, seconds }) =>
      `The clock of ${beside} is ${later(seconds)}. Let both be set by a time server (NTP).`,
    'clock.wrong': ({ beside, seconds }) =>
      `The clock of ${beside} is ${later(seconds)}. Codes, tokens and waits end at wrong times: have both set by a time server (NTP).`,

    'check.late': ({ name }) =>
      `Nothing was heard in time about ${checked[name]}. Try again; if it stays so, look at the log.`,
    'check.failed': ({ name, reason }) =>
      `Looking at ${checked[name]} went wrong (${reason}). Try again; if it stays so, look at the log.`,
  },
};
