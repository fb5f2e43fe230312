import { parseArgs } from 'node:util';
import { createChecks } from './checks.ts';
import { systemClock } from './clock.ts';
import { ConfigError, readConfig, type Config } from './config.ts';
import { wrong, type Finding } from './core/finding.ts';
import { examine } from './engine/doctor.ts';
import { reportText } from './i18n/doctor-report.ts';
import { pickLocale } from './i18n/index.ts';
import { createLogger } from './logger.ts';
import { readVersion } from './version.ts';

/**
 * `npm run doctor`: looks at everything that Reelay needs, by the settings it would start with, whether it runs or not.
 * Ends with 1 where something is wrong.
 */
const { values } = parseArgs({ options: { language: { type: 'string', default: 'en' } } });
const findings = await look();
process.stdout.write(`${reportText(findings, pickLocale(values.language) ?? 'en').replaceAll('**', '')}\n`);
// A connection that does not close must keep nobody waiting.
process.exit(findings.some(({ level }) => level === 'wrong') ? 1 : 0);

async function look(): Promise<Finding[]> {
  try {
    return await lookBy(readConfig(process.env));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map((problem) => wrong('settings.refused', { problem }));
  }
}

async function lookBy(config: Config): Promise<Finding[]> {
  // What is wrong stands in the report; libraries' own words would only come between its lines.
  const log = createLogger({ level: 'silent', secrets: config.secrets });
  const { databaseUrl: url, dataDir } = config;
  const database = url === undefined ? { kind: 'files' as const, dataDir } : { kind: 'server' as const, url };
  const version = await readVersion();
  return examine(createChecks(config, { version, database, log }), systemClock, undefined);
}
