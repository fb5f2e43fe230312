import { storeContract } from '#test/contracts/store-contract.ts';
import { openStore } from '#test/support/store.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { migrate } from '#src/store/migrate.ts';

storeContract('embedded', async () => {
  const pool = await openEmbedded(undefined);
  await migrate(pool);
  return openStore(pool, () => pool.close());
});
