/** The commands that platforms offer in their menus, in the order in which they show them. */
export const commandNames = [
  'edit',
  'export',
  'credits',
  'status',
  'new',
  'projects',
  'last',
  'cancel',
  'language',
  'help',
  'link',
  'unlink',
  'privacy',
  'forget',
] as const;
export type CommandName = (typeof commandNames)[number];

/** Commands for `ADMINS`. They are shown to them alone where a platform can do that, and refused to others. */
export const adminCommandNames = ['approve', 'approved', 'revoke', 'usage', 'doctor'] as const;
export type AdminCommandName = (typeof adminCommandNames)[number];
