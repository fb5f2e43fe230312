import { streamContract } from '#test/contracts/stream-contract.ts';
import { agentOf, createBackend } from '#test/support/engine.ts';

streamContract("the engine tests' agent", async (texts) => {
  async function* send() {
    for (const text of texts) yield { type: 'text' as const, text };
  }
  return agentOf({ ...createBackend(), send }, []);
});
