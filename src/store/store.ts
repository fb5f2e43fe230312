import type { Pool } from 'pg';
import { silentMeter, type Meter } from '#src/core/meter.ts';
import type { Store } from '#src/ports.ts';
import { accessStore } from './access.ts';
import { accountStore } from './accounts.ts';
import { createArrivals } from './arrivals.ts';
import { buttonStore, deliveryStore } from './deliveries.ts';
import { historyStore } from './history.ts';
import { limitStore } from './limits.ts';
import { peopleStore } from './people.ts';
import { mediaStore } from './media.ts';
import { renderLooks } from './render-looks.ts';
import { renderStore } from './renders.ts';
import { retentionStore } from './retention.ts';
import { openTables } from './schema.ts';
import { createSecretBox } from './secret-box.ts';
import { spendingStore } from './spending.ts';
import { stripStore } from './strips.ts';
import { projectStore, threadStore } from './threads.ts';
import { turnsAsideStore } from './turns-aside.ts';
import { turnStore } from './turns.ts';
import { wishStore } from './wishes.ts';

/** Keys of 32 bytes: one seals tokens at rest, the others only open what they sealed before. */
export type SecretKeys = { key: Uint8Array; others: readonly Uint8Array[] };

/** The store on any PostgreSQL, embedded or not. `meter` is told what is stored, once it is. */
export function createStore(options: { pool: Pool; secretKeys: SecretKeys; meter?: Meter }): Store {
  const { meter = silentMeter } = options;
  const db = openTables(options.pool);
  const arrivals = createArrivals(options.pool);
  const box = createSecretBox(options.secretKeys.key, options.secretKeys.others);
  return {
    threads: { ...threadStore(db), look: arrivals.look },
    projects: projectStore(db),
    turns: { ...turnStore(db, arrivals, meter), ...turnsAsideStore(db, meter) },
    media: mediaStore(db),
    wishes: wishStore(db),
    renders: renderStore(db, renderLooks(options.pool), meter),
    strips: stripStore(db),
    history: historyStore(db),
    deliveries: deliveryStore(db),
    buttons: buttonStore(db),
    accounts: accountStore(db, box),
    access: accessStore(db),
    people: peopleStore(db, box),
    spending: spendingStore(db, meter, box),
    limits: limitStore(db),
    retention: retentionStore(db),
  };
}
