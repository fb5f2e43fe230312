import { storeContract } from '#test/contracts/store-contract.ts';
import { openMemoryStore } from '#test/support/store.ts';

storeContract('embedded', openMemoryStore);
