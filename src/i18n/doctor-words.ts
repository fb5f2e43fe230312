import type { FindingCode, FindingParams, CheckName } from '#src/core/finding.ts';

/** The doctor's report, for whoever runs Reelay. */
export type DoctorWords = {
  /** Above the lines. */
  summary(p: { wrong: number; warnings: number }): string;
  /** Somebody else asked for it. */
  adminsOnly: string;
  /** What a check looks at, in the middle of a sentence. */
  checked: Record<CheckName, string>;
  /** What was found and, where it is not well, what to do. */
  found: { [C in FindingCode]: (p: FindingParams[C]) => string };
};
