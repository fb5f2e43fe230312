import { enableCompileCache } from 'node:module';
import { join } from 'node:path';

// What is compiled once is read the next time: half the time to be ready, and a sixth less memory. Where the folder
// cannot be written to, nothing is kept, and nothing is amiss. This file is JavaScript since it is loaded before: one
// with types would bring the tool along that strips them, which takes 15 MB for as long as the process lives.
enableCompileCache(join(process.env['DATA_DIR']?.trim() || 'data', 'compiled'));
await import('./main.ts');
