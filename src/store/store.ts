import type { Pool } from 'pg';
import type { Store } from '#src/ports.ts';
import { accessStore } from './access.ts';
import { accountStore, spendingStore } from './accounts.ts';
import { buttonStore, deliveryStore } from './deliveries.ts';
import { historyStore } from './history.ts';
import { peopleStore } from './people.ts';
import { mediaStore, renderStore } from './renders.ts';
import { openTables } from './schema.ts';
import { createSecretBox } from './secret-box.ts';
import { projectStore, threadStore } from './threads.ts';
import { turnsAsideStore } from './turns-aside.ts';
import { turnStore } from './turns.ts';
import { wishStore } from './wishes.ts';

/** The store on any PostgreSQL, embedded or not. `secretKey` (32 bytes) seals tokens at rest. */
export function createStore(options: { pool: Pool; secretKey: Uint8Array }): Store {
  const db = openTables(options.pool);
  const box = createSecretBox(options.secretKey);
  return {
    threads: threadStore(db),
    projects: projectStore(db),
    turns: { ...turnStore(db), ...turnsAsideStore(db) },
    media: mediaStore(db),
    wishes: wishStore(db),
    renders: renderStore(db),
    history: historyStore(db),
    deliveries: deliveryStore(db),
    buttons: buttonStore(db),
    accounts: accountStore(db, box),
    access: accessStore(db),
    people: peopleStore(db, box),
    spending: spendingStore(db),
  };
}
