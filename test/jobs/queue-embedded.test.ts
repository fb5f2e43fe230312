import { createQueueMaker } from '#jobs/queues.ts';
import { openEmbedded } from '#src/store/embedded.ts';
import { queueContract } from '#test/contracts/queue-contract.ts';

queueContract('embedded', async () => {
  const pool = await openEmbedded(undefined);
  const maker = await createQueueMaker({ kind: 'embedded', pool });
  return {
    makers: [maker],
    async close() {
      await maker.close();
      await pool.close();
    },
  };
});
