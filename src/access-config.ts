import type { AccessRules } from './core/access.ts';
import type { settings } from './settings.ts';
import type { Setting } from './settings/kinds.ts';

type AccessSetting = 'ACCESS' | 'ALLOW_GUILDS' | 'ALLOW_CHATS' | 'ALLOW_USERS' | 'ADMINS';
type Values = {
  [K in AccessSetting]?: ((typeof settings)[K] extends Setting<infer T> ? T : never) | undefined;
};

/** The rules as the settings have them. Where nothing is chosen there are no credits of the operator's to guard. */
export function toAccess(values: Values): AccessRules {
  return {
    mode: values.ACCESS ?? 'open',
    places: [...(values.ALLOW_GUILDS ?? []), ...(values.ALLOW_CHATS ?? [])],
    users: values.ALLOW_USERS ?? [],
    admins: values.ADMINS ?? [],
  };
}

/** What is wrong with the choice of who may use Reelay: the setting to change, and why. */
export function accessProblems(
  values: Values,
  { hasToken, hasBot }: { hasToken: boolean; hasBot: boolean },
): { name: AccessSetting; problem: string }[] {
  const { mode, places, users, admins } = toAccess(values);
  const isListing = places.length > 0 || users.length > 0;
  if (values.ACCESS === undefined) {
    if (hasToken)
      return [
        {
          name: 'ACCESS',
          problem:
            'must be chosen where NEMO_TOKEN is set, since everybody let in spends your credits: pairing lets in whom an admin approves by a code, allowlist those whom you list, open everybody who finds the bot. The web chat has its own door: this machine, or WEB_TOKEN',
        },
      ];
    if (isListing)
      return [
        {
          name: 'ACCESS',
          problem:
            'must be allowlist or pairing for ALLOW_GUILDS, ALLOW_CHATS and ALLOW_USERS to mean anything',
        },
      ];
  }
  if (mode === 'pairing' && admins.length === 0)
    return [
      { name: 'ADMINS', problem: 'must be set where ACCESS is pairing: else nobody could approve a code' },
    ];
  if (mode === 'allowlist' && hasBot && !isListing && admins.length === 0)
    return [
      {
        name: 'ALLOW_USERS',
        problem:
          'must be set where ACCESS is allowlist, or ALLOW_GUILDS, ALLOW_CHATS or ADMINS: else the bot would answer nobody',
      },
    ];
  return [];
}
