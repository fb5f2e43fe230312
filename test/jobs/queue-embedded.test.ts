import { createQueueMaker } from '#jobs/queues.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { queueContract } from '#test/contracts/queue-contract.ts';

queueContract('embedded', async () => {
  const pool = await openEmbedded(undefined);
  // Each queue and worker stays among its listeners, and a test makes many.
  pool.setMaxListeners(0);
  const maker = await createQueueMaker({ kind: 'embedded', pool });
  return {
    makers: [maker],
    async close() {
      await maker.close();
      await pool.close();
    },
  };
});
