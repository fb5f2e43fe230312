import { findNodeAtLocation, parseTree } from 'jsonc-parser';
import { AppError } from '#src/errors.ts';
import type { ProjectState } from '#src/core/remote.ts';
import { parseJson } from './body.ts';

/**
 * Cuts the draft out of a state answer as it stands in the text, so that it can go back on export with
 * every number, escape and space unchanged; parsing and printing it would alter 1.0 and long numbers.
 * A draft sent as a JSON string stays one in `raw`; its `value` is what the string holds. Throws `nemo.unreadable`
 * for one that is nested beyond all measure.
 */
export function cutDraft(answer: string): ProjectState['draft'] {
  const root = parsed(answer);
  if (root === undefined) return undefined;
  const node =
    findNodeAtLocation(root, ['data', 'state', 'draft']) ?? findNodeAtLocation(root, ['state', 'draft']);
  if (node === undefined) return undefined;
  const raw = answer.slice(node.offset, node.offset + node.length);
  const outer = parseJson(raw);
  const value = typeof outer === 'string' ? parseJson(outer) : outer;
  return value === undefined || value === null ? undefined : { raw, value };
}

/** The parser goes down by calling itself. */
function parsed(answer: string): ReturnType<typeof parseTree> {
  try {
    return parseTree(answer);
  } catch (cause) {
    throw new AppError('nemo.unreadable', { status: 200 }, 'state: nested too deeply', { cause });
  }
}
